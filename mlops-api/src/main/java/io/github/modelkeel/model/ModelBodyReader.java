package io.github.modelkeel.model;

import static io.github.modelkeel.model.ModelBodyFormat.broken;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads every version of the format {@link ModelBodyFormat}; the bytes are untrusted. */
final class ModelBodyReader {
    final byte[] bytes;
    final int end;
    int at;
    private int version;

    private ModelBodyReader(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** @param verified whether the caller has held the bytes against another digest */
    static ModelBody read(byte[] bytes, boolean verified) {
        if (bytes.length < ModelBodyFormat.HEADER_BYTES + ModelBodyFormat.DIGEST_BYTES) {
            throw broken("has only " + bytes.length + " bytes; it is cut off");
        }
        int length = bytes.length - ModelBodyFormat.DIGEST_BYTES;
        ModelBodyReader reader = new ModelBodyReader(bytes, length);
        if (reader.readInt() != ModelBodyFormat.MAGIC) {
            throw broken("does not begin with MKTB; it is of another format");
        }
        int version = reader.readByte() << 8 | reader.readByte();
        if (version > ModelBodyFormat.VERSION) {
            throw broken("has format version " + version + " but this library reads versions up to "
                    + ModelBodyFormat.VERSION + "; use a newer version of the library");
        }
        if (version < 1 || !(verified || hasDigest(bytes, length))) {
            throw broken("does not match the SHA-256 at its end; it is damaged or cut off");
        }
        try {
            reader.version = version;
            ModelBody body = reader.readBody(version > 1, version > 1);
            if (reader.at < length) {
                throw broken("has " + (length - reader.at) + " bytes after its end");
            }
            return body;
        } catch (IllegalArgumentException e) { // from the constructors, which say what is wrong
            throw new IntegrityException(ModelBodyFormat.prefix() + "is not a valid model: " + e.getMessage(), e);
        }
    }

    private static boolean hasDigest(byte[] bytes, int length) {
        byte[] digest = ModelBodyFormat.sha256(bytes, length);
        return Arrays.equals(bytes, length, bytes.length, digest, 0, digest.length);
    }

    private ModelBody readBody(boolean mayBeCalibrated, boolean mayBePrepared) {
        int kind = readByte();
        if (kind == ModelBodyFormat.CALIBRATED && mayBeCalibrated) {
            return readCalibrated();
        }
        if (kind == ModelBodyFormat.PREPARED && mayBePrepared) {
            return readPrepared();
        }
        return switch (kind) {
            case ModelBodyFormat.TREES -> readTrees();
            case ModelBodyFormat.LINEAR -> readLinear();
            default -> throw broken("holds a model of unknown kind " + kind);
        };
    }

    private PreparedModel readPrepared() {
        int width = readInt();
        PreparedModel.Norm norm = readEnum("norm", ModelBodyFormat.NORMS);
        int count = readInt();
        require(count < 0 ? Long.MAX_VALUE : 16L * count);
        List<PreparedModel.Feature> features = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            features.add(new PreparedModel.Feature(readInt(), readInt() - 1, readDouble()));
        }
        return new PreparedModel(width, features, norm, readBody(false, false));
    }

    private CalibratedModel readCalibrated() {
        int count = readInt();
        require(count < 0 ? Long.MAX_VALUE : 17L * count); // the shortest curve is that of Platt
        List<Calibration> curves = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int kind = readByte();
            if (kind == ModelBodyFormat.PLATT) {
                require(16);
                curves.add(new Calibration.Platt(readDouble(), readDouble()));
            } else if (kind == ModelBodyFormat.ISOTONIC) {
                int knots = readInt();
                double[] x = readDoubles(knots);
                curves.add(new Calibration.Isotonic(x, readDoubles(knots)));
            } else {
                throw broken("has a calibration curve of unknown kind " + kind);
            }
        }
        return new CalibratedModel(readBody(false, true), curves);
    }

    private TreeEnsemble readTrees() {
        require(12);
        int width = readInt();
        int groups = readInt();
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
        int count = readInt();
        require(count < 0 ? Long.MAX_VALUE : 9L * count); // margin, number of nodes, at least one node
        List<Tree> trees = new ArrayList<>(count);
        TreeReader reader = new TreeReader(this, precision == Precision.FLOAT);
        for (int tree = 0; tree < count; tree++) {
            trees.add(readTree(reader, groups, precision == Precision.FLOAT));
        }
        return new TreeEnsemble(width, groups, link, slope, precision, comparison, aggregation, scale, base, trees);
    }

    private Tree readTree(TreeReader reader, int groups, boolean floats) {
        require(8);
        int margin = readInt();
        int nodes = readInt();
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
        return reader.read(margin, nodes, leafSize, marks);
    }

    private int readMarks() {
        int marks = readByte();
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
        int width = readInt();
        int groups = readInt();
        Link link = readEnum("link", ModelBodyFormat.LINKS);
        double[] weights = readDoubles(width < 0 || groups < 0 ? -1 : (long) width * groups);
        return new LinearModel(width, groups, link, weights, readDoubles(groups));
    }

    private double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    private double[] readDoubles(long count) {
        if (count < 0 || count > (end - at) / Double.BYTES) {
            throw broken("announces " + count + " numbers but " + (end - at) + " bytes are left; it is damaged");
        }
        double[] values = new double[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = readDouble();
        }
        return values;
    }

    double readNumber(boolean asFloat) {
        return asFloat ? readFloat() : readDouble();
    }

    float readFloat() {
        return Float.intBitsToFloat(readInt());
    }

    int readByte() {
        require(1);
        return bytes[at++] & 0xFF;
    }

    private int readInt() {
        byte[] b = bytes;
        int from = at;
        if (end - from < Integer.BYTES) {
            require(Integer.BYTES);
        }
        at = from + Integer.BYTES;
        return b[from] << 24 | (b[from + 1] & 0xFF) << 16 | (b[from + 2] & 0xFF) << 8 | (b[from + 3] & 0xFF);
    }

    private long readLong() {
        require(Long.BYTES);
        return (long) readInt() << 32 | Integer.toUnsignedLong(readInt());
    }

    long[] readWords() {
        int count = readCount();
        require((long) Long.BYTES * count);
        long[] words = new long[count];
        for (int i = 0; i < count; i++) {
            words[i] = readLong();
        }
        return words;
    }

    int readCount() {
        if (at < end && bytes[at] >= 0) { // mostly
            return bytes[at++];
        }
        int count = 0;
        for (int shift = 0; shift <= 28; shift += 7) {
            require(1);
            int next = bytes[at++];
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

    private void require(long count) {
        if (count > end - at) {
            throw broken(
                    "needs " + count + " more bytes at position " + at + " but has " + (end - at) + "; it is damaged");
        }
    }
}
