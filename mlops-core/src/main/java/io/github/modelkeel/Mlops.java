package io.github.modelkeel;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.config.PipelineConfig;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.events.EventFeed;
import io.github.modelkeel.internal.evaluation.Evaluator;
import io.github.modelkeel.internal.json.JsonDocuments;
import io.github.modelkeel.internal.memory.MemoryStorage;
import io.github.modelkeel.internal.names.Ids;
import io.github.modelkeel.internal.names.Names;
import io.github.modelkeel.internal.pipeline.LabelReader;
import io.github.modelkeel.internal.pipeline.PipelineEngine;
import io.github.modelkeel.internal.registry.Packages;
import io.github.modelkeel.internal.registry.StoredRegistry;
import io.github.modelkeel.internal.tracking.DirectWrites;
import io.github.modelkeel.internal.tracking.OpenRuns;
import io.github.modelkeel.internal.tracking.QueuedWrites;
import io.github.modelkeel.internal.tracking.RunWrites;
import io.github.modelkeel.internal.tracking.StoredTracker;
import io.github.modelkeel.internal.tracking.TrackingContext;
import io.github.modelkeel.model.Evaluation;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.pipeline.Pipeline;
import io.github.modelkeel.pipeline.PipelineListener;
import io.github.modelkeel.pipeline.PipelineRun;
import io.github.modelkeel.registry.ModelUri;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.Registry;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.Predictor;
import io.github.modelkeel.serving.Predictors;
import io.github.modelkeel.spi.ModelFormat;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.spi.TrainerProvider;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.Tracker;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one door into the library: tracks runs, runs pipelines, keeps registered models and gives their predictors, all in the
 * host's process and on the caller's threads. Thread-safe. It owns the storage it was given: closing it closes the storage.
 *
 * <pre>{@code
 * try (Mlops mlops = Mlops.open(JdbcStore.sqlite(Path.of("mlops.db")), TreeModels.format())) {
 *     PipelineRun run = mlops.run(churn);
 *     Predictor predictor = mlops.predictor("models:/churn-classifier/latest");
 * }
 * }</pre>
 */
public final class Mlops implements AutoCloseable {
    private final Storage storage;
    private final Packages packages;
    private final RunWrites writes;
    private final OpenRuns openRuns;
    private final Tracker tracker;
    private final Registry registry;
    private final PipelineEngine engine;
    private final List<TrainerProvider> trainers;
    private final Supplier<String> ids;

    private Mlops(Builder settings, Storage storage) {
        this.storage = storage;
        this.ids = settings.ids == null ? Ids.random() : settings.ids;
        this.trainers = List.copyOf(settings.trainers);
        this.packages = new Packages(storage, new JsonDocuments(), settings.formats);
        this.writes = settings.durability == Durability.ASYNC
                ? new QueuedWrites(storage.runs())
                : new DirectWrites(storage.runs(), settings.durability);
        this.openRuns = new OpenRuns(storage.runs(), settings.clock, settings.heartbeats);
        this.tracker =
                new StoredTracker(new TrackingContext(storage, writes, openRuns, settings.clock, settings.user, ids));
        this.registry = new StoredRegistry(storage, packages, settings.clock, settings.user);
        this.engine = new PipelineEngine(tracker, registry, packages, settings.clock, settings.listener);
    }

    /**
     * Opens over a storage with the system's clock and user.
     *
     * @param storage where everything is kept; closed with this object
     * @param formats the formats of the models to judge and serve
     */
    public static Mlops open(Storage storage, ModelFormat... formats) {
        return builder().storage(storage).formats(formats).open();
    }

    /** Opens over memory, for tests and experiments: everything is gone when this is closed. */
    public static Mlops inMemory(ModelFormat... formats) {
        return builder().formats(formats).open();
    }

    /** Returns a builder, for a clock, a user, trainers for configuration files, or a listener of one's own. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the tracker of experiments and runs. */
    public Tracker tracker() {
        return tracker;
    }

    /** Returns the registry of models. */
    public Registry registry() {
        return registry;
    }

