package io.github.modelkeel.serving;

/** What a predictor does about a value that can be read but that the signature does not allow. */
public enum InputCheck {
    /** Refuses the row. */
    STRICT,
    /** Counts it and predicts with the value as it is. */
    COUNT,
    /** Predicts with the value as it is. */
    OFF
}
