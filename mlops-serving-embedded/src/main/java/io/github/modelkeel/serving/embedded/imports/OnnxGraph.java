package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.PreparedModel;
import io.github.modelkeel.model.PreparedModel.Feature;
import io.github.modelkeel.model.PreparedModel.Norm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the operators of a graph: those before the model describe columns, see {@link OnnxColumn}; those after it may only
 * pass its results on. Confined to one thread.
 */
final class OnnxGraph {
    private static final int FLOAT = OnnxTensor.FLOAT;

    private final OnnxDocument document;
    private final Source source;
    private final Map<String, List<OnnxColumn>> columns = new HashMap<>();
    private final Map<String, double[]> constants = new HashMap<>();
    private final Set<String> doubles = new HashSet<>();
    private final Set<String> whole = new HashSet<>();
    private final Set<String> texts = new HashSet<>();
    private final Set<String> normalised = new HashSet<>(); // what is computed from the output of the one Normalizer
    private final Set<String> results = new HashSet<>();
    private final OnnxRawInputs raw;
    private List<Feature> prepared = List.of();
    private Norm norm = Norm.NONE;
    private @Nullable OnnxNode model;
    private @Nullable List<OnnxColumn> features;
    private boolean doubleCells;
    private boolean exponential;

    private OnnxGraph(OnnxDocument document, Source source) {
        this.document = document;
        this.source = source;
        this.raw = new OnnxRawInputs(source);
    }

    static OnnxGraph of(OnnxDocument document, Source source) {
        OnnxGraph graph = new OnnxGraph(document, source);
        document.inputs.forEach(graph::input);
        document.nodes.forEach(graph::node);
        if (graph.model == null) {
            throw source.unsupported("has no model", "export a tree ensemble or a linear model of scikit-learn");
        }
        return graph;
    }

    OnnxNode model() {
        return java.util.Objects.requireNonNull(model);
    }

    /** Returns what the model sees. */
    List<OnnxColumn> features() {
        return java.util.Objects.requireNonNull(features);
    }

    /** Returns whether the model compares 64-bit cells. */
    boolean doubleCells() {
        return doubleCells;
    }

    /** Returns whether the exponential function is applied to the results. */
    boolean exponential() {
        return exponential;
    }

    /** Returns what the row is divided by before the model sees it. */
    Norm norm() {
        return norm;
    }

    /** Returns the number of cells that the columns are made from: raw inputs, or the columns of a normalised row. */
    int cells() {
        return norm == Norm.NONE ? width() : prepared.size();
    }

    /** Returns a model of {@link #cells()} as one of the raw inputs. */
    ModelBody behindNorm(ModelBody body) {
        return norm == Norm.NONE ? body : new PreparedModel(width(), prepared, norm, body);
    }

    /** Returns the number of raw inputs. */
    int width() {
        return raw.width();
    }

    /** Returns the raw inputs. */
    List<ImportedInput> inputs() {
        return raw.inputs();
    }

    private void input(OnnxDocument.Input input) {
        if (document.constants.containsKey(input.name())) {
            return; // older files list constants among the inputs
        }
        if (input.columns() < 1 || raw.width() + input.columns() > ModelBody.MAX_WIDTH) {
            throw source.unsupported(
                    "has the input '" + input.name() + "' of "
                            + (input.columns() < 0 ? "an unknown number of" : input.columns()) + " columns",
                    "export it with a fixed number of columns, for instance FloatTensorType([None, 8])");
        }
        switch (input.type()) {
            case OnnxTensor.DOUBLE -> doubles.add(input.name());
            case OnnxTensor.STRING -> texts.add(input.name());
            case OnnxTensor.INT64, OnnxTensor.INT32 -> whole.add(input.name());
            case FLOAT -> {}
            default ->
                throw source.unsupported(
                        "has the input '" + input.name() + "' of element type " + input.type(),
                        "export it with floats, doubles, 64-bit integers or texts");
        }
        int from = raw.width();
        raw.add(input.name(), (int) input.columns());
        columns.put(
                input.name(),
                InputNames.computed((int) input.columns(), i -> new OnnxColumn.Numeric(from + i, List.of())));
    }

