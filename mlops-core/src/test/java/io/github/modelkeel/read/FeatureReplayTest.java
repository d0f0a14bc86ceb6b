package io.github.modelkeel.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Field;
import io.github.modelkeel.data.Split;
import io.github.modelkeel.features.Features;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.features.Imputation;
import io.github.modelkeel.features.Unseen;
import io.github.modelkeel.internal.json.JsonDocuments;
import io.github.modelkeel.model.FeatureMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features fitted on real training rows give the same bits after JSON, over a table, over views and row by row. */
class FeatureReplayTest {
    private static final JsonDocuments JSON = new JsonDocuments();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "customers",
                "telco_churn",
                "adult",
                "letter",
                "iris",
                "california_housing",
                "messy/titanic",
                "messy/communities_crime"
            })
    void replaysTheSameBits(String set) throws IOException {
        JsonNode spec = SharedData.json(SharedData.folder(set).resolve("dataset.json"));
        List<String> left = new ArrayList<>(SharedData.texts(spec.path("ignore")));
        left.add(spec.get("target").asText());
        Dataset data = SharedData.typed(set).read();
        int[] testRows = Files.readAllLines(SharedData.folder(set).resolve("test_rows.txt")).stream()
                .mapToInt(Integer::parseInt)
                .toArray();
        Split.Parts parts = Split.testRows(testRows).apply(data);

        FittedFeatures fitted = features(parts.train(), left).fit(parts.train());
        FittedFeatures read = FittedFeatures.of(JSON.read(JSON.write(fitted.toDocument()), "features.json"));
        assertThat(read).isEqualTo(fitted);

        FeatureMatrix expected = fitted.transform(parts.test());
        assertThat(Arrays.equals(read.transform(parts.test()).values(), expected.values()))
                .isTrue();
        for (int row = 0; row < expected.rows(); row += 7) {
            assertThat(Arrays.equals(read.transform(cells(parts.test(), row)), expected.row(row)))
                    .as("row %d", row)
                    .isTrue();
        }
    }

    /** Every kind of step, over whatever columns there are. */
    private static Features features(Dataset train, List<String> left) {
        Features.Builder builder = Features.builder().useAllBut(left.toArray(new String[0]));
        int number = 0;
        int category = 0;
        for (Field field : train.schema().fields()) {
            if (left.contains(field.name())) {
                continue;
            }
            switch (field.type()) {
                case NUMBER -> {
                    String name = "made_" + number;
                    switch (number++ % 5) {
                        case 0 -> builder.derive(name, "log(abs(`" + field.name() + "`) + 1) / 3");
                        case 1 -> builder.missingIndicator(name, field.name()).standardize(field.name());
                        case 2 -> builder.minMax(field.name());
                        case 3 ->
                            builder.impute(field.name(), Imputation.mean())
                                    .derive(name, "if(`" + field.name() + "` > 2, exp(-`" + field.name() + "`), 0.1)");
                        default -> builder.impute(field.name(), Imputation.median());
                    }
                }
                case CATEGORY, TEXT -> {
                    switch (category++ % 4) {
                        case 0 -> builder.frequency(field.name(), Unseen.ZERO);
                        case 1 -> builder.ordinal(field.name(), Unseen.MISSING);
                        case 2 ->
                            builder.impute(field.name(), Imputation.mostFrequent())
                                    .oneHot(field.name());
                        default -> builder.oneHot(field.name(), Unseen.MISSING);
                    }
                }
                case INSTANT ->
                    builder.derive("hour_" + field.name(), "hour(`" + field.name() + "`)")
                            .useAllBut(field.name());
            }
        }
        return builder.build();
    }

    private static Map<String, @Nullable Object> cells(Dataset data, int row) {
        Map<String, @Nullable Object> cells = new HashMap<>();
        for (Column column : data.columns()) {
            cells.put(
                    column.name(),
                    switch (column.type()) {
                        case NUMBER -> column.number(row);
                        case CATEGORY, TEXT -> column.text(row);
                        case INSTANT -> column.instant(row);
                    });
        }
        return cells;
    }
}
