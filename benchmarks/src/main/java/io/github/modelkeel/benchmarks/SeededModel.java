package io.github.modelkeel.benchmarks;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.features.Features;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.model.InputField;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import io.github.modelkeel.serving.GoldenRows;
import io.github.modelkeel.serving.ModelManifest;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.embedded.ModelDirectory;
import io.github.modelkeel.tribuo.Tribuo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A package of XGBoost on {@link SeededRows}. As a program it writes the small one that tests of serving keep. */
public final class SeededModel {
    private SeededModel() {}

    /**
     * Writes a package of 30 trees of depth 4 on 400 rows.
     *
     * @param arguments the new directory
     */
    public static void main(String[] arguments) {
        ModelDirectory.write(Path.of(arguments[0]), train(new SeededRows(400, 42L), 30, 4));
    }

    static ModelPackage train(SeededRows rows, int trees, int depth) {
        return train(rows, trees, depth, 2);
    }

    static ModelPackage train(SeededRows rows, int trees, int depth, int classes) {
        Dataset data = rows.dataset();
        FittedFeatures features = Features.all().fit(data);
        Task task = classes == 2 ? Task.BINARY : Task.MULTICLASS;
        Labels labels = new Labels(task, List.of("no", "yes", "very").subList(0, classes), rows.labels(classes));
        TrainedModel trained = Tribuo.xgboost()
                .trees(trees)
                .maxDepth(depth)
                .seed(42L)
                .threads(1)
                .train(new TrainingData(features.transform(data), labels), TrainingContext.plain());
        List<InputField> inputs = data.columns().stream()
                .map(column -> InputField.of(column, null, false))
                .toList();
        ModelManifest manifest = new ModelManifest(
                trained.format(),
                new ModelSignature(inputs, task, "label", labels.classes()),
                "xgboost",
                Map.of("n_estimators", trees, "max_depth", depth),
                OptionalLong.of(42L),
                Map.of("train", data.fingerprint()),
                null,
                null,
                trained.environment(),
                Map.of(),
                Map.of());
        GoldenRows golden = GoldenRows.capture(data, features, trained);
        Profile profile = Profile.of(data).compressed();
        return new ModelPackage(manifest, features, trained.bytes(), golden, profile, "# XGBoost on seeded rows\n");
    }
}
