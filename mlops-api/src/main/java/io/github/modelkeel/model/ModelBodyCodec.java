package io.github.modelkeel.model;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The format {@code modelkeel-trees}. Big-endian. Magic {@code MKTB}, version (2 bytes), kind (1 byte: 1 trees, 2 linear), the
 * body, and the SHA-256 of all that. Body of trees: width, groups (4 bytes each), link, precision, comparison, averaged (1
 * byte each), base (8 bytes each), number of trees (4 bytes); each tree has its margin and number of nodes (4 bytes each),
 * then its nodes in order. A leaf is a 0 byte and its values; an inner node is feature + 1, threshold, 2 * left +
 * missingLeft, right. Whole numbers of nodes are base-128 with the low bits first; thresholds and leaf values take 4 bytes in
 * precision FLOAT, 8 in DOUBLE. Body of linear models: width, groups, link, weights, intercepts.
 */
final class ModelBodyCodec {
    static final int VERSION = 1;
    private static final int MAGIC = 0x4D4B5442;
    private static final int HEADER_BYTES = 7;
    private static final int DIGEST_BYTES = 32;
    private static final byte TREES = 1;
    private static final byte LINEAR = 2;

    private ModelBodyCodec() {}

    static byte[] write(ModelBody body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeShort(VERSION);
            if (body instanceof TreeEnsemble trees) {
                write(trees, out);
            } else {
                write((LinearModel) body, out);
            }
            out.flush();
            out.write(sha256(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(TreeEnsemble body, DataOutputStream out) throws IOException {
        boolean floats = body.precision() == Precision.FLOAT;
        out.writeByte(TREES);
        out.writeInt(body.width());
        out.writeInt(body.groups());
        out.writeByte(code(body.link()));
        out.writeBoolean(!floats);
        out.writeBoolean(body.comparison() == Comparison.LESS_OR_EQUAL);
        out.writeBoolean(body.averaged());
        writeDoubles(body.base(), out);
        out.writeInt(body.trees().size());
        for (Tree tree : body.trees()) {
            int leafSize = tree.leafSize(body.groups());
            out.writeInt(tree.margin());
            out.writeInt(tree.feature().length);
            for (int node = 0; node < tree.feature().length; node++) {
                writeCount(tree.feature()[node] + 1, out);
                if (tree.feature()[node] < 0) {
                    for (int i = 0; i < leafSize; i++) {
                        writeNumber(tree.leaf()[node * leafSize + i], floats, out);
                    }
                } else {
                    writeNumber(tree.threshold()[node], floats, out);
                    writeCount(2 * tree.left()[node] + (tree.missingLeft()[node] ? 1 : 0), out);
                    writeCount(tree.right()[node], out);
                }
            }
        }
    }

    private static void write(LinearModel body, DataOutputStream out) throws IOException {
        out.writeByte(LINEAR);
        out.writeInt(body.width());
        out.writeInt(body.groups());
        out.writeByte(code(body.link()));
        writeDoubles(body.weights(), out);
        writeDoubles(body.intercepts(), out);
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

    static ModelBody read(byte[] bytes) {
        if (bytes.length < HEADER_BYTES + DIGEST_BYTES) {
            throw broken("has only " + bytes.length + " bytes; it is cut off");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, bytes.length - DIGEST_BYTES);
        if (in.getInt() != MAGIC) {
            throw broken("does not begin with MKTB; it is of another format");
        }
        int version = in.getShort() & 0xFFFF;
        if (version > VERSION) {
            throw broken("has format version " + version + " but this library reads versions up to " + VERSION
                    + "; use a newer version of the library");
        }
        byte[] stored = Arrays.copyOfRange(bytes, bytes.length - DIGEST_BYTES, bytes.length);
        if (version < 1 || !MessageDigest.isEqual(stored, sha256(bytes, bytes.length - DIGEST_BYTES))) {
            throw broken("does not match the SHA-256 at its end; it is damaged or cut off");
        }
        try {
            ModelBody body = readBody(in);
            if (in.hasRemaining()) {
                throw broken("has " + in.remaining() + " bytes after its end");
            }
            return body;
        } catch (IllegalArgumentException e) { // from the constructors, which say what is wrong
            throw new IntegrityException(prefix() + "is not a valid model: " + e.getMessage(), e);
        }
    }

    private static ModelBody readBody(ByteBuffer in) {
        byte kind = in.get();
        return switch (kind) {
            case TREES -> readTrees(in);
            case LINEAR -> readLinear(in);
            default -> throw broken("holds a model of unknown kind " + kind);
        };
    }

    private static TreeEnsemble readTrees(ByteBuffer in) {
        require(in, 12);
        int width = in.getInt();
        int groups = in.getInt();
        Link link = link(in.get());
        Precision precision = flag(in) ? Precision.DOUBLE : Precision.FLOAT;
        Comparison comparison = flag(in) ? Comparison.LESS_OR_EQUAL : Comparison.LESS;
        boolean averaged = flag(in);
        double[] base = readDoubles(in, groups);
        require(in, 4);
        int count = in.getInt();
        require(in, count < 0 ? Long.MAX_VALUE : 9L * count); // margin, number of nodes, at least one node
        List<Tree> trees = new ArrayList<>(count);
        for (int tree = 0; tree < count; tree++) {
            trees.add(readTree(in, groups, precision == Precision.FLOAT));
        }
        return new TreeEnsemble(width, groups, link, precision, comparison, averaged, base, trees);
    }

    private static Tree readTree(ByteBuffer in, int groups, boolean floats) {
        require(in, 8);
        int margin = in.getInt();
        int nodes = in.getInt();
        if (margin < -1 || nodes < 1 || nodes % 2 == 0) {
            throw broken("has a tree of " + nodes + " nodes for margin " + margin + "; it is damaged");
        }
        int numberBytes = floats ? Float.BYTES : Double.BYTES;
        int leafSize = margin < 0 ? groups : 1;
        long leaves = (nodes + 1L) / 2; // every inner node has two children
        require(in, leaves * (1 + (long) leafSize * numberBytes) + (nodes - leaves) * (3L + numberBytes));
        int[] feature = new int[nodes];
        double[] threshold = new double[nodes];
        int[] left = new int[nodes];
        int[] right = new int[nodes];
        boolean[] missingLeft = new boolean[nodes];
        double[] leaf = new double[Math.multiplyExact(nodes, leafSize)];
        for (int node = 0; node < nodes; node++) {
            feature[node] = readCount(in) - 1;
            if (feature[node] < 0) {
                left[node] = -1;
                right[node] = -1;
                require(in, (long) leafSize * numberBytes);
                for (int i = 0; i < leafSize; i++) {
                    leaf[node * leafSize + i] = readNumber(in, floats);
                }
            } else {
                require(in, numberBytes);
                threshold[node] = readNumber(in, floats);
                int code = readCount(in);
                left[node] = code >> 1;
                missingLeft[node] = (code & 1) != 0;
                right[node] = readCount(in);
            }
        }
        return new Tree(margin, feature, threshold, left, right, missingLeft, leaf);
    }

    private static LinearModel readLinear(ByteBuffer in) {
        require(in, 9);
        int width = in.getInt();
        int groups = in.getInt();
        Link link = link(in.get());
        double[] weights = readDoubles(in, width < 0 || groups < 0 ? -1 : (long) width * groups);
        return new LinearModel(width, groups, link, weights, readDoubles(in, groups));
    }

    private static double[] readDoubles(ByteBuffer in, long count) {
        if (count < 0 || count > in.remaining() / Double.BYTES) {
            throw broken("announces " + count + " numbers but " + in.remaining() + " bytes are left; it is damaged");
        }
        double[] values = new double[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.getDouble();
        }
        return values;
    }

    private static double readNumber(ByteBuffer in, boolean asFloat) {
        return asFloat ? in.getFloat() : in.getDouble();
    }

    private static int readCount(ByteBuffer in) {
        int count = 0;
        for (int shift = 0; shift <= 28; shift += 7) {
            require(in, 1);
            int next = in.get();
            count |= (next & 0x7F) << shift;
            if (next >= 0) {
                if (count < 0 || (shift == 28 && next > 7)) {
                    break;
                }
                return count;
            }
        }
        throw broken("has a whole number above 2147483647; it is damaged");
    }

    private static boolean flag(ByteBuffer in) {
        byte flag = in.get();
        if (flag != 0 && flag != 1) {
            throw broken("has the flag " + flag + " where 0 or 1 stands; it is damaged");
        }
        return flag == 1;
    }

    private static void require(ByteBuffer in, long bytes) {
        if (bytes > in.remaining()) {
            throw broken("needs " + bytes + " more bytes at position " + in.position() + " but has " + in.remaining()
                    + "; it is damaged");
        }
    }

    private static int code(Link link) {
        return switch (link) {
            case IDENTITY -> 0;
            case SIGMOID -> 1;
            case SOFTMAX -> 2;
        };
    }

    private static Link link(byte code) {
        return switch (code) {
            case 0 -> Link.IDENTITY;
            case 1 -> Link.SIGMOID;
            case 2 -> Link.SOFTMAX;
            default -> throw broken("has the unknown link " + code);
        };
    }

    private static IntegrityException broken(String what) {
        return new IntegrityException(prefix() + what);
    }

    private static String prefix() {
        return "model.bin in format modelkeel-trees ";
    }

    private static byte[] sha256(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
