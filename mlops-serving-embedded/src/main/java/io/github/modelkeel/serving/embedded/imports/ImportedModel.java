package io.github.modelkeel.serving.embedded.imports;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.model.InputField;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.serving.Predictor;
import io.github.modelkeel.serving.Predictors;
import io.github.modelkeel.serving.embedded.TreeModels;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A model that was trained elsewhere, in the library's own form: it is scored like any other, without the library that trained it.
 * Immutable and thread-safe.
 *
 * <pre>{@code
 * ImportedModel churn = XgboostModels.read(Path.of("churn.ubj")).classes("stays", "leaves");
 * Predictor predictor = churn.predictor("churn", () -> UUID.randomUUID().toString());
 * Prediction p = predictor.predict(Map.of("age", 41, "visits", 3));
 * }</pre>
 *
 * <p>To register it, or to hand it to another host, make a package of it that holds rows with the trainer's own predictions:
 * {@link #packaged(String)}.
 */
public final class ImportedModel {
    private final ModelBody body;
    private final List<ImportedInput> inputs;
    private final Task task;
    private final List<String> classes;
    private final String algorithm;
    private final Map<String, String> environment;
    private final Map<String, Object> hyperparameters;
    private final double tolerance;

    /** @param inputs one for each feature of the body; unmodifiable, perhaps computed when asked for */
    ImportedModel(
            ModelBody body,
            List<ImportedInput> inputs,
            Task task,
            List<String> classes,
            String algorithm,
            Map<String, String> environment,
            Map<String, Object> hyperparameters,
            double tolerance) {
        this.body = body;
        this.inputs = inputs;
        this.task = task;
        this.classes = List.copyOf(classes);
        this.algorithm = algorithm;
        this.environment = Map.copyOf(environment);
        this.hyperparameters = Map.copyOf(hyperparameters);
        this.tolerance = tolerance;
    }

    /** Returns the model in the library's own form, for instance to be compiled by {@link TreeModels#compile}. */
    public ModelBody body() {
        return body;
    }

    /** Returns the inputs, in the order of a row. */
    public List<ImportedInput> inputs() {
        return inputs;
    }

    /** Returns what is predicted. */
    public Task task() {
        return task;
    }

    /** Returns the classes in the order of the scores; empty for a regression. */
    public List<String> classes() {
        return classes;
    }

    /** Returns what trained it: {@code xgboost}, {@code lightgbm}, {@code catboost} or {@code onnx}. */
    public String algorithm() {
        return algorithm;
    }

    /** Returns what the file says about the software that wrote it, for instance {@code xgboost = 3.2.0}. */
    public Map<String, String> environment() {
        return new TreeMap<>(environment);
    }

    /** Returns what the file says about the training, for instance {@code objective = binary:logistic}. */
    public Map<String, Object> hyperparameters() {
        return new TreeMap<>(hyperparameters);
    }

    /** Returns how far scores may lie from the trainer's own, as an absolute difference of probabilities, or relative to a value. */
    public double tolerance() {
        return tolerance;
    }

    /** Returns this model with other names for its classes, in the order of the numbers that the trainer was given. */
    public ImportedModel classes(String... names) {
        List<String> named = List.of(names);
        if (named.size() != classes.size()) {
            throw new InvalidInputException("the model has " + classes.size() + " classes " + classes + ", was given "
                    + named.size() + " names " + named);
        }
        if (new HashSet<>(named).size() != named.size()) {
            throw new InvalidInputException("the classes " + named + " have a name twice");
        }
        return new ImportedModel(body, inputs, task, named, algorithm, environment, hyperparameters, tolerance);
    }

    /** Returns this model with other names for its inputs, in the order of a row. */
    public ImportedModel inputs(String... names) {
        if (names.length != inputs.size()) {
            throw new InvalidInputException(
                    "the model has " + inputs.size() + " inputs, was given " + names.length + " names");
        }
        List<ImportedInput> named = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            named.add(new ImportedInput(
                    names[i], inputs.get(i).levels(), inputs.get(i).fill()));
        }
        return new ImportedModel(
                body, List.copyOf(named), task, classes, algorithm, environment, hyperparameters, tolerance);
    }

    /**
     * Returns what a caller gives and gets. Every input may be missing; a level that the trainer did not see counts as missing.
     *
     * @param target name of the predicted column
     * @throws InvalidInputException if the model predicts several targets at once, which only {@link #body()} serves
     */
    public ModelSignature signature(String target) {
        List<InputField> fields = new ArrayList<>();
        for (ImportedInput input : inputs) {
            ColumnType type = input.isCategory() ? ColumnType.CATEGORY : ColumnType.NUMBER;
            fields.add(new InputField(input.name(), type, true, null, null, input.levels(), false));
        }
        return signature(target, fields);
    }

    ModelSignature signature(String target, List<InputField> fields) {
        ModelSignature signature = new ModelSignature(fields, task, target, classes);
        if (signature.outputs() != body.outputs()) {
            throw new InvalidInputException("the model gives " + body.outputs() + " numbers for each row but a "
                    + task.name().toLowerCase(Locale.ROOT) + " has " + signature.outputs()
                    + "; serve its body() through TreeModels.compile(...)");
        }
        return signature;
    }

    /** Returns the transformation from raw columns to the features of the body: categories become their numbers. */
    public FittedFeatures features() {
        List<Object> columns = new ArrayList<>();
        List<Object> steps = new ArrayList<>();
        List<Object> outputs = new ArrayList<>();
        for (ImportedInput input : inputs) {
            columns.add(Map.of("name", input.name(), "type", input.isCategory() ? "category" : "number"));
            Double fill = input.fill();
            if (fill != null) {
                steps.add(Map.of("step", "fill", "column", input.name(), "value", fill));
            }
            Map<String, Object> output = new LinkedHashMap<>();
            output.put("encoding", input.isCategory() ? "ordinal" : "number");
            output.put("column", input.name());
            if (input.isCategory()) {
                output.put("levels", input.levels());
                output.put("unseen", "missing");
            }
            outputs.add(output);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("format", "modelkeel-features");
        document.put("version", 1L);
        document.put("inputs", columns);
        document.put("steps", steps);
        document.put("outputs", outputs);
        return FittedFeatures.of(document);
    }

    /** Returns the model ready to score rows of its features: {@code NaN} is missing, a category is its number. */
    public Model compile() {
        return TreeModels.compile(body);
    }

    /**
     * Returns a predictor of rows by name. Nothing holds it against the trainer; a package does, see {@link #packaged}.
     *
     * @param name name of the model, for messages and predictions
     * @param ids gives each prediction its id; called from every thread that predicts
     */
    public Predictor predictor(String name, Supplier<String> ids) {
        return Predictors.of(signature("target"), features(), compile(), name, 0, ids);
    }

    /**
     * Starts a package that can be registered, written to a directory and served elsewhere.
     *
     * @param target name of the predicted column
     */
    public ImportedPackage packaged(String target) {
        return new ImportedPackage(this, requireNonNull(target, "target"));
    }

    @Override
    public String toString() {
        return "ImportedModel[" + algorithm + " " + task + ", " + body.width() + " features, " + body.outputs()
                + " outputs]";
    }
}
