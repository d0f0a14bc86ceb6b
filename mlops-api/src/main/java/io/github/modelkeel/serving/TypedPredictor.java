package io.github.modelkeel.serving;

import java.util.List;

/**
 * A {@link Predictor} for rows of one Java record type. Immutable and thread-safe.
 *
 * @param <R> the record type; its components name the inputs of the model
 */
public interface TypedPredictor<R extends Record> {
    /**
     * Predicts one row.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if the row breaks the signature; the exception has every
     *     violation
     */
    Prediction predict(R row);

    /** Predicts each row, in order. */
    List<Prediction> predict(List<R> rows);
}
