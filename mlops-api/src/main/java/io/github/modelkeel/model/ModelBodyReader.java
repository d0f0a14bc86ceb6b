package io.github.modelkeel.model;

import static io.github.modelkeel.model.ModelBodyFormat.broken;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads every version of the format {@link ModelBodyFormat}; the bytes are untrusted. */
final class ModelBodyReader {
    private final ByteBuffer in;
    private final int version;

    private ModelBodyReader(ByteBuffer in, int version) {
        this.in = in;
        this.version = version;
    }

    static ModelBody read(byte[] bytes) {
        if (bytes.length < ModelBodyFormat.HEADER_BYTES + ModelBodyFormat.DIGEST_BYTES) {
            throw broken("has only " + bytes.length + " bytes; it is cut off");
        }
        int length = bytes.length - ModelBodyFormat.DIGEST_BYTES;
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
        if (in.getInt() != ModelBodyFormat.MAGIC) {
            throw broken("does not begin with MKTB; it is of another format");
        }
        int version = in.getShort() & 0xFFFF;
        if (version > ModelBodyFormat.VERSION) {
            throw broken("has format version " + version + " but this library reads versions up to "
                    + ModelBodyFormat.VERSION + "; use a newer version of the library");
        }
        byte[] stored = Arrays.copyOfRange(bytes, length, bytes.length);
        if (version < 1 || !MessageDigest.isEqual(stored, ModelBodyFormat.sha256(bytes, length))) {
            throw broken("does not match the SHA-256 at its end; it is damaged or cut off");
        }
        try {
            ModelBodyReader reader = new ModelBodyReader(in, version);
            ModelBody body = reader.readBody(version > 1);
            if (in.hasRemaining()) {
                throw broken("has " + in.remaining() + " bytes after its end");
            }
            return body;
        } catch (IllegalArgumentException e) { // from the constructors, which say what is wrong
            throw new IntegrityException(ModelBodyFormat.prefix() + "is not a valid model: " + e.getMessage(), e);
        }
    }

    private ModelBody readBody(boolean mayBeCalibrated) {
        require(1);
        byte kind = in.get();
        if (kind == ModelBodyFormat.CALIBRATED && mayBeCalibrated) {
            return readCalibrated();
        }
        return switch (kind) {
            case ModelBodyFormat.TREES -> readTrees();
            case ModelBodyFormat.LINEAR -> readLinear();
            default -> throw broken("holds a model of unknown kind " + kind);
        };
    }

