package io.github.modelkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Expectation;
import io.github.modelkeel.data.ExpectationSuite;
import io.github.modelkeel.data.Split;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.Verdict;
import io.github.modelkeel.drift.tabular.TabularDriftDetector;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.features.Features;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.pipeline.Gate;
import io.github.modelkeel.pipeline.Pipeline;
import io.github.modelkeel.pipeline.PipelineRun;
import io.github.modelkeel.read.Csv;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.serving.Prediction;
import io.github.modelkeel.serving.Predictor;
import io.github.modelkeel.serving.TypedPredictor;
import io.github.modelkeel.serving.embedded.TreeModels;
import io.github.modelkeel.store.jdbc.JdbcStore;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import io.github.modelkeel.tribuo.Tribuo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that README shows, run. {@link ReadmeTest} holds the page to the marked lines. */
class GuideTest {
    @TempDir
    Path folder;

    private static Pipeline churn(Path data) {
        // tag::pipeline
        Pipeline churn = Pipeline.named("churn")
                .read(Csv.file(data.resolve("customers.csv")))
                .expect(ExpectationSuite.of(
                        "customers", Expectation.notNull("age"), Expectation.between("age", 18, 120)))
                .features(Features.builder()
                        .derive("total_spend", "orders * avg_order_value") // checked against the schema, no code
                        .use("age", "total_spend", "visits", "days_since_last")
                        .build())
                .label("churned", "1")
                .split(Split.random(0.2).seed(42))
                .train(Tribuo.xgboost().trees(60).maxDepth(3).learningRate(0.15).seed(42))
                .evaluate(Metric.ACCURACY, Metric.F1, Metric.ROC_AUC)
                .require(Gate.atLeast(Metric.ACCURACY, 0.85), Gate.notWorseThan("champion", Metric.F1, 0.02))
                .register("churn-classifier")
                .build();
        // end::pipeline
        return churn;
    }

    @Test
    void everythingOnThePageRuns() {
        ChurnData.write(folder);
        Pipeline churn = churn(folder);
        Dataset month2 = Csv.file(folder.resolve("month2.csv")).read();
        Path database = folder.resolve("mlops.db");
        // tag::first
        try (Mlops mlops = Mlops.open(JdbcStore.sqlite(database), TreeModels.format())) {
            PipelineRun run = mlops.run(churn); // read, split, train, evaluate, gate, register: every step is tracked
            ModelVersion version = run.getVersion(); // or an exception that says which gate held, and why

            mlops.registry().get("churn-classifier").setAlias("champion", version.version(), "first one");
            Predictor predictor = mlops.predictor("models:/churn-classifier@champion");
            Prediction leaves = predictor.predict(new Customer(29, 2, 31.50, 3, 180));

            DriftReport drift = TabularDriftDetector.builder()
                    .reference(mlops.profile("models:/churn-classifier@champion")) // stored with the model
                    .build()
                    .check(month2);
            assertThat(leaves.probability()).isGreaterThan(0.9);
            assertThat(drift.columns(Verdict.WATCH)).containsExactly("age");
        }
        // end::first
        try (Mlops mlops = Mlops.open(JdbcStore.sqlite(database), TreeModels.format())) {
            tracks(mlops);
            serves(mlops, month2);
        }
    }

    private static void tracks(Mlops mlops) {
        // tag::track
        RunRecord record = mlops.tracker().experiment("churn").run("by hand", run -> {
            run.param("max_depth", 6).tag("team", "growth");
            for (int epoch = 1; epoch <= 3; epoch++) {
                run.metric("loss", 1.0 / epoch, epoch);
            }
        });
        // end::track
        assertThat(record.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(mlops.tracker().history(record.id(), "loss")).hasSize(3);
        // tag::search
        Page<RunRecord> best = mlops.tracker()
                .search(RunQuery.parse(
                        "metrics.loss@min < 0.5 and (params.max_depth > 4 or tags.team in ('risk', 'crm'))"
                                + " order by metrics.loss, start_time desc limit 50"));
        // end::search
        assertThat(best.items()).extracting(RunRecord::id).containsExactly(record.id());
        assertThat(best.next()).isEmpty();
    }

    private static void serves(Mlops mlops, Dataset month2) {
        // tag::serve
        Predictor predictor = mlops.predictor("models:/churn-classifier@champion");
        // a record of yours; its component daysSinceLast gives days_since_last
        TypedPredictor<Customer> customers = predictor.bind(Customer.class);

        Prediction one = customers.predict(new Customer(44, 14, 62.00, 25, 9));
        Prediction same = predictor.predict(
                Map.of("age", 44, "orders", 14, "avg_order_value", 62.00, "visits", 25, "days_since_last", 9));
        List<Prediction> many = predictor.predict(month2);
        // end::serve
        assertThat(one.probability()).isEqualTo(same.probability());
        assertThat(many).hasSize(month2.rowCount());
        assertThatThrownBy(() -> predictor.predict(Map.of("age", "old", "visits", 3)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("age")
                .hasMessageContaining("orders");

        // tag::promote
        mlops.registry().get("churn-classifier").transition(1, Stage.PRODUCTION, true, "approved on Monday");
        mlops.registry().resolve("models:/churn-classifier/Production"); // version 1, its metrics, its lineage
        // end::promote
        assertThat(mlops.registry()
                        .get("churn-classifier")
                        .inStage(Stage.PRODUCTION)
                        .version())
                .isEqualTo(1);
    }
}
