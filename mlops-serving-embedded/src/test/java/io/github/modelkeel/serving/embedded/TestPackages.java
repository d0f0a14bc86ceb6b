package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.features.Features;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.features.Unseen;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.InputField;
import io.github.modelkeel.model.InputField.Range;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.serving.GoldenRows;
import io.github.modelkeel.serving.ModelManifest;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.Predictor;
import io.github.modelkeel.serving.Predictors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A small package made from seeds: two numbers, a category, an instant; random trees that nobody trained. */
final class TestPackages {
    private TestPackages() {}

    static Dataset customers() {
        Random random = new Random(42L);
        double[] age = new double[60];
        double[] income = new double[60];
        List<String> contract = new ArrayList<>();
        List<@Nullable Instant> joined = new ArrayList<>();
        for (int row = 0; row < age.length; row++) {
            age[row] = 18 + random.nextInt(60);
            income[row] = row % 7 == 3 ? Double.NaN : Math.rint(random.nextGaussian() * 1e4 + 4e4) / 10;
            contract.add(random.nextBoolean() ? "monthly" : "yearly");
            joined.add(row % 5 == 1 ? null : Instant.ofEpochSecond(1_500_000_000L + random.nextInt(200_000_000)));
        }
        return Dataset.builder()
                .numbers("age", age)
                .numbers("monthly_income", income)
                .categories("contract", contract)
                .instants("joined", joined)
                .build();
    }

    static FittedFeatures features() {
        return Features.builder()
                .derive("income_by_age", "monthly_income / age")
                .derive("year", "year(joined)")
                .oneHot("contract", Unseen.ERROR)
                .use("age", "income_by_age", "year", "contract")
                .build()
                .fit(customers());
    }

    static ModelSignature signature() {
        Dataset rows = customers();
        return new ModelSignature(
                List.of(
                        InputField.of(rows.column("age"), new Range(0, 120), false),
                        InputField.of(rows.column("monthly_income"), null, false),
                        InputField.of(rows.column("contract"), null, true),
                        InputField.of(rows.column("joined"), null, false)),
                Task.BINARY,
                "churned",
                List.of("no", "yes"));
    }

    static ModelBody body() {
        return RandomTrees.of(
                7L,
                features().width(),
                1,
                Link.SIGMOID,
                Precision.FLOAT,
                Comparison.LESS,
                Aggregation.SUM,
                false,
                20,
                4);
    }

    static ModelPackage pack() {
        FittedFeatures features = features();
        ModelBody body = body();
        ModelManifest manifest = new ModelManifest(
                TreeModels.NAME,
                signature(),
                "random",
                Map.of("trees", 20, "eta", 0.1, "booster", "none", "fast", true),
                OptionalLong.of(7L),
                Map.of("train", customers().fingerprint()),
                Fingerprint.ofText("code"),
                "0123456789abcdef",
                Map.of("java", "17"),
                Map.of("accuracy", 0.5, "roc_auc", Double.NaN),
                Map.of());
        return new ModelPackage(
                manifest,
                features,
                body.toBytes(),
                GoldenRows.capture(customers(), features, trained(body)),
                Profile.of(customers()).compressed(),
                "# A model\n");
    }

    static Predictor predictor() {
        AtomicLong ids = new AtomicLong();
        return Predictors.of(pack(), TreeModels.compile(body()), "churn", 3, () -> "p" + ids.incrementAndGet());
    }

    static Map<String, Object> row() {
        return Map.of(
                "age",
                40.0,
                "monthly_income",
                3_000.0,
                "contract",
                "monthly",
                "joined",
                Instant.ofEpochSecond(1_600_000_000L));
    }

    private static TrainedModel trained(ModelBody body) {
        return new TrainedModel() {
            @Override
            public String format() {
                return TreeModels.NAME;
            }

            @Override
            public byte[] bytes() {
                return body.toBytes();
            }

            @Override
            public Map<String, String> environment() {
                return Map.of();
            }

            @Override
            public double[] nativeScores(FeatureMatrix features) {
                return TreeModels.compile(body).score(features);
            }

            @Override
            public double tolerance() {
                return 1e-6;
            }
        };
    }
}