    /**
     * Runs a pipeline on the calling thread and returns when it is done. Interrupt the thread to cancel it between steps and
     * rounds.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if the pipeline's name or that of its model is not fit;
     *     nothing was done
     * @throws io.github.modelkeel.error.StepFailedException if a step fails; the run is marked as failed. Nothing is
     *     registered, unless all that failed was tracking a version after it had been registered whole
     * @throws io.github.modelkeel.error.CancelledException if the thread is interrupted
     */
    public PipelineRun run(Pipeline pipeline) {
        return run(pipeline, PipelineListener.none());
    }

    /**
     * Runs a pipeline and tells a listener how it gets on; see {@link #run(Pipeline)}.
     *
     * @param listener told of this run, after the one given to the builder
     */
    public PipelineRun run(Pipeline pipeline, PipelineListener listener) {
        return engine.run(requireNonNull(pipeline, "pipeline"), requireNonNull(listener, "listener"));
    }

    /**
     * Reads a pipeline from a configuration file; its algorithm is looked up in the trainers given to the builder. See
     * {@link PipelineConfig} for the keys.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is no such file, no such data file, or no such algorithm
     * @throws io.github.modelkeel.error.InvalidInputException if the file breaks a rule; the message names key and line
     */
    public Pipeline pipeline(Path config) {
        return PipelineConfig.read(config).pipeline(trainers);
    }

    /**
     * Returns a predictor for what a URI names. It is loaded and verified anew on each call, golden rows included: call once
     * and keep it.
     *
     * @param uri for instance {@code models:/churn@champion}, see {@link ModelUri}; with {@code runs:/} the model is named by
     *     the pipeline's run and has version 0
     * @throws io.github.modelkeel.error.NotFoundException if there is no such model, or no format for it
     * @throws io.github.modelkeel.error.IntegrityException if its package is damaged
     */
    public Predictor predictor(String uri) {
        if (ModelUri.parse(uri) instanceof ModelUri.InRun run) {
            ModelPackage content = packages.read(run.runId(), run.path()).content();
            String name = tracker.getRun(run.runId()).name();
            return Predictors.of(content, decoded(content), name, 0, ids);
        }
        return predictor(registry.resolve(uri));
    }

    /** Returns a predictor for a registered version; see {@link #predictor(String)}. */
    public Predictor predictor(ModelVersion version) {
        ModelPackage content = packages.read(version).content();
        return Predictors.of(content, decoded(content), version.model(), version.version(), ids);
    }

    /**
     * Returns the package that a URI names, every file verified against its digest.
     *
     * @throws io.github.modelkeel.error.NotFoundException if there is none
     * @throws io.github.modelkeel.error.IntegrityException if it is damaged
     */
    public ModelPackage modelPackage(String uri) {
        return ModelUri.parse(uri) instanceof ModelUri.InRun run
                ? packages.read(run.runId(), run.path()).content()
                : packages.read(registry.resolve(uri)).content();
    }

    /** Returns what the training rows of the model that a URI names looked like, to detect drift against. */
    public Profile profile(String uri) {
        return modelPackage(uri).profile();
    }

    /**
     * Evaluates the model that a URI names on rows whose labels are known by now. Rows without a label are left out.
     *
     * @param rows the raw inputs of the model and the column it predicts
     * @param metrics what to compute; none for every metric of its task
     * @throws io.github.modelkeel.error.InvalidInputException if no row has a label, or a label is none of the model's
     *     classes
     */
    public Evaluation evaluate(String uri, Dataset rows, Metric... metrics) {
        ModelPackage content = modelPackage(uri);
        String target = content.manifest().signature().target();
        Dataset labelled = rows.column(target).missingCount() == 0
                ? rows
                : rows.filter(row -> !rows.column(target).isMissing(row));
        if (labelled.rowCount() == 0) {
            throw new InvalidInputException("none of the " + rows.rowCount() + " rows has a label in column '" + target
                    + "'; join the labels before evaluating");
        }
        Labels labels = LabelReader.of(content.manifest().signature()).read(labelled);
        Model model = packages.model(content);
        double[] scores = model.score(content.features().transform(labelled));
        Set<Metric> wanted = new LinkedHashSet<>(Arrays.asList(metrics));
        return Evaluator.of(wanted).evaluate(labels, scores);
    }

    /** Returns a short description of the storage, for people. */
    @Override
    public String toString() {
        return "Mlops[" + storage.description() + "]";
    }

