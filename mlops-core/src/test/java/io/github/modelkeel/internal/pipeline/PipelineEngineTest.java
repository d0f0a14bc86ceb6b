package io.github.modelkeel.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.DatasetSource;
import io.github.modelkeel.data.Expectation;
import io.github.modelkeel.data.ExpectationSuite;
import io.github.modelkeel.data.Split;
import io.github.modelkeel.doubles.Customers;
import io.github.modelkeel.doubles.SmallLogit;
import io.github.modelkeel.error.CancelledException;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.error.StepFailedException;
import io.github.modelkeel.features.Features;
import io.github.modelkeel.internal.memory.MemoryStorage;
import io.github.modelkeel.internal.names.Ids;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.pipeline.Gate;
import io.github.modelkeel.pipeline.GateResult;
import io.github.modelkeel.pipeline.Pipeline;
import io.github.modelkeel.pipeline.PipelineListener;
import io.github.modelkeel.pipeline.PipelineRun;
import io.github.modelkeel.pipeline.PipelineRun.Outcome;
import io.github.modelkeel.pipeline.StepResult;
import io.github.modelkeel.pipeline.StepResult.Status;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.serving.Prediction;
import io.github.modelkeel.serving.Predictor;
import io.github.modelkeel.tracking.ArtifactInfo;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipelineEngineTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final Mlops mlops = open(storage, 1);

    private static Mlops open(MemoryStorage storage, long ids) {
        return Mlops.builder()
                .storage(storage)
                .formats(SmallLogit.format())
                .trainers(SmallLogit.trainers())
                .clock(() -> Instant.ofEpochMilli(1_000_000))
                .user("tester")
                .ids(Ids.seeded(ids))
                .open();
    }

    @AfterEach
    void close() {
        mlops.close();
    }

    private static Pipeline.Builder churn() {
        return Pipeline.named("churn")
                .read(Customers.source())
                .features(Features.builder()
                        .derive("total_spend", "orders * avg_order_value")
                        .use("age", "orders", "total_spend", "days_since_last", "plan")
                        .build())
                .label("churned", "1")
                .split(Split.random(0.25).seed(42))
                .train(SmallLogit.rounds(30))
                .evaluate(Metric.ACCURACY, Metric.F1);
    }

    @Test
    void runsEveryStepAndRegistersWhatPassesItsGates() {
        PipelineRun run = mlops.run(churn().expect(ExpectationSuite.of("s", Expectation.notNull("age")))
                .require(Gate.atLeast(Metric.ACCURACY, 0.8))
                .register("churn-classifier")
                .build());

        assertThat(run.outcome()).isEqualTo(Outcome.REGISTERED);
        assertThat(run.steps())
                .extracting(StepResult::name)
                .containsExactly(
                        "read", "validate", "split", "features", "train", "evaluate", "package", "gate", "register");
        assertThat(run.steps()).allMatch(step -> step.status() == Status.DONE);
        assertThat(run.evaluation().rows()).isEqualTo(150);
        assertThat(run.evaluation().get(Metric.ACCURACY)).isGreaterThan(0.85);
        assertThat(run.gates()).hasSize(1).allMatch(GateResult::passed);
        ModelVersion version = run.getVersion();
        assertThat(version.version()).isEqualTo(1);
        assertThat(version.source()).isEqualTo("runs:/" + run.runId() + "/model");
        assertThat(version.metrics()).containsEntry("accuracy", run.evaluation().get(Metric.ACCURACY));
        assertThat(version.lineage().runId()).isEqualTo(run.runId());
        assertThat(version.lineage().datasets()).containsOnlyKeys("train", "test");
        assertThat(version.createdBy()).isEqualTo("tester");
    }

    @Test
    void tracksParametersRoundsMetricsTagsAndFiles() {
        PipelineRun run = mlops.run(churn().build());

        RunRecord record = mlops.tracker().getRun(run.runId());
        assertThat(record.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(record.params())
                .containsEntry("algorithm", "small_logit")
                .containsEntry("rounds", "30")
                .containsEntry("label", "churned")
                .containsEntry("split", "random(0.25, seed=42)");
        assertThat(mlops.tracker().history(run.runId(), "train-loss"))
                .hasSize(30)
                .extracting(point -> point.step())
                .startsWith(1L, 2L)
                .endsWith(30L);
        assertThat(record.metric("accuracy")).contains(run.evaluation().get(Metric.ACCURACY));
        assertThat(record.metrics()).containsKey("step.train.ms");
        assertThat(record.tags()).containsKeys("step.read", "environment.java", "pipeline.fingerprint", "outcome");
        assertThat(mlops.tracker().artifacts(run.runId(), ""))
                .extracting(ArtifactInfo::path)
                .containsExactly(
                        "evaluation.json",
                        "model/card.md",
                        "model/features.json",
                        "model/golden.json",
                        "model/model.bin",
                        "model/model.json",
                        "model/profile.json",
                        "steps.json");
    }

    @Test
    void namesTheFingerprintsOfWhatEachStepTookAndGave() {
        PipelineRun run = mlops.run(churn().build());

        assertThat(run.step("read").outputs())
                .containsEntry("rows", Customers.rows(600, 7).fingerprint().hex());
        assertThat(run.step("split").outputs()).containsOnlyKeys("train", "test");
        assertThat(run.outcome()).isEqualTo(Outcome.EVALUATED);
        assertThat(run.step("register").status()).isEqualTo(Status.SKIPPED);
    }

    @Test
    void aModelNameThatNoRegistryTakesIsRefusedBeforeAnythingIsDone() {
        Pipeline pipeline = churn().register("team/churn").build();

        assertThatThrownBy(() -> mlops.run(pipeline))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("model name 'team/churn' has a '/'");
        assertThat(mlops.tracker().experiments()).isEmpty();
    }

    @Test
    void whatAStepTakesIsWhatAStepBeforeItGave() {
        PipelineRun run = mlops.run(churn().expect(ExpectationSuite.of("s", Expectation.notNull("age")))
                .validation(0.2)
                .require(Gate.atLeast(Metric.ACCURACY, 0.5))
                .register("m")
                .build());

        assertThat(run.step("train").inputs()).containsOnlyKeys("train", "validation", "features");
        assertThat(run.step("evaluate").inputs()).containsOnlyKeys("test", "features", "model");
        Map<String, String> given = new HashMap<>();
        for (StepResult step : run.steps()) {
            assertThat(given).as(step.name()).containsAllEntriesOf(step.inputs());
            assertThat(step.inputs().isEmpty())
                    .as(step.name())
                    .isEqualTo(step.name().equals("read"));
            given.putAll(step.outputs());
        }
        assertThat(given).containsKeys("rows", "features", "model", "evaluation", "package");
    }

    @Test
    void aGateThatHoldsKeepsTheModelOutOfTheRegistryAndSaysWhy() {
        PipelineRun run = mlops.run(churn().require(Gate.atLeast(Metric.ACCURACY, 0.999))
                .register("churn-classifier")
                .build());

        assertThat(run.outcome()).isEqualTo(Outcome.HELD);
        assertThat(run.version()).isEmpty();
        assertThat(run.heldBy()).hasSize(1);
        assertThat(mlops.registry().models()).isEmpty();
        assertThat(mlops.tracker().getRun(run.runId()).status()).isEqualTo(RunStatus.FINISHED);
        assertThat(mlops.predictor(run.model().toString()).version()).isZero();
        assertThatThrownBy(run::getVersion)
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("held by accuracy >= 0.999 (accuracy is 0.9");
    }

    @Test
    void aGateComparesWithTheRegisteredChampionOnTheSameRows() {
        Pipeline pipeline = churn().require(Gate.notWorseThan("champion", Metric.F1, 0.0))
                .register("churn-classifier")
                .build();
        ModelVersion first = mlops.run(pipeline).getVersion();
        mlops.registry().get("churn-classifier").setAlias("champion", first.version(), "first");

        PipelineRun worse = mlops.run(churn().train(SmallLogit.rounds(1).seed(5))
                .features(Features.builder().use("age").build())
                .require(Gate.notWorseThan("champion", Metric.F1, 0.0))
                .register("churn-classifier")
                .build());
        PipelineRun same = mlops.run(pipeline);

        assertThat(worse.outcome()).isEqualTo(Outcome.HELD);
        assertThat(worse.heldBy().get(0).reason()).contains("champion");
        assertThat(same.getVersion().version()).isEqualTo(2);
    }

    @Test
    void aFailedExpectationFailsTheRunBeforeAnythingIsLearned() {
        StepFailedException failure = catchThrowableOfType(
                StepFailedException.class,
                () -> mlops.run(churn().expect(ExpectationSuite.of(
                                "customers",
                                Expectation.notNull("avg_order_value"),
                                Expectation.between("age", 18, 40)))
                        .register("m")
                        .build()));

        assertThat(failure.step()).isEqualTo("validate");
        assertThat(failure.getCause()).isInstanceOf(InvalidInputException.class);
        assertThat(((InvalidInputException) failure.getCause()).violations()).hasSize(2);
        RunRecord run = mlops.tracker().getRun(failure.runId());
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.error()).contains("step 'validate'").contains("avg_order_value never missing");
        assertThat(run.tags().get("step.validate")).startsWith("FAILED: ");
        assertThat(mlops.tracker().artifacts(run.id(), ""))
                .extracting(ArtifactInfo::path)
                .containsExactly("steps.json", "validation.json");
        assertThat(mlops.registry().models()).isEmpty();
    }

    @Test
    void aPackageThatDoesNotReproduceItsGoldenRowsIsNeverRegistered() {
        StepFailedException failure = catchThrowableOfType(
                StepFailedException.class,
                () -> mlops.run(churn().train(SmallLogit.rounds(3).offBy(0.01))
                        .register("m")
                        .build()));

        assertThat(failure.step()).isEqualTo("package");
        assertThat(failure.getCause()).isInstanceOf(IntegrityException.class).hasMessageContaining("golden row 0");
        assertThat(mlops.registry().models()).isEmpty();
    }

    @Test
    void theSameRunTwiceGivesTheSamePackageAndAnotherSeedDoesNot() {
        Map<String, String> first =
                digests(mlops, mlops.run(churn().confidence(50).build()));
        Mlops other = open(new MemoryStorage(), 99);
        Map<String, String> second =
                digests(other, other.run(churn().confidence(50).build()));
        Map<String, String> reseeded = digests(
                mlops,
                mlops.run(churn().confidence(50)
                        .train(SmallLogit.rounds(30).seed(2))
                        .build()));

        assertThat(second).isEqualTo(first);
        assertThat(reseeded.get("model/model.bin")).isNotEqualTo(first.get("model/model.bin"));
    }

    private static Map<String, String> digests(Mlops mlops, PipelineRun run) {
        Map<String, String> digests = new TreeMap<>();
        mlops.tracker().artifacts(run.runId(), "model/").forEach(file -> digests.put(file.path(), file.sha256()));
        assertThat(digests).hasSize(6);
        return digests;
    }

    @Test
    void goldenRowsHoldMissingValuesAndThereAreEnough() {
        PipelineRun run = mlops.run(churn().build());

        Dataset golden = mlops.modelPackage(run.model().toString()).golden().rows();
        assertThat(golden.rowCount()).isGreaterThanOrEqualTo(20);
        assertThat(golden.column("avg_order_value").missingCount()).isPositive();
    }

    @Test
    void validationRowsAreNeitherLearnedFromNorJudgedOn() {
        PipelineRun run = mlops.run(churn().validation(0.2).build());

        assertThat(run.step("split").outputs()).containsOnlyKeys("validation", "train", "test");
        assertThat(run.step("split").summary())
                .isEqualTo("random(0.25, seed=42): 360 rows to learn from, 90 to stop early on, 150 to judge on");
        assertThat(mlops.profile(run.model().toString()).rows()).isEqualTo(360);
    }

    @Test
    void slicesAndIntervalsAreEvaluatedWhenAskedFor() {
        PipelineRun run = mlops.run(churn().slices("plan").confidence(100, 0.9).build());

        assertThat(run.evaluation().slices()).containsOnlyKeys("plan=basic", "plan=plus");
        assertThat(run.evaluation().intervals().get(Metric.F1).level()).isEqualTo(0.9);
    }

    @Test
    void whatWasExpectedOfTrainingRowsIsAllowedInServingRows() {
        mlops.run(churn().expect(ExpectationSuite.of(
                        "customers",
                        Expectation.between("age", 0, 120),
                        Expectation.between("age", 10, 150),
                        Expectation.inSet("plan", "plus", "basic", "gold")))
                .register("churn")
                .build());
        Predictor predictor = mlops.predictor("models:/churn/1");
        Map<String, Object> row = new TreeMap<>(
                Map.of("age", 30, "orders", 0, "avg_order_value", 20.5, "days_since_last", 199, "plan", "gold"));

        assertThat(predictor.predict(row).label()).isEqualTo("1");
        row.put("age", 121);
        row.put("plan", "silver");
        row.remove("orders");
        InvalidInputException refused = catchThrowableOfType(InvalidInputException.class, () -> predictor.predict(row));
        assertThat(refused.violations()).hasSize(3);
        assertThat(refused).hasMessageContainingAll("age", "121", "120", "plan", "silver", "orders");
    }

    @Test
    void theCardSaysWhatTheModelIsAndHowGood() {
        PipelineRun run = mlops.run(churn().confidence(100)
                .description("Who leaves within a month.")
                .register("churn-classifier")
                .build());

        assertThat(mlops.modelPackage("models:/churn-classifier/1").card())
                .startsWith("# churn-classifier\n\nWho leaves within a month.\n\n"
                        + "Predicts `churned` out of the classes [0, 1].\n")
                .contains("- 450 rows, split random(0.25, seed=42)\n- algorithm small_logit\n- rounds = 30\n")
                .contains("| age | number | no | 18 to 77 |\n")
                .contains("| plan | category | no | basic, plus |\n")
                .contains("## Quality on 150 rows it did not learn from\n")
                .contains(String.format(
                        Locale.ROOT, "| accuracy | %.4f | ", run.evaluation().get(Metric.ACCURACY)))
                .contains("(95 %) |\n")
                .contains("- `avg_order_value` was missing in ");
    }

    @Test
    void aNumberIsEstimatedWithATarget() {
        PipelineRun run = mlops.run(Pipeline.named("orders")
                .read(Customers.source())
                .features(Features.builder().use("days_since_last", "churned").build())
                .target("orders")
                .train(SmallLogit.rounds(50))
                .evaluate(Metric.R2, Metric.RMSE)
                .require(Gate.atMost(Metric.RMSE, 5.5))
                .register("orders")
                .build());

        assertThat(run.isRegistered()).isTrue();
        Prediction prediction =
                mlops.predictor("models:/orders/latest").predict(Map.of("days_since_last", 150, "churned", 0));
        assertThat(prediction.value()).isBetween(5.0, 20.0);
    }

    @Test
    void predictsAndEvaluatesARegisteredVersion() {
        mlops.run(churn().register("churn").build());

        Prediction prediction = mlops.predictor("models:/churn/1")
                .predict(Map.of(
                        "age", 30, "orders", 0, "avg_order_value", 20.5, "days_since_last", 199, "plan", "basic"));
        assertThat(prediction.label()).isEqualTo("1");
        assertThat(prediction.model()).isEqualTo("churn");
        assertThat(prediction.version()).isEqualTo(1);
        assertThat(prediction.id()).hasSize(32);
        assertThat(mlops.evaluate("models:/churn/1", Customers.rows(200, 8), Metric.ACCURACY)
                        .get(Metric.ACCURACY))
                .isGreaterThan(0.85);
    }

    @Test
    void liveRowsWhoseLabelIsNotKnownYetAreLeftOut() {
        mlops.run(churn().register("churn").build());
        Dataset rows = Customers.rows(200, 8);
        double[] labels = rows.column("churned").toDoubles();
        Arrays.fill(labels, 0, 150, Double.NaN);
        Dataset partly = Dataset.builder()
                .column(rows.column("age"))
                .column(rows.column("orders"))
                .column(rows.column("avg_order_value"))
                .column(rows.column("days_since_last"))
                .column(rows.column("plan"))
                .numbers("churned", labels)
                .build();

        assertThat(mlops.evaluate("models:/churn/1", partly).rows()).isEqualTo(50);
    }

    @Test
    void listenersHearEveryStepAndCannotBreakTheRun() {
        List<String> heard = new ArrayList<>();
        PipelineRun run = mlops.run(churn().build(), new PipelineListener() {
            @Override
            public void stepStarted(String step) {
                heard.add(step);
                throw new IllegalStateException("broken listener");
            }

            @Override
            public void runEnded(PipelineRun ended) {
                heard.add("ended " + ended.outcome());
            }
        });

        assertThat(run.outcome()).isEqualTo(Outcome.EVALUATED);
        assertThat(heard).startsWith("read", "validate").endsWith("register", "ended EVALUATED");
    }

    @Test
    void anInterruptStopsTheTrainingAndTheRunIsKilled() {
        List<String> failed = new ArrayList<>();
        assertThatThrownBy(() -> mlops.run(churn().build(), new PipelineListener() {
                    @Override
                    public void trainingRound(int round, Map<String, Double> metrics) {
                        if (round == 3) {
                            Thread.currentThread().interrupt();
                        }
                    }

                    @Override
                    public void runFailed(String runId, RuntimeException failure) {
                        failed.add(runId);
                    }
                }))
                .isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();

        RunRecord run = mlops.tracker().getRun(failed.get(0));
        assertThat(run.status()).isEqualTo(RunStatus.KILLED);
        assertThat(run.metrics().get("train-loss").step()).isEqualTo(3);
    }

    @Test
    void theColumnToPredictNeverReachesTheFeatures() {
        StepFailedException failure = catchThrowableOfType(
                StepFailedException.class,
                () -> mlops.run(churn().features(
                                Features.builder().use("age", "churned").build())
                        .build()));

        assertThat(failure.step()).isEqualTo("features");
        assertThat(failure.getCause()).hasMessageContaining("churned");
    }

    @Test
    void aMissingFormatIsNamed() {
        try (Mlops bare = Mlops.open(new MemoryStorage())) {
            assertThatThrownBy(() -> bare.run(churn().build()))
                    .isInstanceOf(StepFailedException.class)
                    .hasRootCauseMessage("no model format 'small-logit'; the host passed []: pass the format to"
                            + " Mlops.open, for instance TreeModels.format()");
        }
    }

    @Test
    void emptyDataIsRefused() {
        Dataset none = Customers.rows(10, 1).filter(row -> false);
        assertThatThrownBy(() -> mlops.run(
                        churn().read(DatasetSource.of("nothing", none)).build()))
                .isInstanceOf(StepFailedException.class)
                .hasMessageStartingWith("step 'read' of pipeline 'churn' failed: 'nothing' has no rows");
    }
}
