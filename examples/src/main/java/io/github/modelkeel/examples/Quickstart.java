package io.github.modelkeel.examples;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.LabelDrift;
import io.github.modelkeel.drift.report.HtmlReport;
import io.github.modelkeel.drift.tabular.LabelDriftCheck;
import io.github.modelkeel.drift.tabular.TabularDriftDetector;
import io.github.modelkeel.model.Evaluation;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.pipeline.PipelineRun;
import io.github.modelkeel.read.Csv;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.RegisteredModel;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.serving.Prediction;
import io.github.modelkeel.serving.Predictor;
import io.github.modelkeel.serving.TypedPredictor;
import io.github.modelkeel.serving.embedded.TreeModels;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.store.fs.FileArtifacts;
import io.github.modelkeel.store.jdbc.JdbcStore;
import io.github.modelkeel.tribuo.Tribuo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * The churn story, end to end in one JVM on one SQLite file, with the models
 * in a directory beside it: two candidates are trained, compared, gated and registered; the
 * better one is promoted and serves; three months come in, of which the second has older customers and the third other
 * customers that leave; the model is trained again, gated, promoted; and the old one can be restored.
 *
 * <p>{@code ./mvnw -q -Pquickstart} runs it in {@code target/quickstart}; a second run continues the history.
 */
public final class Quickstart {
    private static final String CHAMPION = "models:/" + ChurnPipelines.MODEL + "@" + ChurnPipelines.CHAMPION;

    private final Path folder;
    private final Narrator narrator;
    private final InstantSource clock;
    private final Summary summary = new Summary();
    private HtmlReport report = HtmlReport.titled("Churn: three months beside the customers the model learned from");

    Quickstart(Path folder, Narrator narrator, InstantSource clock) {
        this.folder = folder;
        this.narrator = narrator;
        this.clock = clock;
    }

