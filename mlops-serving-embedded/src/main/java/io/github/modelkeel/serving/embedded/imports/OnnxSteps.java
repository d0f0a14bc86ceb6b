package io.github.modelkeel.serving.embedded.imports;

import java.util.function.IntFunction;

/** Steps of each column by itself, in 32-bit floats as ONNX Runtime takes them. */
final class OnnxSteps {
    private OnnxSteps() {}

    private static float[] perColumn(OnnxNode node, float[] values, int size, String what, Source source) {
        if (values.length != 1 && values.length != size) {
            throw source.damaged("operator " + node.shown() + " has " + values.length + " numbers in " + what + " for "
                    + size + " columns");
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw source.damaged("operator " + node.shown() + " has the number " + value + " in " + what);
            }
        }
        return values;
    }

    static IntFunction<OnnxColumn.Step> scaler(OnnxNode node, int size, Source source) {
        float[] offset = perColumn(node, node.floats("offset"), size, "offset", source);
        float[] scale = perColumn(node, node.floats("scale"), size, "scale", source);
        return i -> {
            float shift = offset[offset.length == 1 ? 0 : i];
            float factor = scale[scale.length == 1 ? 0 : i];
            return cell -> (cell - shift) * factor;
        };
    }

    static IntFunction<OnnxColumn.Step> imputer(OnnxNode node, int size, Source source) {
        if (!node.has("imputed_value_floats") || !Float.isNaN(node.number("replaced_value_float", 0))) {
            throw source.unsupported(
                    "replaces something else than missing floats in " + node.shown(),
                    "use SimpleImputer() with its missing_values");
        }
        float[] values = perColumn(node, node.floats("imputed_value_floats"), size, "imputed_value_floats", source);
        return i -> new OnnxColumn.Impute(values[values.length == 1 ? 0 : i]);
    }

    static IntFunction<OnnxColumn.Step> arithmetic(OnnxNode node, double[] constant, int size, Source source) {
        float[] values = new float[constant.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) constant[i];
        }
        perColumn(node, values, size, "its constant", source);
        return i -> {
            float value = values[values.length == 1 ? 0 : i];
            return switch (node.operator) {
                case "Add" -> cell -> cell + value;
                case "Sub" -> cell -> cell - value;
                case "Mul" -> cell -> cell * value;
                default -> cell -> cell / value;
            };
        };
    }
}