    private void node(OnnxNode node) {
        if (node.outputs.isEmpty()) {
            throw source.damaged("operator " + node.shown() + " has no output");
        }
        if (results.contains(node.inputs.isEmpty() ? "" : node.input(0))) {
            after(node);
            return;
        }
        switch (node.operator) {
            case "TreeEnsembleClassifier",
                    "TreeEnsembleRegressor",
                    "TreeEnsemble",
                    "LinearClassifier",
                    "LinearRegressor" -> found(node);
            case "Constant" -> {
                double[] value = node.tensor("value");
                if (value != null) {
                    constants.put(node.outputs.get(0), value);
                }
            }
            case "Identity", "Dropout" -> same(node, node.input(0));
            case "Cast" -> cast(node);
            case "Reshape", "Flatten" -> {
                List<OnnxColumn> in = columns(node, 0);
                if (node.operator.equals("Reshape")) {
                    double[] shape = constant(node, 1);
                    if (shape.length != 2 || (shape[1] != in.size() && shape[1] != -1)) {
                        throw source.unsupported("reshapes columns in " + node.shown(), "export it without that step");
                    }
                }
                same(node, node.input(0));
            }
            case "Concat", "FeatureVectorizer" -> concat(node);
            case "ArrayFeatureExtractor", "Gather" -> extract(node);
            case "Scaler" -> steps(node, OnnxSteps.scaler(node, columns(node, 0).size(), source));
            case "Imputer" ->
                steps(node, OnnxSteps.imputer(node, columns(node, 0).size(), source));
            case "Binarizer" -> {
                float threshold = node.number("threshold", 0);
                steps(node, i -> cell -> cell > threshold ? 1 : 0);
            }
            case "Clip" -> {
                float low = node.inputs.size() > 1 && !node.input(1).isEmpty()
                        ? (float) constant(node, 1)[0]
                        : -Float.MAX_VALUE;
                float high = node.inputs.size() > 2 && !node.input(2).isEmpty()
                        ? (float) constant(node, 2)[0]
                        : Float.MAX_VALUE;
                steps(node, i -> cell -> cell < low ? low : cell > high ? high : cell);
            }
            case "Add", "Sub", "Mul", "Div" -> arithmetic(node);
            case "Normalizer" -> normalise(node);
            case "OneHotEncoder", "LabelEncoder" -> {
                String from = node.input(0);
                if (normalised.contains(from)) {
                    throw source.unsupported("encodes normalised columns in " + node.shown(), "encode the input");
                }
                put(node, raw.columns(node, columns(node, 0), texts.contains(from), doubles.contains(from)));
            }
            default ->
                throw source.unsupported(
                        "has the operator " + node.shown() + " before the model",
                        "do that step in the features of the package, or in the data, and export the model without it");
        }
    }

    private void found(OnnxNode node) {
        if (model != null) {
            throw source.unsupported(
                    "holds two models, " + model.shown() + " and " + node.shown(),
                    "export one of them, not a vote or a stack");
        }
        model = node;
        features = columns(node, 0);
        doubleCells = doubles.contains(node.input(0));
        norm = normalised.contains(node.input(0)) ? norm : Norm.NONE;
        if (texts.contains(node.input(0))) {
            throw source.damaged("operator " + node.shown() + " is given texts");
        }
        results.addAll(node.outputs);
    }

    private void after(OnnxNode node) {
        switch (node.operator) {
            case "Identity",
                    "Cast",
                    "ZipMap",
                    "Reshape",
                    "Flatten",
                    "Squeeze",
                    "ArgMax",
                    "LabelEncoder",
                    "ArrayFeatureExtractor" -> {}
            case "Normalizer" -> { // of probabilities that add up to 1 anyway
                boolean sums = model().text("post_transform", "NONE").equals("SOFTMAX");
                if (!sums || !node.text("norm", "MAX").equals("L1")) {
                    throw source.unsupported(
                            "normalises scores in " + node.shown(),
                            "train a multinomial model, not one against the rest");
                }
            }
            case "Exp" -> exponential = true;
            default ->
                throw source.unsupported(
                        "has the operator " + node.shown() + " after the model", "export the model without that step");
        }
        results.addAll(node.outputs);
    }

    private List<OnnxColumn> columns(OnnxNode node, int input) {
        List<OnnxColumn> found = columns.get(node.input(input));
        if (found == null) {
            throw source.unsupported(
                    "has the operator " + node.shown() + " on '" + node.input(input)
                            + "', which is no column of the input",
                    "export the model without that step");
        }
        return found;
    }

    private double[] constant(OnnxNode node, int input) {
        String name = node.input(input);
        double[] known = constants.get(name);
        if (known == null) {
            ProtobufReader tensor = document.constants.get(name);
            if (tensor == null) {
                throw source.unsupported(
                        "has the operator " + node.shown() + " whose input '" + name + "' is no constant",
                        "export the model without that step");
            }
            tensor.rewind();
            known = OnnxTensor.read(tensor, source).values();
            constants.put(name, known);
        }
        return known;
    }

    private void put(OnnxNode node, List<OnnxColumn> result) {
        columns.put(node.outputs.get(0), result);
    }

    private void same(OnnxNode node, String from) {
        String to = node.outputs.get(0);
        columns.put(to, columns(node, 0));
        for (Set<String> kind : List.of(doubles, whole, texts, normalised)) {
            if (kind.contains(from)) {
                kind.add(to);
            }
        }
    }

