package io.github.modelkeel.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** What the expectations share. */
final class CellChecks {
    private static final int SAMPLES = 5;
    private static final int SHOWN = 60;

    private CellChecks() {}

    static ValidationReport.Outcome onColumn(
            Expectation expectation, Dataset data, String column, Function<Column, ValidationReport.Outcome> check) {
        return data.schema().find(column).isPresent()
                ? check.apply(data.column(column))
                : failed(expectation, data.rowCount(), "there is no column '" + column + "'");
    }

    static ValidationReport.Outcome scan(Expectation expectation, Column column, IntPredicate holds) {
        long unexpected = 0;
        List<String> samples = new ArrayList<>();
        for (int row = 0; row < column.size(); row++) {
            if (!holds.test(row)) {
                unexpected++;
                if (samples.size() < SAMPLES) {
                    samples.add("row " + row + ": "
                            + (column.isMissing(row) ? "(missing)" : "'" + cut(column.display(row)) + "'"));
                }
            }
        }
        String reason =
                unexpected == 0 ? "" : unexpected + " of " + column.size() + " rows do not, the first " + samples;
        return new ValidationReport.Outcome(expectation, unexpected == 0, column.size(), unexpected, samples, reason);
    }

    static ValidationReport.Outcome passed(Expectation expectation, long rows) {
        return new ValidationReport.Outcome(expectation, true, rows, 0, List.of(), "");
    }

    static ValidationReport.Outcome failed(Expectation expectation, long rows, String reason) {
        return new ValidationReport.Outcome(expectation, false, rows, rows, List.of(), reason);
    }

    static Map<String, Object> document(String kind, String column, Object... more) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("kind", kind);
        document.put("column", column);
        for (int i = 0; i < more.length; i += 2) {
            document.put((String) more[i], more[i + 1]);
        }
        return document;
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
