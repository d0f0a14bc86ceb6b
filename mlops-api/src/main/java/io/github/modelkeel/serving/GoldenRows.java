package io.github.modelkeel.serving;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.RowScorer;
import io.github.modelkeel.model.TrainedModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows with the features and scores they had when the model was trained, as the training library gave them. A package that
 * does not give the same again never serves. Immutable.
 *
 * @param rows the raw inputs, {@value #MIN_ROWS} to {@value #MAX_ROWS} rows
 * @param features what the fitted features made of them; compared bit by bit
 * @param scores what the training library predicted, row-major; compared within {@code tolerance}
 * @param tolerance largest allowed absolute difference of a score, at least 0 and finite
 */
public record GoldenRows(Dataset rows, FeatureMatrix features, double[] scores, double tolerance) {
    /** Fewest rows that count as evidence. */
    public static final int MIN_ROWS = 20;

    /** Most rows; more would slow down loading without saying more. */
    public static final int MAX_ROWS = 1_000;

    private static final int CAPTURED = 32;

    /** Checks the sizes. */
    public GoldenRows {
        int count = rows.rowCount();
        if (count < MIN_ROWS || count > MAX_ROWS) {
            throw new IllegalArgumentException("golden rows are " + MIN_ROWS + " to " + MAX_ROWS + ", were " + count);
        }
        if (features.rows() != count || scores.length == 0 || scores.length % count != 0) {
            throw new IllegalArgumentException(count + " golden rows need features and scores for each, have "
                    + features.rows() + " and " + scores.length);
        }
        if (!(tolerance >= 0 && Double.isFinite(tolerance))) { // an infinite one would let every model pass
            throw new IllegalArgumentException("the tolerance must be at least 0 and finite, was " + tolerance);
        }
    }

    /**
     * Picks rows evenly out of a dataset and asks the training library for their scores. A dataset of fewer than
     * {@value #MIN_ROWS} rows gives them more than once.
     *
     * @throws IllegalArgumentException if the dataset has no rows
     */
    public static GoldenRows capture(Dataset data, FittedFeatures features, TrainedModel model) {
        int available = data.rowCount();
        if (available == 0) {
            throw new IllegalArgumentException("golden rows come out of a dataset, this one has no rows");
        }
        int count = Math.max(MIN_ROWS, Math.min(CAPTURED, available));
        int[] picked = IntStream.range(0, count)
                .map(i -> available < count ? i % available : (int) ((long) i * available / count))
                .toArray();
        Dataset rows = data.select(features.inputs().names()).rows(picked);
        FeatureMatrix matrix = features.transform(rows);
        return new GoldenRows(rows, matrix, model.nativeScores(matrix), model.tolerance());
    }

    /** Returns the number of scores of a row. */
    public int outputs() {
        return scores.length / rows.rowCount();
    }

    /**
     * Replays the rows.
     *
     * @throws IntegrityException if features or scores come out different; the message names the first difference
     */
    public void verify(FittedFeatures fitted, Model model) {
        if (model.width() != fitted.width() || model.outputs() != outputs()) {
            throw new IntegrityException("the model takes " + model.width() + " features and gives " + model.outputs()
                    + " scores, the package has " + fitted.width() + " and " + outputs() + ": do not serve it");
        }
        FeatureMatrix actual = transformed(fitted);
        if (!actual.names().equals(features.names())) {
            throw new IntegrityException("the features are named " + actual.names() + " but the golden rows have "
                    + features.names() + ": do not serve it");
        }
        for (int i = 0; i < actual.values().length; i++) {
            if (Double.compare(actual.values()[i], features.values()[i]) != 0) {
                String name = actual.names().get(i % actual.width());
                throw different("feature '" + name + "'", i / actual.width(), features.values()[i], actual.values()[i]);
            }
        }
        RowScorer scorer = model.scorer(); // row by row: a scorer of batches has working memory for many
        double[] again = new double[outputs()];
        for (int row = 0; row < actual.rows(); row++) {
            scorer.score(actual.values(), row * actual.width(), again, 0);
            for (int i = 0; i < again.length; i++) {
                double known = scores[row * again.length + i];
                boolean same = Math.abs(again[i] - known) <= tolerance || Double.compare(again[i], known) == 0;
                if (!same) {
                    throw different("score " + i, row, known, again[i]);
                }
            }
        }
    }

    private FeatureMatrix transformed(FittedFeatures fitted) {
        try {
            return fitted.transform(rows);
        } catch (InvalidInputException e) { // taken for input, here it was stored
            throw new IntegrityException(
                    "the features refuse a golden row: " + e.getMessage() + "; the package is damaged: do not serve it",
                    e);
        }
    }

    private static IntegrityException different(String what, int row, double expected, double actual) {
        return new IntegrityException("golden row " + row + ": " + what + " was " + expected + " in training and is "
                + actual + " now; the package does not reproduce its model: do not serve it");
    }

    /** Returns the stored form. */
    public Map<String, Object> toDocument() {
        List<Object> inputs = new ArrayList<>();
        for (Column column : rows.columns()) {
            inputs.add(
                    Map.of("name", column.name(), "type", column.type().name().toLowerCase(Locale.ROOT)));
        }
        List<Object> cells = new ArrayList<>();
        List<Object> featureRows = new ArrayList<>();
        List<Object> scoreRows = new ArrayList<>();
        for (int row = 0; row < rows.rowCount(); row++) {
            List<@Nullable Object> raw = new ArrayList<>();
            for (Column column : rows.columns()) {
                raw.add(cell(column, row));
            }
            cells.add(raw);
            featureRows.add(StoredMap.numbers(features.values(), row * features.width(), features.width()));
            scoreRows.add(StoredMap.numbers(scores, row * outputs(), outputs()));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("inputs", inputs);
        document.put("rows", cells);
        document.put("feature_names", features.names());
        document.put("features", featureRows);
        document.put("scores", scoreRows);
        document.put("tolerance", tolerance);
        return document;
    }

    private static @Nullable Object cell(Column column, int row) {
        if (column.isMissing(row)) {
            return null;
        }
        return switch (column.type()) {
            case NUMBER -> StoredMap.number(column.number(row));
            case CATEGORY, TEXT -> column.text(row);
            case INSTANT -> requireNonNull(column.instant(row)).toString();
        };
    }

    /**
     * Reads the stored form. The document is untrusted.
     *
     * @param outputs the number of scores of a row
     * @throws IntegrityException if it is damaged; the message has the path of what is wrong
     */
    public static GoldenRows of(Map<String, ?> document, int outputs) {
        StoredMap stored = StoredMap.of("golden.json", document);
        List<StoredMap> inputs = stored.maps("inputs");
        List<List<?>> cells = stored.rows("rows", inputs.size());
        List<String> names = stored.texts("feature_names");
        try {
            Dataset.Builder rows = Dataset.builder();
            for (int i = 0; i < inputs.size(); i++) {
                add(inputs.get(i), cells, i, rows);
            }
            double[] features = stored.matrix("features", names.size());
            FeatureMatrix matrix = new FeatureMatrix(names, cells.size(), features);
            return new GoldenRows(rows.build(), matrix, stored.matrix("scores", outputs), stored.number("tolerance"));
        } catch (IllegalArgumentException | ArithmeticException e) { // from the constructors, which say what is wrong
            throw new IntegrityException("golden.json is not valid: " + e.getMessage(), e);
        }
    }

    private static void add(StoredMap input, List<List<?>> cells, int at, Dataset.Builder rows) {
        String name = input.text("name");
        String path = "golden.json rows '" + name + "'";
        switch (input.constant("type", ColumnType.values())) {
            case NUMBER -> rows.numbers(name, numbers(path, cells, at));
            case CATEGORY -> rows.categories(name, texts(path, cells, at));
            case TEXT -> rows.texts(name, texts(path, cells, at));
            case INSTANT -> {
                List<@Nullable Instant> instants = new ArrayList<>(cells.size());
                for (String text : texts(path, cells, at)) {
                    instants.add(text == null ? null : instant(path, text));
                }
                rows.instants(name, instants);
            }
        }
    }

    private static double[] numbers(String path, List<List<?>> cells, int at) {
        double[] numbers = new double[cells.size()];
        for (int i = 0; i < numbers.length; i++) {
            double number = StoredMap.numberAt(cells.get(i), at);
            numbers[i] =
                    Double.isNaN(number) ? StoredMap.number(path, cells.get(i).get(at)) : number;
        }
        return numbers;
    }

    private static List<@Nullable String> texts(String path, List<List<?>> cells, int at) {
        List<@Nullable String> texts = new ArrayList<>(cells.size());
        for (List<?> row : cells) {
            Object cell = row.get(at);
            texts.add(cell == null ? null : StoredMap.text(path, cell));
        }
        return texts;
    }

    private static Instant instant(String path, String text) {
        Instant instant = StoredInstants.parse(text);
        if (instant == null) {
            throw StoredMap.wrong(path, "an instant such as 2026-01-31T12:00:00Z", text);
        }
        return instant;
    }
}
