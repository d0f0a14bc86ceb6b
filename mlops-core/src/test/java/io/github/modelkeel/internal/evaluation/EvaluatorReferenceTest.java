package io.github.modelkeel.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.model.Evaluation;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.read.Csv;
import io.github.modelkeel.read.SharedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every number scikit-learn 1.2.1 printed in the metric_reference.json files of the reference data. */
class EvaluatorReferenceTest {
    private static final Map<String, Metric> NAMES = Map.ofEntries(
            Map.entry("matthews", Metric.MCC),
            Map.entry("average_precision", Metric.PR_AUC),
            Map.entry("roc_auc_ovr_macro", Metric.ROC_AUC),
            Map.entry("roc_auc_ovo_macro", Metric.ROC_AUC_OVO),
            Map.entry("median_absolute_error", Metric.MEDIAN_AE));

    @ParameterizedTest
    @ValueSource(strings = {"customers", "telco_churn", "iris", "california_housing"})
    void agreesWithEveryNumberOfTheReference(String set) {
        JsonNode reference = SharedData.json(SharedData.folder(set).resolve("metric_reference.json"));
        Evaluation evaluation = evaluation(set, reference);
        Set<String> seen = new HashSet<>();
        reference.get("metrics").properties().forEach(entry -> {
            assertEntry(set, evaluation, entry.getKey(), entry.getValue());
            seen.add(entry.getKey());
        });
        assertThat(seen).hasSizeGreaterThanOrEqualTo(8);
    }

    private static void assertEntry(String set, Evaluation evaluation, String name, JsonNode expected) {
        switch (name) {
            case "confusion_matrix_rows_true" -> {
                List<List<Integer>> rows = new ArrayList<>();
                for (JsonNode row : expected) {
                    List<Integer> cells = new ArrayList<>();
                    row.forEach(cell -> cells.add(cell.asInt()));
                    rows.add(cells);
                }
                assertThat(evaluation.confusion()).isEqualTo(rows);
            }
            case "precision_per_class" -> perClass(evaluation, expected, Evaluation.ClassScore::precision);
            case "recall_per_class" -> perClass(evaluation, expected, Evaluation.ClassScore::recall);
            case "f1_per_class" -> perClass(evaluation, expected, Evaluation.ClassScore::f1);
            default -> {
                Metric metric = NAMES.containsKey(name) ? NAMES.get(name) : Metric.ofKey(name);
                close(set + " " + name, evaluation.get(metric), expected.asDouble());
            }
        }
    }

    private static void perClass(Evaluation evaluation, JsonNode expected, ToDoubleFunction<Evaluation.ClassScore> of) {
        for (int c = 0; c < expected.size(); c++) {
            String name = evaluation.classes().get(c);
            close(
                    name,
                    of.applyAsDouble(evaluation.classScore(name)),
                    expected.get(c).asDouble());
        }
    }

    private static Evaluation evaluation(String set, JsonNode reference) {
        Path file = SharedData.folder(set).resolve("reference_predictions.csv.gz");
        if (reference.get("classes").isNull()) {
            Dataset data = Csv.file(file).read();
            Labels labels =
                    new Labels(Task.REGRESSION, List.of(), data.column("y_true").toDoubles());
            return Evaluator.of(Set.of()).evaluate(labels, data.column("y_pred").toDoubles());
        }
        Dataset data = Csv.file(file).type("y_true", ColumnType.CATEGORY).read();
        List<String> classes = SharedData.texts(reference.get("classes"));
        double[] truth = new double[data.rowCount()];
        double[] scores = new double[data.rowCount() * classes.size()];
        for (int row = 0; row < data.rowCount(); row++) {
            truth[row] = classes.indexOf(data.column("y_true").text(row));
            for (int c = 0; c < classes.size(); c++) {
                scores[row * classes.size() + c] =
                        data.column("p_" + classes.get(c)).number(row);
            }
        }
        Labels labels = new Labels(classes.size() == 2 ? Task.BINARY : Task.MULTICLASS, classes, truth);
        return Evaluator.of(Set.of()).evaluate(labels, scores);
    }

    /** To 1e-9, relative for numbers above 1. */
    private static void close(String name, double actual, double expected) {
        assertThat(actual).as(name).isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
    }
}
