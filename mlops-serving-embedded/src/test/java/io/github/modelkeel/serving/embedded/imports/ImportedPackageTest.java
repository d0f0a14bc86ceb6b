package io.github.modelkeel.serving.embedded.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.Prediction;
import io.github.modelkeel.serving.Predictor;
import io.github.modelkeel.serving.embedded.ModelDirectory;
import io.github.modelkeel.serving.embedded.TreeModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Python team trains, the JVM serves: from the file, and from a package that was made of it. */
class ImportedPackageTest {
    private final Fixture fixture = Fixture.of("xgboost", "v3.2.0-levels-ubj");
    private final ImportedModel model = XgboostModels.read(fixture.model()).classes("stays", "leaves");

    @Test
    void aPackageServesWhatTheTrainerPredicts(@TempDir Path folder) {
        Path directory = folder.resolve("churn");
        ModelPackage pack = model.packaged("churned")
                .golden(raw(100), probabilities(100))
                .training(raw(120))
                .metric("accuracy", 0.9)
                .card("# Churn\n")
                .build();
        ModelDirectory.write(directory, pack);

        ModelDirectory read = ModelDirectory.open(directory, TreeModels.format());
        Predictor predictor = read.predictor("churn", 7, () -> "id");

        assertThat(read.content().manifest().algorithm()).isEqualTo("xgboost");
        assertThat(read.content().manifest().environment()).containsEntry("xgboost", "3.2.0");
        assertThat(predictor.signature().classes()).containsExactly("stays", "leaves");
        for (int row = 0; row < 120; row++) {
            Prediction prediction = predictor.predict(cells(row));
            assertThat(prediction.probability("leaves")).isCloseTo(fixture.scores()[row][0], within(1e-6));
        }
    }

    @Test
    void theFileAloneServesToo() {
        Predictor predictor = model.predictor("churn", () -> "id");
        Map<String, @Nullable Object> row = cells(3);
        assertThat(predictor.predict(row).probability("leaves")).isCloseTo(fixture.scores()[3][0], within(1e-6));
        row.put("colour", "no such colour"); // counts as missing
        Map<String, @Nullable Object> without = cells(3);
        without.put("colour", null);
        assertThat(predictor.predict(row).probability("leaves"))
                .isEqualTo(predictor.predict(without).probability("leaves"));
    }

    @Test
    void aPackageWhoseRowsWereNotPredictedByTheModelIsNotMade() {
        double[] others = probabilities(100);
        others[42] += 0.01;
        assertThatThrownBy(
                        () -> model.packaged("churned").golden(raw(100), others).build())
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("golden row 42");
        assertThatThrownBy(() -> model.packaged("churned").golden(raw(100), new double[7]))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("need 200 predictions, were 7");
        assertThatThrownBy(() -> model.packaged("churned").build()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMissingCellOfALinearModelAddsNothing() {
        Fixture linear = Fixture.of("xgboost", "v3.2.0-linear");
        Predictor predictor = XgboostModels.read(linear.model()).predictor("price", () -> "id");
        Map<String, @Nullable Object> zeros = new HashMap<>();
        Map<String, @Nullable Object> missing = new HashMap<>();
        for (int i = 0; i < 8; i++) {
            zeros.put("f" + i, 0.0);
            missing.put("f" + i, null);
        }
        assertThat(predictor.predict(missing).value())
                .isEqualTo(predictor.predict(zeros).value());
    }

    @Test
    void severalTargetsAreServedByTheBodyOnly() {
        ImportedModel targets =
                XgboostModels.read(Fixture.of("xgboost", "v3.2.0-targets").model());
        assertThatThrownBy(() -> targets.predictor("two", () -> "id"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("gives 2 numbers for each row")
                .hasMessageContaining("body()");
    }

    @Test
    void classesAreRenamedOneForOne() {
        assertThatThrownBy(() -> model.classes("one"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("2 classes");
        assertThatThrownBy(() -> model.classes("a", "a")).isInstanceOf(InvalidInputException.class);
        assertThat(model.inputs("p", "q", "r", "s", "t").inputs().get(4).levels())
                .hasSize(5);
    }

    private double[] probabilities(int rows) {
        return Arrays.stream(fixture.scores())
                .limit(rows)
                .mapToDouble(score -> score[0])
                .toArray();
    }

    private Map<String, @Nullable Object> cells(int row) {
        Map<String, @Nullable Object> cells = new HashMap<>();
        double[] features = fixture.rows()[row];
        for (int i = 0; i < 4; i++) {
            cells.put(model.inputs().get(i).name(), features[i]);
        }
        cells.put("colour", level(features[4]));
        return cells;
    }

    private @Nullable String level(double code) {
        return code < 0 ? null : model.inputs().get(4).levels().get((int) code);
    }

    private Dataset raw(int rows) {
        Dataset.Builder raw = Dataset.builder();
        for (int column = 0; column < 4; column++) {
            int at = column;
            raw.numbers(
                    model.inputs().get(column).name(),
                    Arrays.stream(fixture.rows())
                            .limit(rows)
                            .mapToDouble(row -> row[at])
                            .toArray());
        }
        List<@Nullable String> colours = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            colours.add(level(fixture.rows()[row][4]));
        }
        return raw.categories("colour", colours).build();
    }
}
