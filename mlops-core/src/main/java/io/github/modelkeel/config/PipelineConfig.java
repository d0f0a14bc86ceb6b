package io.github.modelkeel.config;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Split;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.features.Features;
import io.github.modelkeel.internal.names.Names;
import io.github.modelkeel.internal.names.Nearest;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.pipeline.Gate;
import io.github.modelkeel.pipeline.Pipeline;
import io.github.modelkeel.read.Csv;
import io.github.modelkeel.spi.TrainerProvider;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A pipeline written as a YAML file. Immutable and thread-safe.
 *
 * <pre>{@code
 * name: churn                     # optional; the name of the file without its ending
 * data:
 *   path: data/customers.csv      # required; relative to the folder of this file
 *   test_size: 0.2                # share of the rows to judge on; 0.2
 *   random_state: 42              # seed of the split; 42
 *   feature_cols: [age, total_spend, visits, days_since_last]   # every column but the label
 *   label: churned                # the class to predict; 'churned'
 *   positive: 1                   # the positive one of two classes; the second in order
 *   target: price                 # instead of label: the number to estimate
 * features:                       # optional: derived columns, name: expression
 *   total_spend: orders * avg_order_value
 * model:
 *   algorithm: random_forest      # required; one of the trainers the host knows
 *   n_estimators: 100             # everything else is a hyperparameter of the algorithm
 *   max_depth: 10
 *   random_state: 42
 * evaluation:                     # optional
 *   metrics: [accuracy, f1_score, precision, recall]            # every metric of the task
 *   min_accuracy: 0.85            # a gate; any min_<metric> or max_<metric>
 * register: churn-classifier      # optional; without it the model is evaluated, not registered
 * }</pre>
 *
 * <p>A key that is unknown, a value of the wrong type, a file that is missing: each is an error that names the line and the
 * key. The file is untrusted: it is bounded, and has no anchors, aliases and tags; it can name algorithms, never classes.
 */
public final class PipelineConfig {
    /** The column to predict when a file names neither label nor target. */
    public static final String DEFAULT_LABEL = "churned";

    /** Seed of the split when a file has none. */
    public static final long DEFAULT_SEED = 42;

    private static final Set<String> ROOT =
            new TreeSet<>(Set.of("name", "data", "features", "model", "evaluation", "register"));
    private static final Set<String> DATA =
            new TreeSet<>(Set.of("path", "test_size", "random_state", "feature_cols", "label", "positive", "target"));

    private final String file;
    private final Path folder;
    private final YamlSection root;

    private PipelineConfig(String file, Path folder, YamlSection root) {
        this.file = file;
        this.folder = folder;
        this.root = root.allow(ROOT);
    }

    /**
     * Reads a file.
     *
     * @throws NotFoundException if there is none
     * @throws InvalidInputException if it is not YAML, or has an unknown key; the message names the line
     */
    public static PipelineConfig read(Path file) {
        Path absolute = file.toAbsolutePath();
        String name = String.valueOf(absolute.getFileName());
        Path parent = requireNonNull(absolute.getParent(), "folder of " + file);
        return new PipelineConfig(name, parent, YamlText.parse(name, YamlText.read(file)));
    }

    /**
     * Reads a text.
     *
     * @param name name of the text, for messages and as the default name of the pipeline, for instance {@code config.yaml}
     * @param folder folder that paths in the text are relative to
     * @param yaml the text
     * @throws InvalidInputException if it is not YAML, or has an unknown key; the message names the line
     */
    public static PipelineConfig parse(String name, Path folder, String yaml) {
        return new PipelineConfig(name, folder, YamlText.parse(name, yaml));
    }

    /**
     * Returns the pipeline that the file describes.
     *
     * @param trainers who knows the algorithms
     * @throws NotFoundException if the data file or the algorithm does not exist
     * @throws InvalidInputException if a value breaks a rule; the message names line and key
     */
    public Pipeline pipeline(List<? extends TrainerProvider> trainers) {
        YamlSection data = root.required("data").allow(DATA);
        boolean regression = data.has("target");
        Pipeline.Builder pipeline = Pipeline.named(name());
        data(pipeline, data, regression);
        pipeline.features(features(data));
        pipeline.train(trainer(trainers, regression ? Task.REGRESSION : Task.BINARY));
        root.section("evaluation").ifPresent(evaluation -> evaluation(pipeline, evaluation, regression));
        root.text("register").ifPresent(model -> pipeline.register(checked("register", () -> Names.model(model))));
        return built(pipeline);
    }

    private Pipeline built(Pipeline.Builder pipeline) {
        try {
            return pipeline.build();
        } catch (IllegalStateException e) {
            throw new InvalidInputException(file + ": " + e.getMessage(), e);
        }
    }

    private String name() {
        String base = file.lastIndexOf('.') > 0 ? file.substring(0, file.lastIndexOf('.')) : file;
        String name = root.text("name").orElse(base);
        return checked("name", () -> Names.name("pipeline name", name));
    }