    private void cast(OnnxNode node) {
        String from = node.input(0);
        String to = node.outputs.get(0);
        columns.put(to, columns(node, 0));
        if (normalised.contains(from)) {
            normalised.add(to);
        }
        long type = node.whole("to", 0);
        if (texts.contains(from) != (type == OnnxTensor.STRING)) {
            throw source.unsupported("casts between numbers and texts in " + node.shown(), "do it in the data");
        }
        switch ((int) type) {
            case FLOAT -> {}
            case OnnxTensor.STRING -> texts.add(to);
            case OnnxTensor.INT64, OnnxTensor.INT32 -> whole.add(to);
            case OnnxTensor.DOUBLE -> {
                if (!doubles.contains(from)) {
                    throw source.unsupported(
                            "casts floats to doubles in " + node.shown(), "export it with DoubleTensorType");
                }
                doubles.add(to);
            }
            default ->
                throw source.unsupported("casts to element type " + type + " in " + node.shown(), "cast to float");
        }
    }

    private void concat(OnnxNode node) {
        List<List<OnnxColumn>> parts = new ArrayList<>();
        int[] ends = new int[node.inputs.size()];
        int total = 0;
        for (int i = 0; i < ends.length; i++) {
            parts.add(columns(node, i));
            total = Math.addExact(total, parts.get(i).size());
            if (total > ModelBody.MAX_WIDTH) {
                throw source.damaged(
                        "operator " + node.shown() + " makes more than " + ModelBody.MAX_WIDTH + " columns");
            }
            ends[i] = total;
            for (Set<String> kind : List.of(doubles, whole, texts, normalised)) {
                if (kind.contains(node.input(i))) {
                    kind.add(node.outputs.get(0));
                }
            }
        }
        if (normalised.contains(node.outputs.get(0)) && !normalised.containsAll(node.inputs)) {
            throw source.unsupported(
                    "joins normalised columns with others in " + node.shown(), "normalise all columns together");
        }
        put(node, InputNames.computed(total, index -> {
            int part = 0;
            while (ends[part] <= index) {
                part++;
            }
            return parts.get(part).get(index - (part == 0 ? 0 : ends[part - 1]));
        }));
    }

    private void extract(OnnxNode node) {
        List<OnnxColumn> in = columns(node, 0);
        double[] picked = constant(node, 1);
        for (double index : picked) {
            if (!(index >= 0 && index < in.size() && index == Math.rint(index))) {
                throw source.damaged("operator " + node.shown() + " picks column " + index + " of " + in.size());
            }
        }
        same(node, node.input(0));
        put(node, InputNames.computed(picked.length, i -> in.get((int) picked[i])));
    }

    private void steps(OnnxNode node, IntFunction<OnnxColumn.Step> step) {
        String from = node.input(0);
        if (doubles.contains(from) || texts.contains(from)) {
            throw source.unsupported(
                    "computes with " + (texts.contains(from) ? "texts" : "doubles") + " in " + node.shown(),
                    "export it with FloatTensorType");
        }
        List<OnnxColumn> in = columns(node, 0);
        if (normalised.contains(from)) {
            normalised.add(node.outputs.get(0));
        }
        put(node, InputNames.computed(in.size(), i -> in.get(i).then(step.apply(i))));
    }

    /** A row is normalised as a whole: from here on columns are made from its cells and no longer from raw inputs. */
    private void normalise(OnnxNode node) {
        List<OnnxColumn> in = columns(node, 0);
        String from = node.input(0);
        boolean plain = in.stream().allMatch(column -> column instanceof OnnxColumn.Numeric number && number.isPlain());
        if (!plain || norm != Norm.NONE || doubles.contains(from) || texts.contains(from)) {
            throw source.unsupported(
                    "normalises computed columns, doubles or rows that were normalised before in " + node.shown(),
                    "normalise the columns of the input once, or after an imputer only, and export with FloatTensorType");
        }
        norm = switch (node.text("norm", "MAX")) {
            case "L1" -> Norm.L1;
            case "L2" -> Norm.L2;
            case "MAX" -> Norm.MAX;
            default -> throw source.damaged("operator " + node.shown() + " has the norm " + node.text("norm", ""));
        };
        prepared = in.stream()
                .map(column -> new Feature(column.raw(), -1, ((OnnxColumn.Numeric) column).of(Float.NaN)))
                .toList();
        normalised.add(node.outputs.get(0));
        put(node, InputNames.computed(in.size(), i -> new OnnxColumn.Numeric(i, List.of())));
    }

    private void arithmetic(OnnxNode node) {
        boolean second = columns.containsKey(node.input(1)) && !columns.containsKey(node.input(0));
        if (second && (node.operator.equals("Sub") || node.operator.equals("Div"))) {
            throw source.unsupported("computes a constant with columns in " + node.shown(), "use a scaler");
        }
        int at = second ? 1 : 0;
        int size = columns(node, at).size();
        double[] constant = constant(node, 1 - at);
        if (second) {
            java.util.Collections.swap(node.inputs, 0, 1);
        }
        steps(node, OnnxSteps.arithmetic(node, constant, size, source));
    }
}
