package io.github.modelkeel.serving;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Schema;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.features.RawRow;
import io.github.modelkeel.model.Explainer;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.InputField;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.RowScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Checks rows against the signature, computes their features and asks the model. */
final class PackagePredictor implements Predictor {
    private final ModelSignature signature;
    private final FittedFeatures features;
    private final Model model;
    private final String name;
    private final int version;
    private final Supplier<String> ids;
    private final String rowSubject;
    private final InputRule[] rules;
    private final MapReader maps;
    private final @Nullable Dataset known;
    private final Sessions sessions;
    private volatile @Nullable Explainer explainer;
    /** Not a ClassValue: what that holds lives as long as the record class, and would keep replaced models in memory. */
    private final Map<Class<?>, RecordPredictor<?>> records = new ConcurrentHashMap<>();

    PackagePredictor(
            ModelSignature signature,
            FittedFeatures features,
            Model model,
            String name,
            int version,
            Supplier<String> ids,
            @Nullable Dataset known) {
        this(signature, features, model, name, version, ids, known, rules(signature.inputs(), features.inputs()));
    }

    private static InputRule[] rules(List<InputField> inputs, Schema columns) {
        InputRule[] rules = new InputRule[inputs.size()];
        for (int i = 0; i < rules.length; i++) {
            InputField input = inputs.get(i);
            rules[i] = new InputRule(input, columns.position(input.name()), InputCheck.STRICT);
        }
        return rules;
    }

    private PackagePredictor(
            ModelSignature signature,
            FittedFeatures features,
            Model model,
            String name,
            int version,
            Supplier<String> ids,
            @Nullable Dataset known,
            InputRule[] rules) {
        this.signature = signature;
        this.features = features;
        this.model = model;
        this.name = requireNonNull(name, "name");
        this.version = version;
        this.ids = requireNonNull(ids, "ids");
        this.rowSubject = "row for model '" + name + "' v" + version;
        this.known = known;
        this.rules = rules;
        this.maps = new MapReader(rules);
        this.sessions = new Sessions(this);
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

    Session newSession() {
        return new Session(newRow(), features.width(), rules.length, model.scorer(), violations());
    }

    Session take() {
        return sessions.take();
    }

    @Override
    public Prediction predict(Map<String, ?> row) {
        Session session = sessions.take();
        maps.read(row, session);
        return predict(session);
    }

    @Override
    public Prediction predict(double... row) {
        if (row.length != rules.length) {
            Violations violations = violations();
            violations.add("an array has " + rules.length + " numbers " + names() + ", was given " + row.length);
            violations.check();
        }
        Session session = sessions.take();
        for (int i = 0; i < row.length; i++) {
            if (rules[i].isNumber()) {
                rules[i].read(row[i], session.raw, session.violations);
            } else {
                session.violations.add(noNumber(rules[i]));
            }
        }
        return predict(session);
    }

    private static String noNumber(InputRule rule) {
        return "input '" + rule.name() + "' is of type " + rule.field.type()
                + ", which an array of numbers cannot give; use a map or a record";
    }

    @Override
    public RowScorer scorer() {
        Violations violations = violations();
        for (InputRule rule : rules) {
            if (!rule.isNumber()) {
                violations.add(noNumber(rule));
            }
        }
        violations.check();
        return new InputScorer(this, rules, model.outputs());
    }

    /** Checks, transforms and scores the row that was read into a session. */
    void run(Session session, double[] scores, int scoresOffset) {
        session.violations.check();
        transform(session.raw, session.values, 0, session.violations);
        session.violations.check();
        session.scorer.score(session.values, 0, scores, scoresOffset);
    }

    /** Predicts the row that was read into a session, and keeps the session for the next unless that fails. */
    Prediction predict(Session session) {
        double[] scores = new double[model.outputs()];
        run(session, scores, 0);
        sessions.give(session);
        return prediction(scores);
    }

    @Override
    public Explanation explain(Map<String, ?> row) {
        Explainer prepared = explainer();
        Session session = sessions.take();
        maps.read(row, session);
        double[] scores = new double[model.outputs()];
        run(session, scores, 0);
        double[] all = new double[prepared.size()];
        prepared.explain(session.values, 0, all, 0);
        sessions.give(session);
        return Explanation.of(prediction(scores), features.names(), all);
    }

    @Override
    public double[] contributions(Dataset rows) {
        return explainer().explain(matrix(rows));
    }

    private Explainer explainer() {
        Explainer prepared = explainer;
        if (prepared == null) {
            prepared = model.explainer()
                    .orElseThrow(
                            () -> new InvalidInputException(
                                    "model '" + name + "' v" + version
                                            + " cannot be explained: it is no tree model, or was stored without the cover of its nodes"));
            explainer = prepared;
        }
        return prepared;
    }

    @Override
    public Predictor checking(Map<String, InputCheck> checks) {
        for (String input : checks.keySet()) {
            if (!names().contains(input)) {
                throw new InvalidInputException("model '" + name + "' v" + version + " has no input '" + input
                        + "' to check; it has " + names());
            }
        }
        InputRule[] changed = Arrays.stream(rules)
                .map(rule -> rule.checked(checks.getOrDefault(rule.name(), rule.check())))
                .toArray(InputRule[]::new);
        return new PackagePredictor(signature, features, model, name, version, ids, known, changed);
    }

    @Override
    public Map<String, Long> counted() {
        Map<String, Long> counts = new TreeMap<>();
        for (InputRule rule : rules) {
            if (rule.check() == InputCheck.COUNT) {
                counts.put(rule.name(), rule.counted());
            }
        }
        return counts;
    }

    @Override
    public void warmUp(int predictions) {
        if (known == null) {
            return;
        }
        List<Column> columns = columns(known, violations());
        RowScorer scorer = model.scorer();
        double[] values = room(known.rowCount());
        double[] scores = new double[Math.multiplyExact(known.rowCount(), model.outputs())];
        for (int done = 0; done < predictions; done += known.rowCount()) {
            for (int row = 0; row < known.rowCount(); row++) {
                Session session = sessions.take();
                for (int i = 0; i < rules.length; i++) {
                    rules[i].read(columns.get(i), row, session.raw, session.violations);
                }
                run(session, scores, row * model.outputs());
                System.arraycopy(session.values, 0, values, row * features.width(), features.width());
                sessions.give(session);
            }
            scorer.score(values, 0, known.rowCount(), scores, 0);
        }
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
        return model.score(matrix(rows));
    }

    private FeatureMatrix matrix(Dataset rows) {
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
        return new FeatureMatrix(features.names(), rows.rowCount(), values);
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
