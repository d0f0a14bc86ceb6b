package io.github.modelkeel.pipeline;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.DatasetSource;
import io.github.modelkeel.data.ExpectationSuite;
import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.data.Split;
import io.github.modelkeel.features.Features;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.model.Trainer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The declared path from data to a registered model: what is read, expected, derived, predicted, trained, judged and
 * required. It does nothing by itself; {@code mlops.run(pipeline)} runs it, as often as one likes. Immutable, and
 * thread-safe as far as its source is.
 *
 * <pre>{@code
 * Pipeline churn = Pipeline.named("churn")
 *         .read(Csv.file(Path.of("data/customers.csv")))
 *         .features(Features.builder()
 *                 .derive("total_spend", "orders * avg_order_value")
 *                 .use("age", "total_spend", "visits", "days_since_last")
 *                 .build())
 *         .label("churned", "1")
 *         .split(Split.random(0.2).seed(42))
 *         .train(Tribuo.randomForest().trees(100).maxDepth(10).seed(42))
 *         .evaluate(Metric.ACCURACY, Metric.F1)
 *         .require(Gate.atLeast(Metric.ACCURACY, 0.85))
 *         .register("churn-classifier")
 *         .build();
 * }</pre>
 */
public final class Pipeline {
    private final Builder settings;

    private Pipeline(Builder settings) {
        this.settings = settings;
    }

    /**
     * Starts a pipeline.
     *
     * @param name its name, and that of its experiment: 1 to 250 characters
     */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Returns the name. */
    public String name() {
        return settings.name;
    }

    /** Returns where the rows come from. */
    public DatasetSource source() {
        return requireNonNull(settings.source);
    }

    /** Returns what is expected of the rows, or empty. */
    public Optional<ExpectationSuite> expectations() {
        return Optional.ofNullable(settings.expectations);
    }

    /** Returns how rows become inputs of the model. */
    public Features features() {
        return settings.features;
    }

    /** Returns the name of the column to predict. */
    public String label() {
        return requireNonNull(settings.label);
    }

    /** Returns whether the column to predict is a number to estimate, and not a class. */
    public boolean isRegression() {
        return settings.regression;
    }

    /** Returns the positive class, or empty when it was not named. */
    public Optional<String> positiveClass() {
        return Optional.ofNullable(settings.positive);
    }

    /** Returns how rows to learn from and rows to be judged on are divided. */
    public Split split() {
        return settings.split;
    }

    /** Returns the share of the training rows that is kept for early stopping, in [0, 1); 0 for none. */
    public double validationShare() {
        return settings.validationShare;
    }

    /** Returns what learns. */
    public Trainer trainer() {
        return requireNonNull(settings.trainer);
    }

    /** Returns the metrics asked for; empty for every metric of the task. */
    public Set<Metric> metrics() {
        return settings.metrics;
    }

    /** Returns the columns whose values cut the test rows into slices. */
    public List<String> slices() {
        return settings.slices;
    }

    /** Returns the number of bootstrap resamples behind each confidence interval; 0 for no intervals. */
    public int resamples() {
        return settings.resamples;
    }

    /** Returns the level of the confidence intervals, in (0, 1). */
    public double confidenceLevel() {
        return settings.level;
    }

    /** Returns what is required before the model is registered. */
    public List<Gate> gates() {
        return settings.gates;
    }

    /** Returns the name of the model to register, or empty when nothing is registered. */
    public Optional<String> model() {
        return Optional.ofNullable(settings.model);
    }

    /** Returns the description a registered version gets; may be empty. */
    public String description() {
        return settings.description;
    }

    /** Returns the seed of what the pipeline itself draws: validation rows, golden rows, bootstrap resamples. */
    public long seed() {
        return settings.seed;
    }

    /**
     * Returns everything declared, as a document of maps, lists, texts, numbers and booleans: the same for equal
     * declarations. The source enters by its description, a gate by its own; code behind a custom trainer or gate does not.
     */
    public Map<String, Object> toDocument() {
        return PipelineDocument.of(this);
    }

    /**
     * Returns the digest of what is declared about learning and judging: {@link #toDocument()} without the name, the source
     * and the model to register. On equal rows equal fingerprints mean equal packages, as far as the host's own code, which
     * does not enter, is the same.
     */
    public Fingerprint fingerprint() {
        return PipelineDocument.fingerprint(this);
    }

    @Override
    public String toString() {
        return "Pipeline" + toDocument();
    }

    /**
     * Collects the parts of a pipeline. Required: {@link #read}, one of {@link #label(String)} and {@link #target}, and
     * {@link #train}. Confined to one thread.
     */
    public static final class Builder {
        /** Confidence level of intervals when none is given. */
        public static final double DEFAULT_LEVEL = 0.95;

        /** Share of the rows that a model is judged on when no split is given; a random split with seed 0. */
        public static final double DEFAULT_TEST_SHARE = 0.2;

        private final String name;
        private @Nullable DatasetSource source;
        private @Nullable ExpectationSuite expectations;
        private Features features = Features.builder().build();
        private @Nullable String label;
        private @Nullable String positive;
        private boolean regression;
        private Split split = Split.random(DEFAULT_TEST_SHARE);
        private double validationShare;
        private @Nullable Trainer trainer;
        private Set<Metric> metrics = Set.of();
        private List<String> slices = List.of();
        private int resamples;
        private double level = DEFAULT_LEVEL;
        private List<Gate> gates = List.of();
        private @Nullable String model;
        private String description = "";
        private long seed;

