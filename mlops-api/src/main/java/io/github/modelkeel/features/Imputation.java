package io.github.modelkeel.features;

import static java.util.Objects.requireNonNull;

/** What fills the missing cells of a column. Fitted on training rows only. Closed. */
public sealed interface Imputation {
    /** Returns an imputation by the mean of the present numbers. */
    static Imputation mean() {
        return Statistic.MEAN;
    }

    /** Returns an imputation by the median of the present numbers, the mean of the middle two when their count is even. */
    static Imputation median() {
        return Statistic.MEDIAN;
    }

    /** Returns an imputation by the most frequent number or text; of several the smallest. */
    static Imputation mostFrequent() {
        return Statistic.MOST_FREQUENT;
    }

    /**
     * Returns an imputation by a given number.
     *
     * @throws IllegalArgumentException unless the number is finite
     */
    static Imputation constant(double value) {
        return new ConstantNumber(value);
    }

    /** Returns an imputation by a given text, for instance a level of its own such as {@code unknown}. */
    static Imputation constant(String value) {
        return new ConstantText(value);
    }

    /** An imputation that is computed from the training rows. */
    enum Statistic implements Imputation {
        /** Arithmetic mean. */
        MEAN,
        /** Middle value. */
        MEDIAN,
        /** Mode. */
        MOST_FREQUENT
    }

    /**
     * A given number.
     *
     * @param value what fills, finite
     */
    record ConstantNumber(double value) implements Imputation {
        /** Checks the number. */
        public ConstantNumber {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a constant that fills must be finite, was " + value);
            }
        }
    }

    /**
     * A given text.
     *
     * @param value what fills
     */
    record ConstantText(String value) implements Imputation {
        /** Checks the text. */
        public ConstantText {
            requireNonNull(value, "value");
        }
    }
}
