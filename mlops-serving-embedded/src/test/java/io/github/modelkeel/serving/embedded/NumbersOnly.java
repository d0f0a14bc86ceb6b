package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.features.Features;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.model.InputField;
import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.serving.GoldenRows;
import io.github.modelkeel.serving.ModelManifest;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.Predictor;
import io.github.modelkeel.serving.Predictors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A regression on two numbers. */
final class NumbersOnly {
    private NumbersOnly() {}

    static Predictor predictor() {
        double[] age = new double[20];
        double[] income = new double[20];
        Arrays.setAll(age, i -> 20 + i);
        Arrays.setAll(income, i -> i == 4 ? Double.NaN : 1_000 + i);
        Dataset rows =
                Dataset.builder().numbers("age", age).numbers("income", income).build();
        FittedFeatures features =
                Features.builder().use("age", "income").build().fit(rows);
        LinearModel body = new LinearModel(2, 1, Link.IDENTITY, new double[] {2, 0.001}, new double[] {1});
        Model model = TreeModels.compile(body);
        ModelManifest manifest = new ModelManifest(
                TreeModels.NAME,
                new ModelSignature(
                        List.of(
                                InputField.of(rows.column("age"), null, false),
                                InputField.of(rows.column("income"), null, false)),
                        Task.REGRESSION,
                        "y",
                        List.of()),
                "linear_regression",
                Map.of(),
                OptionalLong.empty(),
                Map.of(),
                null,
                null,
                Map.of(),
                Map.of(),
                Map.of());
        GoldenRows golden = new GoldenRows(rows, features.transform(rows), model.score(features.transform(rows)), 0);
        ModelPackage pack = new ModelPackage(manifest, features, body.toBytes(), golden, Profile.of(rows), "");
        return Predictors.of(pack, model, "plain", 1, () -> "id");
    }
}
