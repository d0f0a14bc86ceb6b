package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.features.Features;
import io.github.modelkeel.features.Unseen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The rows of both sides under each other, those of the reference first.
 *
 * @param all the rows
 * @param referenceRows how many of them are of the reference
 * @param features what a classifier sees of them
 */
record DomainRows(Dataset all, int referenceRows, Features features) {
    private static final int MOST_LEVELS = 50;

    static DomainRows of(Dataset reference, Dataset window, DomainClassifier.Builder settings) {
        Features features = settings.features;
        List<String> names = new ArrayList<>();
        for (Column column : reference.columns()) {
            if (features != null || column.type() == ColumnType.NUMBER || column.type() == ColumnType.CATEGORY) {
                // with features of the host, a column that only one side has is left to them to miss
                if (features == null || window.schema().find(column.name()).isPresent()) {
                    names.add(column.name());
                }
            }
        }
        Dataset left = sample(reference, settings, 1L);
        Dataset right = sample(window, settings, 2L);
        Dataset.Builder builder = Dataset.builder();
        for (String name : names) {
            append(builder, left.column(name), right.column(name));
        }
        if (names.isEmpty()) {
            throw new InvalidInputException(
                    "the reference has no column of numbers or categories to tell rows apart by; set features");
        }
        return new DomainRows(builder.build(), left.rowCount(), features == null ? standard(left, names) : features);
    }

    int windowRows() {
        return all.rowCount() - referenceRows;
    }

    private static Features standard(Dataset rows, List<String> names) {
        Features.Builder builder = Features.builder();
        for (String name : names) {
            Column column = rows.column(name);
            if (column.type() == ColumnType.CATEGORY && column.levels().size() > MOST_LEVELS) {
                builder.frequency(name, Unseen.ZERO);
            }
        }
        return builder.use(names.toArray(new String[0])).build();
    }

    private static Dataset sample(Dataset rows, DomainClassifier.Builder settings, long side) {
        if (rows.rowCount() <= settings.maxRows) {
            return rows;
        }
        int[] order = shuffled(rows.rowCount(), new Random(31 * settings.seed + side));
        int[] drawn = Arrays.copyOf(order, settings.maxRows);
        Arrays.sort(drawn);
        return rows.rows(drawn);
    }

    /** Returns 0 to n - 1 in an order that the random numbers give. */
    static int[] shuffled(int n, Random random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static void append(Dataset.Builder builder, Column left, Column right) {
        if (left.type() != right.type()) {
            throw new InvalidInputException("column '" + left.name() + "' is of type " + right.type()
                    + " in the window but of type " + left.type()
                    + " in the reference: read the window with the schema of the reference");
        }
        List<Column> both = List.of(left, right);
        switch (left.type()) {
            case NUMBER -> {
                double[] values = Arrays.copyOf(left.toDoubles(), left.size() + right.size());
                System.arraycopy(right.toDoubles(), 0, values, left.size(), right.size());
                builder.numbers(left.name(), values);
            }
            case CATEGORY -> builder.categories(left.name(), texts(both));
            case TEXT -> builder.texts(left.name(), texts(both));
            case INSTANT -> {
                List<@Nullable Instant> times = new ArrayList<>();
                for (Column column : both) {
                    for (int row = 0; row < column.size(); row++) {
                        times.add(column.instant(row));
                    }
                }
                builder.instants(left.name(), times);
            }
        }
    }

    private static List<@Nullable String> texts(List<Column> columns) {
        List<@Nullable String> texts = new ArrayList<>();
        for (Column column : columns) {
            for (int row = 0; row < column.size(); row++) {
                texts.add(column.text(row));
            }
        }
        return texts;
    }
}