    /** Runs the story in the folder named by the first argument, {@code target/quickstart} without one. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments.length == 0 ? "target/quickstart" : arguments[0]);
        new Quickstart(folder, new Narrator(System.out), InstantSource.system()).tell();
    }

    void tell() {
        Instant start = clock.instant();
        Path data = folder.resolve("data");
        ChurnData.write(data);
        Storage storage =
                JdbcStore.sqlite(folder.resolve("mlops.db")).withArtifacts(FileArtifacts.at(folder.resolve("files")));
        try (Mlops mlops = Mlops.open(storage, TreeModels.format())) {
            narrator.chapter("Two candidates learn from 10,000 customers");
            PipelineRun champion = better(
                    train(
                            mlops,
                            data.resolve("customers.csv"),
                            Tribuo.randomForest().trees(100).maxDepth(10).seed(42),
                            0.85),
                    train(
                            mlops,
                            data.resolve("customers.csv"),
                            Tribuo.xgboost()
                                    .trees(60)
                                    .maxDepth(3)
                                    .learningRate(0.15)
                                    .seed(42),
                            0.85));

            narrator.chapter("The better one is promoted");
            promote(mlops, champion.getVersion(), "best F1 of the candidates");

            narrator.chapter("It serves, in this process");
            serve(mlops.predictor(CHAMPION), read(data, 1));

            narrator.chapter("Three months come in");
            for (int month = 1; month <= 3; month++) {
                watch(mlops, champion, month, read(data, month));
            }

            narrator.chapter("Other customers leave now, so a new model learns from the third month");
            PipelineRun retrained = train(
                    mlops,
                    data.resolve("month3.csv"),
                    Tribuo.xgboost().trees(60).maxDepth(3).learningRate(0.15).seed(43),
                    0.75); // who leaves is harder to tell now; saying "nobody" is right in 69 of 100 cases
            promote(mlops, retrained.getVersion(), "concept drift in month 3");

            narrator.chapter("And back, if need be");
            restore(mlops);
        }
        finish(Duration.between(start, clock.instant()));
    }

    private PipelineRun train(Mlops mlops, Path csv, Trainer trainer, double floor) {
        narrator.say("%s on %s", trainer.algorithm(), csv.getFileName());
        PipelineRun run = mlops.run(ChurnPipelines.churn(csv(csv), trainer, floor), narrator);
        narrator.result(run);
        summary.run(trainer.algorithm(), run);
        return run;
    }

    private static PipelineRun better(PipelineRun one, PipelineRun other) {
        return one.evaluation().get(Metric.F1) >= other.evaluation().get(Metric.F1) ? one : other;
    }

    private void promote(Mlops mlops, ModelVersion version, String reason) {
        RegisteredModel model = mlops.registry().get(ChurnPipelines.MODEL);
        model.transition(version.version(), Stage.PRODUCTION, true, reason);
        model.setAlias(ChurnPipelines.CHAMPION, version.version(), reason);
        narrator.say("%s is the champion and in production: %s", version.uri(), reason);
        summary.decision("promote", version.version(), reason);
    }

    private void serve(Predictor predictor, Dataset month) {
        TypedPredictor<Customer> customers = predictor.bind(Customer.class);
        say(customers.predict(new Customer(29, 2, 31.50, 3, 180)), "29 years old, not seen for 180 days");
        say(customers.predict(new Customer(44, 14, 62.00, 25, 9)), "44 years old, back every other week");
        Instant start = clock.instant();
        double[] scores = predictor.scores(month);
        Duration took = Duration.between(start, clock.instant());
        narrator.say("a batch of %,d customers in %s, features included", month.rowCount(), Narrator.seconds(took));
        summary.put("batch", Map.of("rows", scores.length / 2, "nanos", took.toNanos()));
    }

    private void say(Prediction prediction, String customer) {
        narrator.say(
                "%s: churn probability %.3f, by %s v%d",
                customer, prediction.probability(), prediction.model(), prediction.version());
    }

    private void watch(Mlops mlops, PipelineRun champion, int month, Dataset rows) {
        TabularDriftDetector detector = TabularDriftDetector.builder()
                .reference(mlops.profile(CHAMPION))
                .confirmations(1) // a month is a window large enough to decide by itself
                .build();
        DriftReport data = detector.check(rows);
        LabelDrift labels = LabelDriftCheck.against(
                        correct(champion.evaluation()), champion.evaluation().rows())
                .check(correct(mlops.evaluate(CHAMPION, rows)), rows.rowCount());

        String name = "month " + month;
        narrator.say("%s: data %s%s", name, data.verdict(), shown(data.driftedColumns()));
        narrator.say(
                "         labels %s, accuracy %.3f (was %.3f)",
                labels.verdict(), labels.windowAccuracy(), labels.referenceAccuracy());
        summary.month(name, data, labels);
        report = report.window(name, data, labels);
    }

    private static String shown(List<String> columns) {
        return columns.isEmpty() ? "" : " in " + String.join(", ", columns);
    }

    private static long correct(Evaluation evaluation) {
        long correct = 0;
        for (int i = 0; i < evaluation.confusion().size(); i++) {
            correct += evaluation.confusion().get(i).get(i);
        }
        return correct;
    }

    private void restore(Mlops mlops) {
        RegisteredModel model = mlops.registry().get(ChurnPipelines.MODEL);
        ModelVersion present = model.alias(ChurnPipelines.CHAMPION);
        ModelVersion restored = model.rollback(ChurnPipelines.CHAMPION, "show that the old one still answers");
        Prediction old = mlops.predictor(CHAMPION).bind(Customer.class).predict(new Customer(29, 2, 31.50, 3, 180));
        narrator.say(
                "one call later version %d is the champion again; to the first customer it says %.3f",
                restored.version(), old.probability());
        summary.decision("rollback", restored.version(), "show that the old one still answers");
        model.setAlias(ChurnPipelines.CHAMPION, present.version(), "the relation did change");
        narrator.say("version %d is put back: the relation did change", present.version());
        summary.decision("restore", present.version(), "the relation did change");
        narrator.say(
                "the registry remembers %d changes of %d versions",
                model.history().size(), model.versions().size());
    }

    private void finish(Duration took) {
        Path page = folder.resolve("report.html");
        Path json = folder.resolve("summary.json");
        try {
            Files.writeString(page, report.render());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + page, e);
        }
        summary.put("millis", took.toMillis());
        summary.write(json);
        narrator.say("");
        narrator.say(
                "Done in %s. Look at %s and %s; run it again and the history goes on.",
                Narrator.seconds(took), page, json);
    }

    private static Dataset read(Path data, int month) {
        return csv(data.resolve("month" + month + ".csv")).read();
    }

    private static Csv csv(Path file) {
        return Csv.file(file).type("churned", ColumnType.CATEGORY);
    }
}
