package io.github.modelkeel.serving.embedded.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One operator of a graph with its attributes, which are read when asked for. Confined to one thread. */
final class OnnxNode {
    private final Source source;
    final List<String> inputs = new ArrayList<>();
    final List<String> outputs = new ArrayList<>();
    private final Map<String, ProtobufReader> attributes = new LinkedHashMap<>();
    String operator = "";
    private String name = "";

    private OnnxNode(Source source) {
        this.source = source;
    }

    /** Reads a NodeProto. */
    static OnnxNode read(ProtobufReader in, Source source) {
        OnnxNode node = new OnnxNode(source);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> node.inputs.add(in.text());
                case 2 -> node.outputs.add(in.text());
                case 3 -> node.name = in.text();
                case 4 -> node.operator = in.text();
                case 5 -> {
                    ProtobufReader attribute = in.message();
                    while (attribute.next()) {
                        if (attribute.field() == 1) {
                            node.attributes.put(attribute.text(), attribute);
                            break;
                        }
                    }
                }
                default -> {}
            }
        }
        return node;
    }

    /** Returns the operator and the name of the node, for messages. */
    String shown() {
        return "'" + operator + "' (node '" + name + "')";
    }

    boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    private @Nullable ProtobufReader attribute(String attribute) {
        ProtobufReader in = attributes.get(attribute);
        if (in != null) {
            in.rewind();
        }
        return in;
    }

    private int count(ProtobufReader in, int field, int width) {
        int count = 0;
        in.rewind();
        while (in.next()) {
            count += in.field() == field ? in.count(width) : 0;
        }
        in.rewind();
        return count;
    }

    /** Returns whole numbers of 32 bits; none if there is no such attribute. */
    int[] ints(String attribute) {
        ProtobufReader in = attribute(attribute);
        if (in == null) {
            return new int[0];
        }
        int[] values = new int[count(in, 8, 0)];
        int[] size = {0};
        ProtobufReader.Numbers to = value -> { // one for all: most exporters write a field for each number
            if ((int) value != value) {
                throw source.damaged("attribute '" + attribute + "' of " + shown() + " has the number " + value);
            }
            values[size[0]++] = (int) value;
        };
        while (in.next()) {
            if (in.field() == 8) {
                in.numbers(0, to);
            }
        }
        return values;
    }

    /** Returns 32-bit floats; none if there is no such attribute. */
    float[] floats(String attribute) {
        ProtobufReader in = attribute(attribute);
        if (in == null) {
            return new float[0];
        }
        float[] values = new float[count(in, 7, 4)];
        int[] size = {0};
        ProtobufReader.Numbers to = bits -> values[size[0]++] = Float.intBitsToFloat((int) bits);
        while (in.next()) {
            if (in.field() == 7) {
                in.numbers(4, to);
            }
        }
        return values;
    }

    /** Returns texts; none if there is no such attribute. */
    List<String> texts(String attribute) {
        List<String> texts = new ArrayList<>();
        ProtobufReader in = attribute(attribute);
        while (in != null && in.next()) {
            if (in.field() == 9) {
                texts.add(in.text());
            }
        }
        return texts;
    }

    /** Returns the position of each text of an attribute among known ones. */
    byte[] words(String attribute, List<String> known) {
        ProtobufReader in = attribute(attribute);
        if (in == null) {
            return new byte[0];
        }
        int count = 0;
        while (in.next()) {
            count += in.field() == 9 ? 1 : 0;
        }
        byte[] positions = new byte[count];
        in.rewind();
        for (int i = 0; in.next(); ) {
            if (in.field() == 9) {
                int position = 0;
                while (position < known.size() && !in.is(known.get(position))) {
                    position++;
                }
                if (position == known.size()) {
                    throw source.unsupported(
                            "has '" + in.text() + "' in attribute '" + attribute + "' of " + shown(),
                            "known are " + known);
                }
                positions[i++] = (byte) position;
            }
        }
        return positions;
    }

    /** Returns the numbers of a tensor, or {@code null} if there is no such attribute. */
    double @Nullable [] tensor(String attribute) {
        ProtobufReader in = attribute(attribute);
        while (in != null && in.next()) {
            if (in.field() == 5) {
                return OnnxTensor.read(in.message(), source).values();
            }
        }
        return null;
    }

    long whole(String attribute, long otherwise) {
        ProtobufReader in = attribute(attribute);
        while (in != null && in.next()) {
            if (in.field() == 3) {
                return in.whole();
            }
        }
        return otherwise;
    }

    float number(String attribute, float otherwise) {
        ProtobufReader in = attribute(attribute);
        while (in != null && in.next()) {
            if (in.field() == 2) {
                return in.float32();
            }
        }
        return otherwise;
    }

    String text(String attribute, String otherwise) {
        ProtobufReader in = attribute(attribute);
        while (in != null && in.next()) {
            if (in.field() == 4) {
                return in.text();
            }
        }
        return otherwise;
    }

    String input(int index) {
        if (index >= inputs.size()) {
            throw source.damaged("operator " + shown() + " has " + inputs.size() + " inputs");
        }
        return inputs.get(index);
    }
}
