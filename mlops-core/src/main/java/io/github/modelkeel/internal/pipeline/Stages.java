package io.github.modelkeel.internal.pipeline;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.data.Split;
import io.github.modelkeel.data.ValidationReport;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.internal.evaluation.Evaluator;
import io.github.modelkeel.internal.names.GitHead;
import io.github.modelkeel.internal.registry.Packages;
import io.github.modelkeel.model.Evaluation;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import io.github.modelkeel.pipeline.Gate;
import io.github.modelkeel.pipeline.GateResult;
import io.github.modelkeel.pipeline.Pipeline;
import io.github.modelkeel.pipeline.PipelineListener;
import io.github.modelkeel.pipeline.PipelineRun.Outcome;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.Registry;
import io.github.modelkeel.serving.GoldenRows;
import io.github.modelkeel.serving.ModelManifest;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.tracking.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The steps of one run of a pipeline, from rows to a registered version. Confined to one thread. */
final class Stages {
    /** Folder of the package below the run. */
    static final String PACKAGE = "model";

    private final Pipeline pipeline;
    private final Run run;
    private final Steps steps;
    private final Packages packages;
    private final Registry registry;
    private final PipelineListener listener;
    private final List<GateResult> gates = new ArrayList<>();

    Stages(Pipeline pipeline, Run run, Steps steps, Packages packages, Registry registry, PipelineListener listener) {
        this.pipeline = pipeline;
        this.run = run;
        this.steps = steps;
        this.packages = packages;
        this.registry = registry;
        this.listener = listener;
    }

    /** What became of the model. */
    record Judged(Outcome outcome, Evaluation evaluation, List<GateResult> gates, Optional<ModelVersion> version) {}

    /** What a step gave, and the fingerprint under which the steps after it name it as theirs. */
    private record Made<T>(T value, Fingerprint fingerprint) {}

    /** Rows in their parts; {@code validation} is absent when none are kept for early stopping. */
    private record Parts(
            Dataset train,
            @Nullable Dataset validation,
            Dataset test,
            LabelReader labels,
            Map<String, Fingerprint> fingerprints) {
        /** Names the rows that are learned from, and those kept for early stopping, as what a step takes. */
        void asInputs(Steps.Notes notes) {
            fingerprints.forEach((role, fingerprint) -> {
                if (!role.equals("test")) {
                    notes.input(role, fingerprint);
                }
            });
        }
    }

    /** Features as they come back from the stored form, and the inputs made of the training rows. */
    private record Inputs(
            FittedFeatures features, Fingerprint fingerprint, TrainingData train, Optional<TrainingData> validation) {}

    Judged learnAndJudge() {
        Made<Dataset> rows = steps.step("read", this::read);
        steps.step("validate", notes -> validate(notes, rows));
        Parts parts = steps.step("split", notes -> split(notes, rows));
        Inputs inputs = steps.step("features", notes -> features(notes, parts));
        TrainedModel trained = steps.step("train", notes -> train(notes, parts, inputs));
        byte[] model = trained.bytes();
        ModelSignature signature = Signatures.of(
                inputs.features(), parts.train(), pipeline.expectations(), pipeline.label(), parts.labels());
        Made<Evaluation> evaluation =
                steps.step("evaluate", notes -> evaluate(notes, parts, inputs, trained.format(), model, signature));
        steps.step("package", notes -> pack(notes, parts, inputs, trained, model, signature, evaluation));
        boolean open = steps.step("gate", notes -> gate(notes, parts.test(), evaluation));
        Optional<ModelVersion> version = steps.step("register", notes -> register(notes, open));
        Outcome outcome = version.isPresent() ? Outcome.REGISTERED : open ? Outcome.EVALUATED : Outcome.HELD;
        return new Judged(outcome, evaluation.value(), gates(), version);
    }

    List<GateResult> gates() {
        return List.copyOf(gates);
    }

