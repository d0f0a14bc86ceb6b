package io.github.modelkeel.model;

/**
 * A model in the library's own neutral form, which trainers and importers produce and serving compiles. Closed. An instance
 * that exists is valid: its constructor checked every index and number.
 */
public sealed interface ModelBody permits TreeEnsemble, LinearModel, PreparedModel, CalibratedModel {
    /** Largest number of features of a row. */
    int MAX_WIDTH = 1 << 20;

    /** Largest number of margins. */
    int MAX_GROUPS = 1 << 16;

    /** Returns the number of features of a row. */
    int width();

    /** Returns the number of margins before the link is applied. */
    int groups();

    /** Returns how margins become scores. */
    Link link();

    /** Returns the number of scores of a row: two for a link that takes one margin, otherwise one for each margin. */
    default int outputs() {
        return link() == Link.SIGMOID || link() == Link.COMPLEMENT ? 2 : groups();
    }

    /**
     * Returns this model in the format {@code modelkeel-trees}, version 2: big-endian, with a format version and a SHA-256 of the
     * content. Equal models have equal bytes on every platform.
     */
    default byte[] toBytes() {
        return ModelBodyWriter.write(this);
    }

    /**
     * Reads what {@link #toBytes()} gave. The bytes are untrusted: every count is held against the bytes that are left before
     * anything is allocated.
     *
     * @throws io.github.modelkeel.error.IntegrityException if the bytes are damaged, hostile, or of a newer format version
     */
    static ModelBody of(byte[] bytes) {
        return ModelBodyReader.read(bytes, false);
    }

    /**
     * Reads what {@link #toBytes()} gave, without comparing the digest at its end: for bytes whose digest the caller has just
     * compared, such as those of a {@link io.github.modelkeel.serving.ModelPackage}. The bytes are as untrusted as those of
     * {@link #of}; what they say is checked in the same way.
     *
     * @throws io.github.modelkeel.error.IntegrityException if the bytes are hostile, cut off, or of a newer format version
     */
    static ModelBody ofVerified(byte[] bytes) {
        return ModelBodyReader.read(bytes, true);
    }

    /** How the margins of a row become its scores. */
    enum Link {
        /** The margin is the score: regression, or class shares that are already probabilities. */
        IDENTITY,
        /** One margin m; the scores are 1 - p and p with p = 1 / (1 + exp(-m)). */
        SIGMOID,
        /** One margin for each class; the scores are exp(m) over their sum. */
        SOFTMAX,
        /** The score is exp(m): regression of counts and of positive amounts (Poisson, gamma, Tweedie). */
        EXP,
        /** The score of each margin is 1 / (1 + exp(-m)): one class against the rest, or a share as a single score. */
        LOGISTIC,
        /** One margin p that is a probability already; the scores are 1 - p and p. */
        COMPLEMENT
    }
}
