package io.github.modelkeel.model;

import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.PreparedModel.Norm;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Split;
import java.util.HexFormat;
import java.util.List;

/**
 * The format {@code modelkeel-trees}. Big-endian. Magic {@code MKTB}, version (2 bytes), kind (1 byte: 1 trees, 2 linear, 3
 * calibrated, 4 prepared), the body, and the SHA-256 of all that.
 *
 * <p>Body of trees: width, groups (4 bytes each), link (1), slope (8), precision (1), comparison (1), aggregation (1), scale
 * (8), base (8 each), number of trees (4); each tree has its margin and number of nodes (4 bytes each), a byte of marks (1
 * rules, 2 zero is missing, 4 gain, 8 cover), then its nodes in order. A node begins with feature + 1, 0 for a leaf, whose
 * values follow. An inner node goes on with a byte 8 * zeroMissing + rule if the tree has mark 1 or 2; its threshold, or the
 * number of words of its categories and those; 2 * left + missingLeft; right; and with mark 4 its gain. With mark 8 every node
 * ends with its cover. Whole numbers of nodes are base-128 with the low bits first; thresholds and leaf values take 4 bytes
 * in precision FLOAT, otherwise 8; words 8; gain and cover 4.
 *
 * <p>Body of linear models: width, groups, link, weights, intercepts. Body of calibrated models: number of curves (4), each
 * either 1 and slope and intercept, or 2 and the number of knots (4), x and y of each; then kind and body of the model.
 * Body of prepared models: width (4), norm (1), number of features (4), each with its input (4), category + 1 (4) and number for a
 * missing cell (8); then kind and body of the model.
 *
 * <p>Version 1, which is still read, has no slope, no scale, no marks, a flag for AVERAGE in place of the aggregation, and no
 * calibrated or prepared models.
 */
final class ModelBodyFormat {
    static final int VERSION = 2;
    static final int MAGIC = 0x4D4B5442;
    static final int HEADER_BYTES = 7;
    static final int DIGEST_BYTES = 32;
    static final byte TREES = 1;
    static final byte LINEAR = 2;
    static final byte CALIBRATED = 3;
    static final byte PREPARED = 4;
    static final byte PLATT = 1;
    static final byte ISOTONIC = 2;
    static final int MARK_RULES = 1;
    static final int MARK_ZERO = 2;
    static final int MARK_GAIN = 4;
    static final int MARK_COVER = 8;
    static final int ZERO_MISSING = 8;

    /** The constants in the order of their stored codes, which never changes. */
    static final List<Link> LINKS =
            List.of(Link.IDENTITY, Link.SIGMOID, Link.SOFTMAX, Link.EXP, Link.LOGISTIC, Link.COMPLEMENT);

    static final List<Precision> PRECISIONS = List.of(Precision.FLOAT, Precision.DOUBLE, Precision.FLOAT_CELLS);
    static final List<Comparison> COMPARISONS = List.of(Comparison.LESS, Comparison.LESS_OR_EQUAL);
    static final List<Aggregation> AGGREGATIONS =
            List.of(Aggregation.SUM, Aggregation.SUM_THEN_BASE, Aggregation.AVERAGE);
    static final List<Split> SPLITS = List.of(
            Split.LESS, Split.LESS_OR_EQUAL, Split.EQUAL, Split.MEMBER, Split.MEMBER_TRUNCATED, Split.MEMBER_FLOORED);

    static final List<Norm> NORMS = List.of(Norm.NONE, Norm.L1, Norm.L2, Norm.MAX);

    private ModelBodyFormat() {}

    static IntegrityException broken(String what) {
        return new IntegrityException(prefix() + what);
    }

    static String prefix() {
        return "model.bin in format modelkeel-trees ";
    }

    /** Returns the digest of the first bytes. */
    static byte[] sha256(byte[] bytes, int length) {
        return HexFormat.of().parseHex(Fingerprint.ofBytes(bytes, length).hex());
    }
}