    private Made<Dataset> read(Steps.Notes notes) {
        Dataset rows = pipeline.source().read();
        if (rows.rowCount() == 0) {
            throw new InvalidInputException(
                    "'" + pipeline.source().description() + "' has no rows; there is nothing to learn from");
        }
        Fingerprint fingerprint = rows.fingerprint();
        notes.output("rows", fingerprint);
        notes.summary(rows.rowCount() + " rows of " + rows.schema().size() + " columns from "
                + pipeline.source().description());
        return new Made<>(rows, fingerprint);
    }

    private Optional<ValidationReport> validate(Steps.Notes notes, Made<Dataset> rows) {
        if (pipeline.expectations().isEmpty()) {
            notes.skipped("no expectations were declared");
            return Optional.empty();
        }
        notes.input("rows", rows.fingerprint());
        ValidationReport report = pipeline.expectations().get().validate(rows.value());
        notes.output("report", keep("validation.json", report.toDocument()));
        report.orThrow();
        notes.summary(report.outcomes().size() + " of " + report.outcomes().size() + " expectations are met");
        return Optional.of(report);
    }

    private Parts split(Steps.Notes notes, Made<Dataset> rows) {
        notes.input("rows", rows.fingerprint());
        LabelReader labels = LabelReader.of(pipeline, rows.value());
        if (!pipeline.trainer().tasks().contains(labels.task())) {
            throw new InvalidInputException("algorithm '" + pipeline.trainer().algorithm() + "' predicts "
                    + new TreeSet<>(pipeline.trainer().tasks()) + " but label '" + pipeline.label()
                    + "' with the classes "
                    + labels.classes() + " is " + labels.task() + "; train another algorithm");
        }
        Split.Parts parts = pipeline.split().apply(rows.value());
        Dataset train = parts.train();
        Dataset validation = null;
        if (pipeline.validationShare() > 0) {
            Split.Parts inner = Split.random(pipeline.validationShare())
                    .seed(pipeline.seed())
                    .apply(train);
            train = inner.train();
            validation = inner.test();
        }
        Map<String, Fingerprint> fingerprints = new LinkedHashMap<>();
        fingerprints.put("train", train.fingerprint());
        if (validation != null) {
            fingerprints.put("validation", validation.fingerprint());
        }
        fingerprints.put("test", parts.test().fingerprint());
        fingerprints.forEach(notes::output);
        notes.summary(pipeline.split().description() + ": " + train.rowCount() + " rows to learn from, "
                + (validation == null ? "" : validation.rowCount() + " to stop early on, ")
                + parts.test().rowCount() + " to judge on");
        return new Parts(train, validation, parts.test(), labels, fingerprints);
    }

    private Inputs features(Steps.Notes notes, Parts parts) {
        parts.asInputs(notes);
        Dataset visible = parts.train().drop(List.of(pipeline.label())); // the label cannot leak into an input
        FittedFeatures fitted = pipeline.features().fit(visible);
        byte[] stored = packages.codec().write(fitted.toDocument());
        // from here on the features are what serving will read, not the object that was fitted
        FittedFeatures features = FittedFeatures.of(packages.codec().read(stored, "features.json"));
        TrainingData train = data(features, parts.train(), parts.labels());
        Optional<TrainingData> validation =
                Optional.ofNullable(parts.validation()).map(rows -> data(features, rows, parts.labels()));
        Fingerprint fingerprint = Fingerprint.ofBytes(stored);
        notes.output("features", fingerprint);
        notes.summary(features.inputs().size() + " columns make " + features.width() + " inputs");
        return new Inputs(features, fingerprint, train, validation);
    }

    private static TrainingData data(FittedFeatures features, Dataset rows, LabelReader labels) {
        return new TrainingData(features.transform(rows), labels.read(rows));
    }

