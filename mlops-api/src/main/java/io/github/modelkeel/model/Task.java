package io.github.modelkeel.model;

/** What a model predicts. Closed. */
public enum Task {
    /** One of two classes; the second is the positive one. */
    BINARY,
    /** One of three or more classes. */
    MULTICLASS,
    /** A number. */
    REGRESSION
}
