package io.github.modelkeel.model;

/** A model in the library's own neutral form, which trainers and importers produce and serving compiles. Closed. */
public sealed interface ModelBody permits TreeEnsemble, LinearModel {
    /** Returns the number of features of a row. */
    int width();

    /** Returns the number of margins before the link is applied. */
    int groups();

    /** Returns how margins become scores. */
    Link link();

    /** How the margins of a row become its scores. */
    enum Link {
        /** The margin is the score: regression, or class shares that are already probabilities. */
        IDENTITY,
        /** One margin m; the scores are 1 - p and p with p = 1 / (1 + exp(-m)). */
        SIGMOID,
        /** One margin for each class; the scores are exp(m) over their sum. */
        SOFTMAX
    }
}
