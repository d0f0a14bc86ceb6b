package io.github.modelkeel.model;

/**
 * Splits the margins of a row, what a model adds up before its link, into what each feature contributed: exact Shapley values
 * of the model's own expectation, in which a feature that is not known is averaged over as the training rows went
 * (path-dependent TreeSHAP). The contributions of a margin and its expected value add up to it. Immutable and thread-safe.
 *
 * @see <a href="https://doi.org/10.1038/s42256-019-0138-9">S. Lundberg et al., From local explanations to global understanding
 *     with explainable AI for trees, Nature Machine Intelligence 2 (2020), 56-67</a>
 */
public interface Explainer {
    /** Returns the number of features of a row. */
    int width();

    /** Returns the number of margins. */
    int groups();

    /** Returns how many numbers a row gets: for each margin one for each feature, then the expected value. */
    default int size() {
        return Math.multiplyExact(groups(), width() + 1);
    }

    /**
     * Explains one row.
     *
     * @param features cells at {@code offset .. offset + width() - 1}; {@code NaN} is missing
     * @param offset where the row starts
     * @param contributions receives {@link #size()} numbers, in the unit of the margins
     * @param contributionsOffset where they start
     */
    void explain(double[] features, int offset, double[] contributions, int contributionsOffset);

    /** Explains every row; row-major. */
    double[] explain(FeatureMatrix matrix);
}