    private void data(Pipeline.Builder pipeline, YamlSection data, boolean regression) {
        String path = data.requiredText("path", "data/customers.csv");
        pipeline.read(Csv.file(file(data, path)));
        double share = data.number("test_size").orElse(Pipeline.Builder.DEFAULT_TEST_SHARE);
        if (!(share > 0 && share < 1)) {
            throw data.error(
                    "test_size", "must lie between 0 and 1, was " + share + "; it is the share of the test rows");
        }
        pipeline.split(Split.random(share).seed(data.whole("random_state").orElse(DEFAULT_SEED)));
        if (!regression) {
            String label = data.text("label").orElse(DEFAULT_LABEL);
            data.level("positive")
                    .ifPresentOrElse(positive -> pipeline.label(label, positive), () -> pipeline.label(label));
            return;
        }
        for (String classOnly : List.of("label", "positive")) {
            if (data.has(classOnly)) {
                throw data.error(
                        classOnly, "does not go with 'data.target'; a label is a class, a target a number: keep one");
            }
        }
        data.text("target").ifPresent(pipeline::target);
    }

    private Path file(YamlSection data, String path) {
        Path resolved;
        try {
            resolved = folder.resolve(path);
        } catch (InvalidPathException e) {
            throw data.error("path", "is not a path: " + e.getMessage());
        }
        if (!Files.isRegularFile(resolved)) {
            throw new NotFoundException(data.message(
                    "path",
                    "names '" + Names.shown(path) + "', which is no file; a relative path starts at the folder of "
                            + file));
        }
        return resolved;
    }

    private Features features(YamlSection data) {
        Features.Builder features = Features.builder();
        root.section("features").ifPresent(section -> {
            for (String name : section.keys()) {
                String expression = section.requiredText(name, "orders * avg_order_value");
                try {
                    features.derive(name, expression);
                } catch (MlopsException | IllegalArgumentException e) {
                    throw section.error(name, "is no derived column: " + e.getMessage());
                }
            }
        });
        data.texts("feature_cols").ifPresent(columns -> {
            String label = data.text("label").orElse(data.text("target").orElse(DEFAULT_LABEL));
            if (columns.contains(label)) {
                throw data.error("feature_cols", "has '" + label + "', the column to predict; remove it");
            }
            features.use(columns.toArray(new String[0]));
        });
        return features.build();
    }

    private Trainer trainer(List<? extends TrainerProvider> providers, Task task) {
        YamlSection model = root.required("model");
        String algorithm = model.requiredText("algorithm", "random_forest");
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (String key : model.keys()) {
            Object value = model.scalar(key);
            if (!key.equals("algorithm") && value != null) {
                parameters.put(key, value);
            }
        }
        Set<String> known = new TreeSet<>();
        for (TrainerProvider provider : providers) {
            known.addAll(provider.algorithms());
            if (provider.algorithms().contains(algorithm)) {
                return create(provider, algorithm, parameters, task, model);
            }
        }
        throw new NotFoundException(model.message(
                "algorithm",
                "names '" + Names.shown(algorithm) + "', which no trainer knows"
                        + Nearest.hint(
                                algorithm,
                                known,
                                "algorithms",
                                "the host passed no trainers: use Mlops.builder().trainers(Tribuo.trainers())")));
    }

    private static Trainer create(
            TrainerProvider provider, String algorithm, Map<String, Object> parameters, Task task, YamlSection model) {
        try {
            return provider.create(algorithm, parameters, task);
        } catch (MlopsException e) {
            String text = String.valueOf(e.getMessage());
            String key = parameters.keySet().stream()
                    .filter(name -> text.contains("'" + name + "'") || text.startsWith(name + " "))
                    .findFirst()
                    .orElse("algorithm");
            throw model.error(key, "is refused: " + text);
        }
    }

    private static void evaluation(Pipeline.Builder pipeline, YamlSection evaluation, boolean regression) {
        List<Metric> metrics = new ArrayList<>();
        List<Gate> gates = new ArrayList<>();
        for (String key : evaluation.keys()) {
            if (key.equals("metrics")) {
                for (String name : evaluation.texts(key).orElse(List.of())) {
                    metrics.add(metric(evaluation, key, name, regression));
                }
            } else if (key.startsWith("min_") || key.startsWith("max_")) {
                Metric metric = metric(evaluation, key, key.substring(4), regression);
                double bound = evaluation.number(key).orElseThrow();
                gates.add(key.startsWith("min_") ? Gate.atLeast(metric, bound) : Gate.atMost(metric, bound));
            } else {
                throw evaluation.error(
                        key,
                        "is unknown; the keys here are metrics, and min_<metric> and max_<metric> such as min_accuracy");
            }
        }
        pipeline.evaluate(metrics.toArray(new Metric[0]));
        pipeline.require(gates.toArray(new Gate[0]));
    }

    private static Metric metric(YamlSection section, String key, String name, boolean regression) {
        Metric metric;
        try {
            metric = Metric.ofKey(name);
        } catch (NotFoundException e) {
            List<String> known = new ArrayList<>(List.of("f1_score"));
            Metric.forTask(regression ? Task.REGRESSION : Task.BINARY).forEach(other -> known.add(other.key()));
            throw section.error(
                    key,
                    "names metric '" + Names.shown(name) + "', which is unknown"
                            + Nearest.hint(name, known, "metrics", ""));
        }
        if (metric.appliesTo(Task.REGRESSION) != regression) {
            throw section.error(
                    key,
                    "names metric '" + name + "', which does not go with "
                            + (regression ? "a number (data.target)" : "classes (data.label)"));
        }
        return metric;
    }

    private <T> T checked(String key, Supplier<T> check) {
        try {
            return check.get();
        } catch (InvalidInputException e) {
            throw root.error(key, "is refused: " + e.getMessage());
        }
    }
}
