package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.serving.Predictor;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows, records and datasets that break the signature. The list with the messages is {@code broken/rows.txt}. */
class BrokenRowsTest {
    record Amounts(double age, double monthly_income, int contract, boolean joined) {}

    record Short(double age) {}

    private final Predictor predictor = TestPackages.predictor();
    private final Map<String, Runnable> inputs = new LinkedHashMap<>();

    @Test
    void eachBrokenRowSaysWhatIsWrong() throws IOException {
        cell("an age above the range", "age", 120.5);
        cell("an age below the range", "age", -1);
        cell("an age that is missing", "age", null);
        cell("an age that is NaN", "age", Double.NaN);
        cell("an age without bound", "age", Double.POSITIVE_INFINITY);
        cell("an age in a text", "age", "41");
        cell("an age that is a date", "age", Instant.EPOCH);
        cell("an age that is a list", "age", List.of(41));
        cell("an income without bound", "monthly_income", Double.NEGATIVE_INFINITY);
        cell("an income that no double has", "monthly_income", (1L << 53) + 1);
        cell("an income beyond every double", "monthly_income", BigInteger.TEN.pow(400));
        cell("a contract that training did not see", "contract", "weekly");
        cell("a contract in other case", "contract", "Monthly");
        cell("a contract that is missing", "contract", null);
        cell("a contract that is a number", "contract", 1.5);
        cell("a contract that goes on", "contract", "x".repeat(100));
        cell("a day that is none", "joined", "2026-02-30");
        cell("a day in words", "joined", "yesterday");
        cell("a day that is a number", "joined", 20_260_131);
        cell("a day too far away", "joined", Instant.MAX);
        inputs.put("a row without anything", () -> predictor.predict(Map.of()));
        inputs.put("a row with a misspelt name", () -> predictor.predict(Map.of("Age", 41, "contract", "monthly")));
        inputs.put("three wrong cells", () -> {
            Map<String, @Nullable Object> row = row();
            row.put("age", 999);
            row.put("contract", "never");
            row.put("joined", true);
            predictor.predict(row);
        });
        inputs.put("an array for inputs that are no numbers", () -> predictor.predict(41, 100, 0, 0));
        inputs.put("an array that is too short", () -> predictor.predict(41));
        inputs.put("a record of other types", () -> predictor.bind(Amounts.class));
        inputs.put("a record without components", () -> predictor.predict(new Short(41)));
        inputs.put("a dataset without a column", () -> predictor.predict(rows().drop(List.of("contract"))));
        inputs.put(
                "a dataset with a column of another type",
                () -> predictor.predict(rows().with(Dataset.builder()
                        .texts("age", List.of("41"))
                        .build()
                        .column("age"))));
        inputs.put(
                "a dataset with a level that training did not see",
                () -> predictor.predict(rows().with(Dataset.builder()
                        .categories("contract", List.of("weekly"))
                        .build()
                        .column("contract"))));
        BrokenList.assertMatches("rows.txt", inputs);
    }

    private void cell(String what, String input, @Nullable Object value) {
        inputs.put(what, () -> {
            Map<String, @Nullable Object> row = row();
            row.put(input, value);
            predictor.predict(row);
        });
    }

    private static Map<String, @Nullable Object> row() {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("age", 41);
        row.put("monthly_income", null);
        row.put("contract", "monthly");
        row.put("joined", "2020-01-31T12:00:00Z");
        return row;
    }

    private static Dataset rows() {
        return TestPackages.customers().rows(0);
    }
}
