package io.github.modelkeel.serving;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.model.ModelSignature;
import java.util.List;
import java.util.Map;

/**
 * Predicts with one version of a model. Immutable and thread-safe. Rows carry the raw inputs of the signature; features are
 * computed as in training. A row that breaks the signature (an input absent, missing where it must not be, of another type,
 * outside the allowed range, of an unknown level where those are refused) is refused with all its violations in one
 * {@link io.github.modelkeel.error.InvalidInputException}. Further entries of a row are ignored.
 */
public interface Predictor {
    /** Returns the name of the model. */
    String model();

    /** Returns the version; 0 for a package that is not registered. */
    int version();

    /** Returns what the model takes and gives. */
    ModelSignature signature();

    /** Predicts one row of values by input name: {@link Number}, {@link String}, {@link Boolean}, {@link java.time.Instant}, an enum, or {@code null} for missing. */
    Prediction predict(Map<String, ?> row);

    /** Predicts one row given in the order of the signature's inputs, which must all be numbers; {@code NaN} is missing. */
    Prediction predict(double... row);

    /** Predicts one record, whose components name the inputs. For many rows of one type {@link #bind} once. */
    Prediction predict(Record row);

    /** Predicts each row of a dataset, in order. */
    List<Prediction> predict(Dataset rows);

    /**
     * Scores each row of a dataset without making a {@link Prediction} of each: the probability of each class, or the value;
     * row-major.
     */
    double[] scores(Dataset rows);

    /**
     * Returns a predictor for a record type.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if the type lacks an input of the signature or has one of a
     *     type that does not fit; the exception has every violation
     */
    <R extends Record> TypedPredictor<R> bind(Class<R> type);
}
