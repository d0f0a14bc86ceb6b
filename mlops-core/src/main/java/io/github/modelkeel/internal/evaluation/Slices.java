package io.github.modelkeel.internal.evaluation;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cuts rows by the values of columns. */
final class Slices {
    /** Most values a slice column may have. */
    static final int MAX_VALUES = 100;

    private static final String MISSING = "(missing)";

    private Slices() {}

    /** Returns the rows of each slice {@code column=value}: columns as given, values sorted, missing last. */
    static Map<String, int[]> of(Dataset data, List<String> columns) {
        Map<String, int[]> slices = new LinkedHashMap<>();
        for (String name : columns) {
            Column column = data.column(name);
            TreeMap<Key, List<Integer>> rows = new TreeMap<>();
            for (int row = 0; row < column.size(); row++) {
                rows.computeIfAbsent(key(column, row), key -> new ArrayList<>()).add(row);
                if (rows.size() > MAX_VALUES) {
                    throw new InvalidInputException("slice column '" + name + "' has more than " + MAX_VALUES
                            + " values; slice by a column with fewer, for example by bins of it");
                }
            }
            rows.forEach((key, members) -> slices.put(
                    name + "=" + key.text(),
                    members.stream().mapToInt(Integer::intValue).toArray()));
        }
        return slices;
    }

    /** Numbers in numeric order, texts in code point order of Java, missing last. */
    private record Key(boolean missing, double number, String text) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            if (missing != other.missing) {
                return missing ? 1 : -1;
            }
            int byNumber = Double.compare(number, other.number);
            return byNumber != 0 ? byNumber : text.compareTo(other.text);
        }
    }

    private static Key key(Column column, int row) {
        if (column.isMissing(row)) {
            return new Key(true, 0, MISSING);
        }
        if (column.type() == ColumnType.NUMBER) {
            return new Key(false, column.number(row) + 0.0, column.display(row)); // no -0
        }
        return new Key(false, 0, column.display(row));
    }
}
