package io.github.modelkeel.serving;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.features.RawRow;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelSignature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Checks rows against the signature, computes their features and asks the model. */
final class PackagePredictor implements Predictor {
    private static final int SHOWN_NAMES = 50;

    private final ModelSignature signature;
    private final FittedFeatures features;
    private final Model model;
    private final String name;
    private final int version;
    private final Supplier<String> ids;
    private final String rowSubject;
    private final InputRule[] rules;
    /** Not a ClassValue: what that holds lives as long as the record class, and would keep replaced models in memory. */
    private final Map<Class<?>, RecordPredictor<?>> records = new ConcurrentHashMap<>();

    PackagePredictor(
            ModelSignature signature,
            FittedFeatures features,
            Model model,
            String name,
            int version,
            Supplier<String> ids) {
        this.signature = signature;
        this.features = features;
        this.model = model;
        this.name = requireNonNull(name, "name");
        this.version = version;
        this.ids = requireNonNull(ids, "ids");
        this.rowSubject = "row for model '" + name + "' v" + version;
        this.rules = signature.inputs().stream()
                .map(field -> new InputRule(field, features.inputs().position(field.name())))
                .toArray(InputRule[]::new);
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public ModelSignature signature() {
        return signature;
    }

    List<InputRule> rules() {
        return List.of(rules);
    }

    Violations violations() {
        return new Violations(rowSubject);
    }

    RawRow newRow() {
        return features.newRow();
    }

    @Override
    public Prediction predict(Map<String, ?> row) {
        Violations violations = violations();
        RawRow raw = newRow();
        for (InputRule rule : rules) {
            Object value = row.get(rule.name());
            if (value == null && !rule.field.nullable() && !row.containsKey(rule.name())) {
                violations.add("input '" + rule.name() + "' is absent; the row has "
                        + row.keySet().stream()
                                .map(String::valueOf)
                                .sorted()
                                .limit(SHOWN_NAMES)
                                .toList());
            } else {
                rule.read(value, raw, violations);
            }
        }
        return predict(raw, violations);
    }

    @Override
    public Prediction predict(double... row) {
        Violations violations = violations();
        if (row.length != rules.length) {
            violations.add("an array has " + rules.length + " numbers " + names() + ", was given " + row.length);
            violations.check();
        }
        RawRow raw = newRow();
        for (int i = 0; i < row.length; i++) {
            if (rules[i].isNumber()) {
                rules[i].read(row[i], raw, violations);
            } else {
                violations.add("input '" + rules[i].name() + "' is of type " + rules[i].field.type()
                        + ", which an array of numbers cannot give; use a map or a record");
            }
        }
        return predict(raw, violations);
    }

    @Override
    public Prediction predict(Record row) {
        RecordPredictor<?> known = records.get(row.getClass());
        return (known == null ? bound(row.getClass()) : known).predictUnchecked(row);
    }

    private RecordPredictor<?> bound(Class<? extends Record> type) {
        return records.computeIfAbsent(type, unknown -> new RecordPredictor<>(this, type));
    }

    @Override
    public <R extends Record> TypedPredictor<R> bind(Class<R> type) {
        return new RecordPredictor<>(this, type);
    }

    @Override
    public List<Prediction> predict(Dataset rows) {
        return predictions(scores(rows));
    }

    @Override
    public double[] scores(Dataset rows) {
        Violations violations = new Violations("dataset for model '" + name + "' v" + version);
        List<Column> columns = columns(rows, violations);
        RawRow raw = newRow();
        double[] values = room(rows.rowCount());
        for (int row = 0; row < rows.rowCount(); row++) {
            violations.at(row);
            for (int i = 0; i < columns.size(); i++) {
                rules[i].read(columns.get(i), row, raw, violations);
            }
            transform(raw, values, row * features.width(), violations);
        }
        violations.check();
        return model.score(new FeatureMatrix(features.names(), rows.rowCount(), values));
    }

    private List<Column> columns(Dataset rows, Violations violations) {
        List<Column> columns = new ArrayList<>();
        for (InputRule rule : rules) {
            OptionalInt position = rows.schema().find(rule.name());
            if (position.isEmpty()) {
                violations.add("column '" + rule.name() + "' is absent; the dataset has "
                        + rows.schema().names());
                continue;
            }
            Column column = rows.columns().get(position.getAsInt());
            if (!sameCells(column.type(), rule.field.type())) {
                violations.add(
                        "column '" + rule.name() + "' must be of type " + rule.field.type() + ", was " + column.type());
            }
            columns.add(column);
        }
        violations.check();
        return columns;
    }

    private static boolean sameCells(ColumnType given, ColumnType needed) {
        return given == needed || (isText(given) && isText(needed));
    }

    private static boolean isText(ColumnType type) {
        return type == ColumnType.CATEGORY || type == ColumnType.TEXT;
    }

    /** Computes the features of a row unless it is wrong; what they refuse, an unknown level, joins the violations. */
    void transform(RawRow raw, double[] values, int offset, Violations violations) {
        if (violations.inRow()) {
            return;
        }
        try {
            features.transform(raw, values, offset);
        } catch (InvalidInputException e) {
            e.violations().forEach(violations::add);
        }
    }

    Prediction predict(RawRow raw, Violations violations) {
        violations.check();
        double[] values = new double[features.width()];
        transform(raw, values, 0, violations);
        violations.check();
        double[] scores = new double[model.outputs()];
        model.score(values, 0, scores, 0);
        return prediction(scores);
    }

    /** Predicts rows whose features were computed, row-major. */
    List<Prediction> predict(double[] values, int rows) {
        return predictions(model.score(new FeatureMatrix(features.names(), rows, values)));
    }

    int width() {
        return features.width();
    }

    /** Returns room for the features of so many rows. */
    double[] room(int rows) {
        long cells = (long) rows * features.width();
        if (cells > Integer.MAX_VALUE) {
            throw new InvalidInputException(rows + " rows of " + features.width()
                    + " features for model '" + name + "' v" + version + " are " + cells
                    + " numbers, more than one array holds; predict them in parts");
        }
        return new double[(int) cells];
    }

    private List<Prediction> predictions(double[] scores) {
        int outputs = model.outputs();
        List<Prediction> predictions = new ArrayList<>(scores.length / outputs);
        for (int from = 0; from < scores.length; from += outputs) {
            predictions.add(prediction(Arrays.copyOfRange(scores, from, from + outputs)));
        }
        return predictions;
    }

    private Prediction prediction(double[] scores) {
        return new Prediction(ids.get(), name, version, signature.task(), signature.classes(), scores);
    }

    private List<String> names() {
        return Arrays.stream(rules).map(InputRule::name).toList();
    }

    @Override
    public String toString() {
        return "Predictor[" + name + " v" + version + ", inputs " + names() + "]";
    }
}
