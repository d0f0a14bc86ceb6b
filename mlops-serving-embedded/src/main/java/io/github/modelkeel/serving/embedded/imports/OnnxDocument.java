package io.github.modelkeel.serving.embedded.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an ONNX file holds: operators in order, constants, inputs. Confined to one thread. */
final class OnnxDocument {
    final List<OnnxNode> nodes = new ArrayList<>();
    final Map<String, ProtobufReader> constants = new HashMap<>();
    final List<Input> inputs = new ArrayList<>();
    String producer = "";
    String producerVersion = "";
    private boolean hasGraph;

    private OnnxDocument() {}

    /**
     * An input of the graph.
     *
     * @param type element type, as ONNX numbers them
     * @param columns number of columns, or -1 if not said
     */
    record Input(String name, int type, long columns) {}

    /** Reads a ModelProto. */
    static OnnxDocument read(byte[] bytes, Source source) {
        OnnxDocument document = new OnnxDocument();
        ProtobufReader in = new ProtobufReader(bytes, source);
        while (in.next()) {
            switch (in.field()) {
                case 2 -> document.producer = in.text();
                case 3 -> document.producerVersion = in.text();
                case 7 -> {
                    if (document.hasGraph) {
                        throw source.damaged("it has two graphs");
                    }
                    document.hasGraph = true;
                    document.graph(in.message(), source);
                }
                default -> {}
            }
        }
        if (!document.hasGraph) {
            throw source.damaged("it has no graph");
        }
        return document;
    }

    private void graph(ProtobufReader in, Source source) {
        while (in.next()) {
            switch (in.field()) {
                case 1 -> nodes.add(OnnxNode.read(in.message(), source));
                case 5 -> {
                    ProtobufReader tensor = in.message();
                    while (tensor.next()) {
                        if (tensor.field() == 8) {
                            constants.put(tensor.text(), tensor);
                            break;
                        }
                    }
                }
                case 11 -> inputs.add(input(in.message()));
                default -> {}
            }
        }
    }

    private static Input input(ProtobufReader in) {
        String name = "";
        int type = 0;
        long columns = -1;
        while (in.next()) {
            if (in.field() == 1) {
                name = in.text();
            } else if (in.field() == 2) {
                ProtobufReader kind = in.message();
                while (kind.next()) {
                    if (kind.field() == 1) { // a tensor
                        ProtobufReader tensor = kind.message();
                        while (tensor.next()) {
                            if (tensor.field() == 1) {
                                type = (int) tensor.whole();
                            } else if (tensor.field() == 2) {
                                columns = columns(tensor.message());
                            }
                        }
                    }
                }
            }
        }
        return new Input(name, type, columns);
    }

    /** Returns the size of the last dimension; one for a shape of rows alone. */
    private static long columns(ProtobufReader shape) {
        int dimensions = 0;
        long last = -1;
        while (shape.next()) {
            if (shape.field() == 1) {
                dimensions++;
                last = -1;
                ProtobufReader dimension = shape.message();
                while (dimension.next()) {
                    if (dimension.field() == 1) {
                        last = dimension.whole();
                    }
                }
            }
        }
        return dimensions == 1 ? 1 : dimensions == 2 ? last : -1;
    }
}
