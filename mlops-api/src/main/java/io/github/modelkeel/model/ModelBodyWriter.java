package io.github.modelkeel.model;

import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes the format {@link ModelBodyFormat}, always in its newest version. */
final class ModelBodyWriter {
    private ModelBodyWriter() {}

    static byte[] write(ModelBody body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(ModelBodyFormat.MAGIC);
            out.writeShort(ModelBodyFormat.VERSION);
            write(body, out);
            out.flush();
            out.write(ModelBodyFormat.sha256(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(ModelBody body, DataOutputStream out) throws IOException {
        if (body instanceof TreeEnsemble trees) {
            write(trees, out);
        } else if (body instanceof LinearModel linear) {
            write(linear, out);
        } else if (body instanceof PreparedModel prepared) {
            write(prepared, out);
        } else {
            write((CalibratedModel) body, out);
        }
    }

    private static void write(TreeEnsemble body, DataOutputStream out) throws IOException {
        out.writeByte(ModelBodyFormat.TREES);
        out.writeInt(body.width());
        out.writeInt(body.groups());
        out.writeByte(ModelBodyFormat.LINKS.indexOf(body.link()));
        out.writeDouble(body.slope());
        out.writeByte(ModelBodyFormat.PRECISIONS.indexOf(body.precision()));
        out.writeByte(ModelBodyFormat.COMPARISONS.indexOf(body.comparison()));
        out.writeByte(ModelBodyFormat.AGGREGATIONS.indexOf(body.aggregation()));
        out.writeDouble(body.scale());
        writeDoubles(body.base(), out);
        out.writeInt(body.trees().size());
        for (Tree tree : body.trees()) {
            write(body, tree, out);
        }
    }

    private static void write(TreeEnsemble body, Tree tree, DataOutputStream out) throws IOException {
        boolean floats = body.precision() == Precision.FLOAT;
        int leafSize = tree.leafSize(body.groups());
        int marks = (tree.splits() == null ? 0 : ModelBodyFormat.MARK_RULES)
                | (tree.zeroMissing() == null ? 0 : ModelBodyFormat.MARK_ZERO)
                | (tree.gain() == null ? 0 : ModelBodyFormat.MARK_GAIN)
                | (tree.cover() == null ? 0 : ModelBodyFormat.MARK_COVER);
        out.writeInt(tree.margin());
        out.writeInt(tree.feature().length);
        out.writeByte(marks);
        for (int node = 0; node < tree.feature().length; node++) {
            writeCount(tree.feature()[node] + 1, out);
            if (tree.feature()[node] < 0) {
                for (int i = 0; i < leafSize; i++) {
                    writeNumber(tree.leaf()[node * leafSize + i], floats, out);
                }
            } else {
                Split rule = body.split(tree, node);
                if ((marks & (ModelBodyFormat.MARK_RULES | ModelBodyFormat.MARK_ZERO)) != 0) {
                    boolean zero = tree.zeroMissing() != null && tree.zeroMissing()[node];
                    out.writeByte(ModelBodyFormat.SPLITS.indexOf(rule) + (zero ? ModelBodyFormat.ZERO_MISSING : 0));
                }
                long[] words = tree.members() == null ? null : tree.members()[node];
                if (words != null) {
                    writeCount(words.length, out);
                    for (long word : words) {
                        out.writeLong(word);
                    }
                } else {
                    writeNumber(tree.threshold()[node], floats, out);
                }
                writeCount(2 * tree.left()[node] + (tree.missingLeft()[node] ? 1 : 0), out);
                writeCount(tree.right()[node], out);
                if (tree.gain() != null) {
                    out.writeFloat(tree.gain()[node]);
                }
            }
            if (tree.cover() != null) {
                out.writeFloat(tree.cover()[node]);
            }
        }
    }

    private static void write(LinearModel body, DataOutputStream out) throws IOException {
        out.writeByte(ModelBodyFormat.LINEAR);
        out.writeInt(body.width());
        out.writeInt(body.groups());
        out.writeByte(ModelBodyFormat.LINKS.indexOf(body.link()));
        writeDoubles(body.weights(), out);
        writeDoubles(body.intercepts(), out);
    }

    private static void write(PreparedModel body, DataOutputStream out) throws IOException {
        out.writeByte(ModelBodyFormat.PREPARED);
        out.writeInt(body.width());
        out.writeByte(ModelBodyFormat.NORMS.indexOf(body.norm()));
        out.writeInt(body.features().size());
        for (PreparedModel.Feature feature : body.features()) {
            out.writeInt(feature.input());
            out.writeInt(feature.category() + 1);
            out.writeDouble(feature.missing());
        }
        write(body.body(), out);
    }

    private static void write(CalibratedModel body, DataOutputStream out) throws IOException {
        out.writeByte(ModelBodyFormat.CALIBRATED);
        out.writeInt(body.curves().size());
        for (Calibration curve : body.curves()) {
            if (curve instanceof Calibration.Platt platt) {
                out.writeByte(ModelBodyFormat.PLATT);
                out.writeDouble(platt.slope());
                out.writeDouble(platt.intercept());
            } else {
                Calibration.Isotonic isotonic = (Calibration.Isotonic) curve;
                out.writeByte(ModelBodyFormat.ISOTONIC);
                out.writeInt(isotonic.x().length);
                writeDoubles(isotonic.x(), out);
                writeDoubles(isotonic.y(), out);
            }
        }
        write(body.body(), out);
    }

    private static void writeDoubles(double[] values, DataOutputStream out) throws IOException {
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    private static void writeNumber(double value, boolean asFloat, DataOutputStream out) throws IOException {
        if (asFloat) {
            out.writeFloat((float) value);
        } else {
            out.writeDouble(value);
        }
    }

    private static void writeCount(int count, DataOutputStream out) throws IOException {
        int rest = count;
        while ((rest & ~0x7F) != 0) {
            out.writeByte((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }
}
