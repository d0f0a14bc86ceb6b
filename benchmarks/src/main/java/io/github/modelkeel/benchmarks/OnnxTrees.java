package io.github.modelkeel.benchmarks;

import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes boosted trees of one margin as an ONNX model with a single {@code TreeEnsembleRegressor}, by hand: a protobuf message
 * is a sequence of tags and values, and no library is needed for ten of them.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto, for the field numbers</a>
 * @see <a href="https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html">TreeEnsembleRegressor</a>
 */
final class OnnxTrees {
    private static final int FLOAT = 1;
    private static final int INT = 2;
    private static final int STRING = 3;
    private static final int FLOATS = 6;
    private static final int INTS = 7;
    private static final int STRINGS = 8;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private OnnxTrees() {}

    static byte[] write(TreeEnsemble body) {
        OnnxTrees model = new OnnxTrees();
        model.number(1, 8); // ir_version
        model.message(8, new OnnxTrees().text(1, "").number(2, 17)); // opset_import
        model.message(8, new OnnxTrees().text(1, "ai.onnx.ml").number(2, 3));
        OnnxTrees graph = new OnnxTrees();
        graph.message(1, node(body));
        graph.text(2, "trees");
        graph.message(11, value("cells", body.width()));
        graph.message(12, value("score", 1));
        model.message(7, graph);
        return model.out.toByteArray();
    }

    private static OnnxTrees value(String name, int columns) {
        OnnxTrees shape = new OnnxTrees();
        shape.message(1, new OnnxTrees().text(2, "rows"));
        shape.message(1, new OnnxTrees().number(1, columns));
        OnnxTrees type =
                new OnnxTrees().message(1, new OnnxTrees().number(1, FLOAT).message(2, shape));
        return new OnnxTrees().text(1, name).message(2, type);
    }

    private static OnnxTrees node(TreeEnsemble body) {
        List<Long> treeIds = new ArrayList<>();
        List<Long> nodeIds = new ArrayList<>();
        List<Long> features = new ArrayList<>();
        List<Long> left = new ArrayList<>();
        List<Long> right = new ArrayList<>();
        List<Long> missing = new ArrayList<>();
        List<Float> thresholds = new ArrayList<>();
        List<String> modes = new ArrayList<>();
        List<Long> leafTrees = new ArrayList<>();
        List<Long> leafNodes = new ArrayList<>();
        List<Long> targets = new ArrayList<>();
        List<Float> weights = new ArrayList<>();
        for (int t = 0; t < body.trees().size(); t++) {
            Tree tree = body.trees().get(t);
            for (int node = 0; node < tree.feature().length; node++) {
                boolean leaf = tree.feature()[node] < 0;
                treeIds.add((long) t);
                nodeIds.add((long) node);
                features.add((long) Math.max(0, tree.feature()[node]));
                left.add((long) Math.max(0, tree.left()[node]));
                right.add((long) Math.max(0, tree.right()[node]));
                missing.add(tree.missingLeft()[node] ? 1L : 0L);
                thresholds.add(leaf ? 0 : (float) tree.threshold()[node]);
                modes.add(leaf ? "LEAF" : "BRANCH_LT");
                if (leaf) {
                    leafTrees.add((long) t);
                    leafNodes.add((long) node);
                    targets.add(0L);
                    weights.add((float) tree.leaf()[node]);
                }
            }
        }
        OnnxTrees made = new OnnxTrees();
        made.text(1, "cells").text(2, "score").text(3, "trees").text(4, "TreeEnsembleRegressor");
        made.ints("nodes_treeids", treeIds).ints("nodes_nodeids", nodeIds).ints("nodes_featureids", features);
        made.ints("nodes_truenodeids", left).ints("nodes_falsenodeids", right);
        made.ints("nodes_missing_value_tracks_true", missing);
        made.floats("nodes_values", thresholds).strings("nodes_modes", modes);
        made.ints("target_treeids", leafTrees).ints("target_nodeids", leafNodes).ints("target_ids", targets);
        made.floats("target_weights", weights);
        made.floats("base_values", List.of((float) body.base()[0]));
        made.message(5, attribute("n_targets", INT).number(3, 1));
        made.message(5, attribute("aggregate_function", STRING).text(4, "SUM"));
        made.message(5, attribute("post_transform", STRING).text(4, "NONE"));
        return made.text(7, "ai.onnx.ml");
    }

    private static OnnxTrees attribute(String name, int type) {
        return new OnnxTrees().text(1, name).number(20, type);
    }

    private OnnxTrees ints(String name, List<Long> values) {
        OnnxTrees attribute = attribute(name, INTS);
        values.forEach(value -> attribute.number(8, value));
        return message(5, attribute);
    }

    private OnnxTrees floats(String name, List<Float> values) {
        OnnxTrees attribute = attribute(name, FLOATS);
        ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            attribute.varint((7 << 3) | 5);
            attribute.out.writeBytes(bytes.putFloat(0, value).array());
        }
        return message(5, attribute);
    }

    private OnnxTrees strings(String name, List<String> values) {
        OnnxTrees attribute = attribute(name, STRINGS);
        values.forEach(value -> attribute.text(9, value));
        return message(5, attribute);
    }

    private OnnxTrees number(int field, long value) {
        varint((long) field << 3);
        return varint(value);
    }

    private OnnxTrees text(int field, String text) {
        return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    private OnnxTrees message(int field, OnnxTrees content) {
        return bytes(field, content.out.toByteArray());
    }

    private OnnxTrees bytes(int field, byte[] content) {
        varint(((long) field << 3) | 2);
        varint(content.length);
        out.writeBytes(content);
        return this;
    }

    private OnnxTrees varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }
}