    /**
     * Copies everything of one storage to another: experiments and runs with their ids, every point of every metric, files,
     * models with their versions, stages, aliases, decisions and audit log, lineage, what is deleted too. Then reads both and
     * compares. Both must be at rest. A copy that was cut short is taken up where it stopped when it is called again.
     *
     * @param from where everything is; not changed
     * @param to an empty storage, or one that holds a part of the same copy
     * @throws io.github.modelkeel.error.ConflictException if {@code to} holds something else
     * @throws io.github.modelkeel.error.IntegrityException if what was copied reads differently; the message names it
     */
    public static CopyReport copy(Storage from, Storage to) {
        return new StorageCopy(from, to).copy();
    }

    /** Returns the log of changes of the storage, to be told of them. */
    public EventFeed events() {
        return new EventFeed(storage.events());
    }

    /**
     * Writes what is queued and closes the storage; closing twice is no change.
     *
     * @throws RuntimeException the first failure of a call that was queued with {@link Durability#ASYNC} and that no flush has
     *     thrown; the storage is closed all the same
     */
    @Override
    public void close() {
        try (storage;
                openRuns) {
            writes.close();
        }
    }

    private Model decoded(ModelPackage content) {
        return packages.format(content.manifest().format())
                .read(content.model(), content.manifest().signature());
    }

    /** Collects what an {@link Mlops} works with. Everything has a default but the formats. Confined to one thread. */
    public static final class Builder {
        private @Nullable Storage storage;
        private List<ModelFormat> formats = List.of();
        private List<TrainerProvider> trainers = List.of();
        private InstantSource clock = InstantSource.system();
        private String user = System.getProperty("user.name", "unknown");
        private @Nullable Supplier<String> ids;
        private PipelineListener listener = PipelineListener.none();
        private Durability durability = Durability.SYNC;
        private @Nullable ScheduledExecutorService heartbeats;

        private Builder() {}

        /** Sets where everything is kept; memory unless set. It is closed with the {@link Mlops}. */
        public Builder storage(Storage newStorage) {
            this.storage = requireNonNull(newStorage, "storage");
            return this;
        }

        /** Sets the formats of the models to judge and serve. */
        public Builder formats(ModelFormat... newFormats) {
            this.formats = List.of(newFormats);
            return this;
        }

        /** Sets who knows the algorithms that a configuration file names. */
        public Builder trainers(TrainerProvider... providers) {
            this.trainers = List.of(providers);
            return this;
        }

        /** Sets where the time comes from; the system's clock unless set. */
        public Builder clock(InstantSource newClock) {
            this.clock = requireNonNull(newClock, "clock");
            return this;
        }

        /**
         * Sets who starts runs and changes the registry, for the audit log; the user of the process unless set.
         *
         * @throws io.github.modelkeel.error.InvalidInputException if the name is not fit
         */
        public Builder user(String name) {
            this.user = Names.name("user name", name);
            return this;
        }

        /**
         * Sets where ids come from, for tests: each call gives another one of 32 characters {@code [a-z0-9]}. Unless set they
         * are random and safe to make on several machines.
         */
        public Builder ids(Supplier<String> source) {
            this.ids = requireNonNull(source, "source");
            return this;
        }

        /**
         * Sets what a call that logs has survived when it returns; {@link Durability#SYNC} unless set. {@link Durability#ASYNC}
         * starts one thread that ends with the {@link Mlops}. Files and the registry are always written at once.
         */
        public Builder durability(Durability level) {
            this.durability = requireNonNull(level, "level");
            return this;
        }

        /**
         * Sets an executor of the host that says every ten seconds that the open runs live, so that
         * {@link io.github.modelkeel.tracking.Tracker#sweepLostRuns} does not take a run that logs seldom for lost. Unless set,
         * runs say so only when they log.
         */
        public Builder heartbeats(ScheduledExecutorService executor) {
            this.heartbeats = requireNonNull(executor, "executor");
            return this;
        }

        /** Sets who is told of every run of a pipeline. */
        public Builder listener(PipelineListener newListener) {
            this.listener = requireNonNull(newListener, "listener");
            return this;
        }

        /**
         * Returns the object.
         *
         * @throws IllegalArgumentException if two formats have the same name
         */
        public Mlops open() {
            return new Mlops(this, storage == null ? new MemoryStorage() : storage);
        }
    }
}