    private TrainedModel train(Steps.Notes notes, Parts parts, Inputs inputs) {
        parts.asInputs(notes);
        notes.input("features", inputs.fingerprint());
        TrainedModel trained = pipeline.trainer().train(inputs.train(), new TrainingContext() {
            @Override
            public Optional<TrainingData> validation() {
                return inputs.validation();
            }

            @Override
            public void progress(int round, Map<String, Double> metrics) {
                run.metrics(metrics, round);
                listener.trainingRound(round, metrics);
            }

            @Override
            public boolean cancelled() {
                return Thread.currentThread().isInterrupted();
            }
        });
        notes.output("model", Fingerprint.ofBytes(trained.bytes()));
        notes.summary(pipeline.trainer().algorithm() + " on "
                + inputs.train().labels().rows() + " rows of "
                + inputs.features().width() + " inputs");
        return trained;
    }

    /** Judges what will be served: the model read back from its bytes, not the object the trainer holds. */
    private Made<Evaluation> evaluate(
            Steps.Notes notes, Parts parts, Inputs inputs, String format, byte[] bytes, ModelSignature signature) {
        notes.input("model", Fingerprint.ofBytes(bytes))
                .input("features", inputs.fingerprint())
                .input("test", requireNonNull(parts.fingerprints().get("test")));
        Model model = packages.format(format).read(bytes, signature);
        FeatureMatrix matrix = inputs.features().transform(parts.test());
        Labels labels = parts.labels().read(parts.test());
        Evaluation evaluation = evaluator().evaluate(labels, model.score(matrix), parts.test());
        run.metrics(Documents.byKey(evaluation.metrics()), 0);
        Fingerprint fingerprint = keep("evaluation.json", Documents.evaluation(evaluation));
        notes.output("evaluation", fingerprint).summary(sentence(evaluation));
        return new Made<>(evaluation, fingerprint);
    }

    private Evaluator evaluator() {
        Set<Metric> metrics = new LinkedHashSet<>(pipeline.metrics());
        if (!metrics.isEmpty()) { // a gate needs its metric, asked for or not
            for (Gate gate : pipeline.gates()) {
                if (gate instanceof Gate.MetricBound bound) {
                    metrics.add(bound.metric());
                } else if (gate instanceof Gate.NotWorseThan other) {
                    metrics.add(other.metric());
                }
            }
        }
        Evaluator evaluator = Evaluator.of(metrics).slices(pipeline.slices());
        return pipeline.resamples() == 0
                ? evaluator
                : evaluator.bootstrap(pipeline.resamples(), pipeline.confidenceLevel(), pipeline.seed());
    }

    private static String sentence(Evaluation evaluation) {
        List<String> values = new ArrayList<>();
        evaluation.metrics().forEach((metric, value) -> {
            if (values.size() < 4) {
                values.add(String.format(Locale.ROOT, "%s %.4f", metric.key(), value));
            }
        });
        return String.join(", ", values) + " on " + evaluation.rows() + " rows";
    }

    private ModelPackage pack(
            Steps.Notes notes,
            Parts parts,
            Inputs inputs,
            TrainedModel trained,
            byte[] model,
            ModelSignature signature,
            Made<Evaluation> evaluation) {
        parts.fingerprints().forEach(notes::input);
        notes.input("features", inputs.fingerprint())
                .input("model", Fingerprint.ofBytes(model))
                .input("evaluation", evaluation.fingerprint());
        FittedFeatures features = inputs.features();
        Dataset raw = parts.train().select(features.inputs().names());
        Map<String, String> environment = new LinkedHashMap<>(PipelineEngine.environment());
        environment.putAll(trained.environment());
        ModelManifest manifest = new ModelManifest(
                trained.format(),
                signature,
                pipeline.trainer().algorithm(),
                pipeline.trainer().hyperparameters(),
                pipeline.trainer().seed(),
                parts.fingerprints(),
                pipeline.fingerprint(),
                GitHead.find(Path.of("")).orElse(null),
                environment,
                Documents.byKey(evaluation.value().metrics()),
                Map.of());
        GoldenRows golden =
                GoldenRows.capture(GoldenChoice.of(parts.test(), features, pipeline.seed()), features, trained);
        String card = Card.write(pipeline, signature, parts.train(), evaluation.value());
        ModelPackage content = new ModelPackage(
                manifest, features, model, golden, Profile.of(raw).compressed(), card);
        Map<String, byte[]> files = content.files(packages.codec());
        files.forEach((name, bytes) -> run.artifact(PACKAGE + "/" + name, bytes));
        Packages.Stored stored = packages.read(run.id(), PACKAGE);
        packages.model(stored.content()); // replays the golden rows: a package that fails here is never registered
        notes.output("package", stored.digest())
                .summary(files.size() + " files, " + golden.rows().rowCount() + " golden rows reproduced");
        return stored.content();
    }

