package io.github.modelkeel.features;

/** What an encoding does with a level that did not occur in the training rows. */
public enum Unseen {
    /** Encodes it as zero: no column of a one-hot encoding is set, and its frequency is 0. */
    ZERO,
    /** Treats it as a missing cell. */
    MISSING,
    /** Refuses the row with an {@link io.github.modelkeel.error.InvalidInputException}. */
    ERROR
}
