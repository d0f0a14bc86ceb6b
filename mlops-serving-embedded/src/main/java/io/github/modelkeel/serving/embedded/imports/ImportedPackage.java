package io.github.modelkeel.serving.embedded.imports;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.model.InputField;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.serving.GoldenRows;
import io.github.modelkeel.serving.ModelManifest;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.embedded.TreeModels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a package of an imported model needs beside the model: rows with the trainer's own predictions, which every load
 * replays. Confined to one thread.
 *
 * <pre>{@code
 * ModelPackage pack = LightgbmModels.read(Path.of("price.txt"))
 *         .packaged("price")
 *         .golden(rows, predictedByPython)
 *         .build();
 * ModelDirectory.write(Path.of("price-model"), pack);
 * }</pre>
 */
public final class ImportedPackage {
    private final ImportedModel model;
    private final String target;
    private @Nullable Dataset rows;
    private double[] scores = {};
    private @Nullable Dataset training;
    private double tolerance;
    private @Nullable String card;
    private final Map<String, Double> metrics = new LinkedHashMap<>();

    ImportedPackage(ImportedModel model, String target) {
        this.model = model;
        this.target = target;
        this.tolerance = model.tolerance();
    }

    /**
     * Sets the rows to be replayed on loading. Required.
     *
     * @param raw {@value GoldenRows#MIN_ROWS} to {@value GoldenRows#MAX_ROWS} rows with the inputs of the model
     * @param predicted what the trainer predicted for them, row-major: the probability of each class, or of the second class of two, or
     *     the value
     */
    public ImportedPackage golden(Dataset raw, double[] predicted) {
        this.rows = requireNonNull(raw, "raw");
        int outputs = model.body().outputs();
        if (outputs == 2 && predicted.length == raw.rowCount()) {
            this.scores = new double[2 * predicted.length];
            for (int row = 0; row < predicted.length; row++) {
                scores[2 * row] = 1 - predicted[row];
                scores[2 * row + 1] = predicted[row];
            }
        } else if (predicted.length == raw.rowCount() * outputs) {
            this.scores = predicted.clone();
        } else {
            throw new InvalidInputException(raw.rowCount() + " golden rows of a model with " + outputs + " scores need "
                    + raw.rowCount() * outputs + " predictions, were " + predicted.length);
        }
        return this;
    }

    /** Sets the rows the model learned from, for the profile that drift is measured against; the golden rows unless set. */
    public ImportedPackage training(Dataset data) {
        this.training = requireNonNull(data, "data");
        return this;
    }

    /** Sets the largest absolute difference of a score from the trainer's; {@link ImportedModel#tolerance()} unless set. */
    public ImportedPackage tolerance(double difference) {
        if (!(difference >= 0 && Double.isFinite(difference))) {
            throw new IllegalArgumentException("the tolerance must be at least 0 and finite, was " + difference);
        }
        this.tolerance = difference;
        return this;
    }

    /** Notes what was measured elsewhere, for instance {@code accuracy}. */
    public ImportedPackage metric(String name, double value) {
        metrics.put(name, value);
        return this;
    }

    /** Sets the text for people, as Markdown; a line that names trainer and inputs unless set. */
    public ImportedPackage card(String markdown) {
        this.card = requireNonNull(markdown, "markdown");
        return this;
    }

    /**
     * Returns the package, after the golden rows came out as the trainer says.
     *
     * @throws IllegalStateException without golden rows
     * @throws io.github.modelkeel.error.IntegrityException if a golden row comes out different; the message names the first one
     * @throws InvalidInputException if the rows lack an input, or the model predicts several targets at once
     */
    public ModelPackage build() {
        if (rows == null) {
            throw new IllegalStateException("no golden rows: call golden(rows, predictions) before build()");
        }
        FittedFeatures features = model.features();
        Dataset raw = rows.select(features.inputs().names());
        Dataset learned =
                training == null ? raw : training.select(features.inputs().names());
        GoldenRows golden = new GoldenRows(raw, features.transform(raw), scores, tolerance);
        golden.verify(features, model.compile());
        ModelManifest manifest = new ModelManifest(
                TreeModels.NAME,
                signature(learned),
                model.algorithm(),
                model.hyperparameters(),
                OptionalLong.empty(),
                training == null ? Map.of() : Map.of("train", training.fingerprint()),
                null,
                null,
                model.environment(),
                metrics,
                Map.of());
        return new ModelPackage(
                manifest,
                features,
                model.body().toBytes(),
                golden,
                Profile.of(learned).compressed(),
                card == null
                        ? "# " + target + "\n\nImported: " + model + ", inputs "
                                + features.inputs().names() + ".\n"
                        : card);
    }

    private ModelSignature signature(Dataset learned) {
        List<InputField> fields = new ArrayList<>();
        for (InputField field : model.signature(target).inputs()) {
            InputField seen = InputField.of(learned.column(field.name()), null, false);
            fields.add(new InputField(
                    field.name(),
                    field.type(),
                    true,
                    null,
                    training == null ? null : seen.observed(),
                    field.levels(),
                    false));
        }
        return model.signature(target, fields);
    }
}