    private CalibratedModel readCalibrated() {
        require(4);
        int count = in.getInt();
        require(count < 0 ? Long.MAX_VALUE : 17L * count); // the shortest curve is that of Platt
        List<Calibration> curves = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            require(1);
            byte kind = in.get();
            if (kind == ModelBodyFormat.PLATT) {
                require(16);
                curves.add(new Calibration.Platt(in.getDouble(), in.getDouble()));
            } else if (kind == ModelBodyFormat.ISOTONIC) {
                require(4);
                int knots = in.getInt();
                double[] x = readDoubles(knots);
                curves.add(new Calibration.Isotonic(x, readDoubles(knots)));
            } else {
                throw broken("has a calibration curve of unknown kind " + kind);
            }
        }
        return new CalibratedModel(readBody(false), curves);
    }

    private TreeEnsemble readTrees() {
        require(12);
        int width = in.getInt();
        int groups = in.getInt();
        Link link = readEnum("link", ModelBodyFormat.LINKS);
        double slope = version == 1 ? 1 : readDouble();
        Precision precision = version == 1
                ? (flag() ? Precision.DOUBLE : Precision.FLOAT)
                : readEnum("precision", ModelBodyFormat.PRECISIONS);
        Comparison comparison = readEnum("comparison", ModelBodyFormat.COMPARISONS);
        Aggregation aggregation = version == 1
                ? (flag() ? Aggregation.AVERAGE : Aggregation.SUM)
                : readEnum("aggregation", ModelBodyFormat.AGGREGATIONS);
        double scale = version == 1 ? 1 : readDouble();
        double[] base = readDoubles(groups);
        require(4);
        int count = in.getInt();
        require(count < 0 ? Long.MAX_VALUE : 9L * count); // margin, number of nodes, at least one node
        List<Tree> trees = new ArrayList<>(count);
        for (int tree = 0; tree < count; tree++) {
            trees.add(readTree(groups, precision == Precision.FLOAT));
        }
        return new TreeEnsemble(width, groups, link, slope, precision, comparison, aggregation, scale, base, trees);
    }

    private Tree readTree(int groups, boolean floats) {
        require(8);
        int margin = in.getInt();
        int nodes = in.getInt();
        int marks = version == 1 ? 0 : readMarks();
        if (margin < -1 || nodes < 1 || nodes % 2 == 0) {
            throw broken("has a tree of " + nodes + " nodes for margin " + margin + "; it is damaged");
        }
        int leafSize = margin < 0 ? groups : 1;
        long leaves = (nodes + 1L) / 2; // every inner node has two children
        int numberBytes = floats ? Float.BYTES : Double.BYTES;
        boolean rules = (marks & (ModelBodyFormat.MARK_RULES | ModelBodyFormat.MARK_ZERO)) != 0;
        int innerBytes = 3 + (rules ? 2 : numberBytes) + (hasMark(marks, ModelBodyFormat.MARK_GAIN) ? 4 : 0);
        require(leaves * (1 + (long) leafSize * numberBytes)
                + (nodes - leaves) * innerBytes
                + (hasMark(marks, ModelBodyFormat.MARK_COVER) ? 4L * nodes : 0));
        return new TreeReader(this, nodes, leafSize, floats, marks).read(margin);
    }

    private int readMarks() {
        require(1);
        int marks = in.get() & 0xFF;
        if (marks > 15) {
            throw broken("has a tree with the unknown marks " + marks);
        }
        return marks;
    }

    static boolean hasMark(int marks, int mark) {
        return (marks & mark) != 0;
    }

    private LinearModel readLinear() {
        require(9);
        int width = in.getInt();
        int groups = in.getInt();
        Link link = readEnum("link", ModelBodyFormat.LINKS);
        double[] weights = readDoubles(width < 0 || groups < 0 ? -1 : (long) width * groups);
        return new LinearModel(width, groups, link, weights, readDoubles(groups));
    }

    private double readDouble() {
        require(Double.BYTES);
        return in.getDouble();
    }

    private double[] readDoubles(long count) {
        if (count < 0 || count > in.remaining() / Double.BYTES) {
            throw broken("announces " + count + " numbers but " + in.remaining() + " bytes are left; it is damaged");
        }
        double[] values = new double[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.getDouble();
        }
        return values;
    }

    double readNumber(boolean asFloat) {
        require(asFloat ? Float.BYTES : Double.BYTES);
        return asFloat ? in.getFloat() : in.getDouble();
    }

    float readFloat() {
        require(Float.BYTES);
        return in.getFloat();
    }

    int readByte() {
        require(1);
        return in.get() & 0xFF;
    }

    long[] readWords() {
        int count = readCount();
        require((long) Long.BYTES * count);
        long[] words = new long[count];
        for (int i = 0; i < count; i++) {
            words[i] = in.getLong();
        }
        return words;
    }

    int readCount() {
        int count = 0;
        for (int shift = 0; shift <= 28; shift += 7) {
            require(1);
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

    private boolean flag() {
        int flag = readByte();
        if (flag > 1) {
            throw broken("has the flag " + flag + " where 0 or 1 stands; it is damaged");
        }
        return flag == 1;
    }

    private <E> E readEnum(String what, List<E> values) {
        int code = readByte();
        if (code >= values.size()) {
            throw broken("has the unknown " + what + " " + code);
        }
        return values.get(code);
    }

    private void require(long bytes) {
        if (bytes > in.remaining()) {
            throw broken("needs " + bytes + " more bytes at position " + in.position() + " but has " + in.remaining()
                    + "; it is damaged");
        }
    }
}
