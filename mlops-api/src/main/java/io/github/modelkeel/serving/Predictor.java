package io.github.modelkeel.serving;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.model.Explainer;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.RowScorer;
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

    /**
     * Returns a scorer for rows of raw inputs given in the order of the signature, which must all be numbers. It checks and
     * transforms as {@link #predict(double...)} does, makes no {@link Prediction} and no id, and allocates nothing but to refuse
     * a row. For one thread at a time.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if an input is no number
     */
    RowScorer scorer();

    /**
     * Predicts one row and says what each feature added. The first call prepares the model for it.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if the row breaks the signature, or the model cannot be explained
     */
    Explanation explain(Map<String, ?> row);

    /**
     * Returns the contributions of each row of a dataset, row-major, as {@link Explainer#explain(FeatureMatrix)} lays them out.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if a row breaks the signature, or the model cannot be explained
     */
    double[] contributions(Dataset rows);

    /**
     * Returns a predictor of the same model with other checks of ranges, levels and missing values. Values of a wrong type and
     * absent inputs are refused all the same.
     *
     * @param checks what to do for each of these inputs; those not named keep theirs, {@link InputCheck#STRICT} at first
     * @throws io.github.modelkeel.error.InvalidInputException if there is no such input
     */
    Predictor checking(Map<String, InputCheck> checks);

    /** Returns how many values were not allowed, for each input that is checked by {@link InputCheck#COUNT}. */
    Map<String, Long> counted();

    /**
     * Predicts known rows over and over, so that the JVM has compiled the code before the first request comes. Without golden
     * rows there is nothing to predict, and nothing happens.
     *
     * @param predictions how many; 20,000 single rows let HotSpot compile everything
     */
    void warmUp(int predictions);
}