    private boolean gate(Steps.Notes notes, Dataset test, Made<Evaluation> evaluation) {
        if (pipeline.gates().isEmpty()) {
            notes.skipped("no gates were declared");
            return true;
        }
        notes.input("evaluation", evaluation.fingerprint());
        Gate.Candidate candidate = new Gate.Candidate() {
            @Override
            public Evaluation evaluation() {
                return evaluation.value();
            }

            @Override
            public Optional<Evaluation> evaluationOf(String alias) {
                return champion(notes, alias, test);
            }
        };
        for (Gate gate : pipeline.gates()) {
            GateResult result = gate.check(candidate);
            gates.add(result);
            run.tag(
                    "gate." + gates.size(),
                    (result.passed() ? "open: " : "held: ") + result.gate() + ", " + result.reason());
        }
        List<String> held = gates.stream()
                .filter(gate -> !gate.passed())
                .map(gate -> gate.gate() + " (" + gate.reason() + ")")
                .toList();
        notes.summary(
                held.isEmpty() ? gates.size() + " of " + gates.size() + " open" : "held by " + String.join("; ", held));
        return held.isEmpty();
    }

    /** The registered version behind an alias, on the same test rows, by the same evaluator. */
    private Optional<Evaluation> champion(Steps.Notes notes, String alias, Dataset test) {
        return pipeline.model()
                .flatMap(registry::find)
                .flatMap(model -> model.findAlias(alias))
                .map(version -> {
                    Packages.Stored stored = packages.read(version);
                    notes.input("package of " + alias, stored.digest());
                    ModelPackage content = stored.content();
                    ModelSignature signature = content.manifest().signature();
                    if (!signature.target().equals(pipeline.label())) {
                        throw new IntegrityException("'" + alias + "' v" + version.version() + " predicts '"
                                + signature.target() + "' but this pipeline predicts '" + pipeline.label()
                                + "'; they cannot be compared: register under another model name");
                    }
                    Labels labels = LabelReader.of(signature).read(test);
                    double[] scores =
                            packages.model(content).score(content.features().transform(test));
                    return evaluator().evaluate(labels, scores, test);
                });
    }

    private Optional<ModelVersion> register(Steps.Notes notes, boolean open) {
        if (pipeline.model().isEmpty()) {
            notes.skipped("the pipeline names no model to register");
            return Optional.empty();
        }
        if (!open) {
            notes.skipped("a gate did not open; the package stays with the run");
            return Optional.empty();
        }
        ModelVersion version = registry.register(pipeline.model().get(), run.id(), PACKAGE, pipeline.description());
        notes.input("package", new Fingerprint(version.packageDigest()));
        notes.summary(version.model() + " v" + version.version());
        run.tag("model.version", version.uri().toString());
        return Optional.of(version);
    }

    private Fingerprint keep(String file, Map<String, Object> document) {
        byte[] bytes = packages.codec().write(document);
        run.artifact(file, bytes);
        return Fingerprint.ofBytes(bytes);
    }
}
