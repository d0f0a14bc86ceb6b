package io.github.modelkeel.serving.embedded.imports;

/**
 * The numbers of a constant tensor.
 *
 * @param type its element type, as ONNX numbers them
 * @param values its numbers, row by row
 */
record OnnxTensor(int type, double[] values) {
    static final int FLOAT = 1;
    static final int UINT8 = 2;
    static final int INT32 = 6;
    static final int INT64 = 7;
    static final int STRING = 8;
    static final int DOUBLE = 11;

    /** Reads a TensorProto. */
    static OnnxTensor read(ProtobufReader in, Source source) {
        int type = 0;
        int count = 0;
        while (in.next()) {
            switch (in.field()) {
                case 2 -> type = (int) in.whole();
                case 4 -> count += in.count(4);
                case 5, 7 -> count += in.count(0);
                case 10 -> count += in.count(8);
                case 14 -> {
                    if (in.whole() != 0) {
                        throw source.unsupported("keeps tensors in other files", "save it as one file");
                    }
                }
                default -> {}
            }
        }
        if (type == STRING) {
            throw source.unsupported(
                    "has a tensor of texts", "export the encoders of scikit-learn, whose texts are attributes");
        }
        int width = width(type);
        in.rewind();
        while (in.next()) {
            if (in.field() == 9) {
                if (width == 0) {
                    throw source.unsupported(
                            "has a tensor of type " + type, "export it with floats, doubles or 64-bit integers");
                }
                count += in.count(width);
            }
        }
        double[] values = new double[count];
        int[] size = {0};
        in.rewind();
        int kind = type;
        ProtobufReader.Numbers floats = bits -> values[size[0]++] = Float.intBitsToFloat((int) bits);
        ProtobufReader.Numbers wholes = bits -> values[size[0]++] = bits;
        ProtobufReader.Numbers doubles = bits -> values[size[0]++] = Double.longBitsToDouble(bits);
        ProtobufReader.Numbers raw = bits -> values[size[0]++] = number(kind, bits);
        while (in.next()) {
            switch (in.field()) {
                case 4 -> in.numbers(4, floats);
                case 5, 7 -> in.numbers(0, wholes);
                case 10 -> in.numbers(8, doubles);
                case 9 -> in.numbers(width, raw);
                default -> {}
            }
        }
        return new OnnxTensor(type, values);
    }

    private static int width(int type) {
        return switch (type) {
            case FLOAT, INT32 -> 4;
            case UINT8 -> 1;
            case INT64, DOUBLE -> 8;
            default -> 0;
        };
    }

    private static double number(int type, long bits) {
        return switch (type) {
            case FLOAT -> Float.intBitsToFloat((int) bits);
            case DOUBLE -> Double.longBitsToDouble(bits);
            case INT32 -> (int) bits;
            default -> bits;
        };
    }
}