        private Builder(String name) {
            this.name = PipelineRules.checkName("pipeline", name);
        }

        private Builder(Builder other) {
            name = other.name;
            source = other.source;
            expectations = other.expectations;
            features = other.features;
            label = other.label;
            positive = other.positive;
            regression = other.regression;
            split = other.split;
            validationShare = other.validationShare;
            trainer = other.trainer;
            metrics = other.metrics;
            slices = other.slices;
            resamples = other.resamples;
            level = other.level;
            gates = other.gates;
            model = other.model;
            description = other.description;
            seed = other.seed;
        }

        /** Sets where the rows come from. Required. */
        public Builder read(DatasetSource newSource) {
            this.source = requireNonNull(newSource, "source");
            return this;
        }

        /**
         * Sets what the rows must meet; a run on rows that do not fails before anything is learned. A range or a set of
         * categories expected of an input goes into the model's signature: a predictor refuses a row outside it, where it
         * would otherwise only guess.
         */
        public Builder expect(ExpectationSuite suite) {
            this.expectations = requireNonNull(suite, "suite");
            return this;
        }

        /**
         * Sets how rows become inputs. They never see the column to predict. Every other column as it is unless set.
         */
        public Builder features(Features newFeatures) {
            this.features = requireNonNull(newFeatures, "features");
            return this;
        }

        /**
         * Sets the column whose value is the class to predict. Its values are the classes, in numeric order for a column of
         * numbers, else in order of code points; of two the second is the positive one.
         */
        public Builder label(String column) {
            return predict(column, null, false);
        }

        /**
         * Sets the column whose value is one of two classes to predict, and the positive one.
         *
         * @param positiveClass the positive class as a text; a number is written without a needless fraction, as in
         *     {@code "1"}
         */
        public Builder label(String column, String positiveClass) {
            return predict(column, requireNonNull(positiveClass, "positiveClass"), false);
        }

        /** Sets the column of numbers to estimate: a regression. */
        public Builder target(String column) {
            return predict(column, null, true);
        }

        private Builder predict(String column, @Nullable String positiveClass, boolean number) {
            this.label = requireNonNull(column, "column");
            this.positive = positiveClass;
            this.regression = number;
            return this;
        }

        /** Sets how rows are divided; random with a share of {@value #DEFAULT_TEST_SHARE} and seed 0 unless set. */
        public Builder split(Split newSplit) {
            this.split = requireNonNull(newSplit, "split");
            return this;
        }

        /**
         * Keeps a random share of the training rows for early stopping: they are not learned from, and features do not see
         * them. 0 unless set.
         *
         * @throws IllegalArgumentException unless {@code 0 <= share < 1}
         */
        public Builder validation(double share) {
            if (!(share >= 0 && share < 1)) {
                throw new IllegalArgumentException("the validation share must lie in [0, 1), was " + share);
            }
            this.validationShare = share;
            return this;
        }

        /** Sets what learns. Required. */
        public Builder train(Trainer newTrainer) {
            this.trainer = requireNonNull(newTrainer, "trainer");
            return this;
        }

        /** Sets the metrics to compute; none for every metric that goes with the task. */
        public Builder evaluate(Metric... wanted) {
            this.metrics = Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(wanted)));
            return this;
        }

        /** Evaluates each value of each of these columns on its own too. */
        public Builder slices(String... columns) {
            this.slices = List.of(columns);
            return this;
        }

        /**
         * Adds bootstrap confidence intervals to every metric.
         *
         * @param count number of resamples, 2 to 100,000; 1,000 is usual
         * @throws IllegalArgumentException if it is outside
         */
        public Builder confidence(int count) {
            return confidence(count, DEFAULT_LEVEL);
        }

        /**
         * Adds bootstrap confidence intervals to every metric.
         *
         * @param count number of resamples, 2 to 100,000; 1,000 is usual
         * @param newLevel confidence level, in (0, 1)
         * @throws IllegalArgumentException if one is outside
         */
        public Builder confidence(int count, double newLevel) {
            if (count < 2 || count > 100_000) {
                throw new IllegalArgumentException("resamples must be 2 to 100000, was " + count);
            }
            if (!(newLevel > 0 && newLevel < 1)) {
                throw new IllegalArgumentException("the confidence level must lie between 0 and 1, was " + newLevel);
            }
            this.resamples = count;
            this.level = newLevel;
            return this;
        }

        /** Sets what is required before the model is registered; all must hold. */
        public Builder require(Gate... required) {
            this.gates = List.of(required);
            return this;
        }

        /** Registers the model under this name when every gate opens. Without this call nothing is registered. */
        public Builder register(String newModel) {
            this.model = PipelineRules.checkName("model", newModel);
            return this;
        }

        /** Sets the description that a registered version gets, for people. */
        public Builder description(String text) {
            this.description = requireNonNull(text, "text");
            return this;
        }

        /** Sets the seed of what the pipeline itself draws: validation rows, golden rows, resamples. 0 unless set. */
        public Builder seed(long newSeed) {
            this.seed = newSeed;
            return this;
        }

        /**
         * Returns the pipeline; the builder may go on.
         *
         * @throws IllegalStateException if source, label or trainer is missing, if the trainer cannot predict what is asked,
         *     or if a gate compares with a registered version but no model is named; the message says which call is missing
         */
        public Pipeline build() {
            PipelineRules.check(name, source, label, regression, trainer);
            PipelineRules.checkGates(name, gates, model);
            return new Pipeline(new Builder(this));
        }
    }
}
