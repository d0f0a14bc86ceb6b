package io.github.modelkeel.data;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is in one column of a {@link Dataset}. Immutable.
 *
 * @param name name of the column
 * @param type what its cells are
 * @param count number of cells with a value
 * @param missing number of cells without one
 * @param distinct number of different values
 * @param numbers location and spread of a {@link ColumnType#NUMBER} column with at least one value, else empty
 * @param top the most frequent texts of a category or text column, at most five, the most frequent first, equal counts in
 *     the order of the texts; empty for other types
 */
public record ColumnSummary(
        String name,
        ColumnType type,
        int count,
        int missing,
        int distinct,
        Optional<Numbers> numbers,
        List<LevelCount> top) {
    private static final int TOP = 5;

    /** Copies the list. */
    public ColumnSummary {
        top = List.copyOf(top);
    }

    /**
     * Location and spread of numbers, in the unit of the column.
     *
     * @param min smallest number
     * @param max largest number
     * @param mean arithmetic mean
     * @param std standard deviation with n - 1; {@code NaN} for a single number
     * @param quantiles the 5, 25, 50, 75 and 95 % quantiles by share of 1, with linear interpolation
     */
    public record Numbers(double min, double max, double mean, double std, Map<Double, Double> quantiles) {
        /** Copies the quantiles, in order. */
        public Numbers {
            quantiles = java.util.Collections.unmodifiableMap(new TreeMap<>(quantiles));
        }

        private static final List<Double> SHARES = List.of(0.05, 0.25, 0.5, 0.75, 0.95);

        /** Describes numbers sorted in ascending order, at least one, none of them NaN. */
        static Numbers of(double[] sorted) {
            double mean = sum(sorted) / sorted.length;
            double[] squares = new double[sorted.length];
            Arrays.setAll(squares, i -> (sorted[i] - mean) * (sorted[i] - mean));
            double std = sorted.length < 2 ? Double.NaN : Math.sqrt(sum(squares) / (sorted.length - 1));
            Map<Double, Double> quantiles = new TreeMap<>();
            for (double share : SHARES) {
                quantiles.put(share, quantile(sorted, share));
            }
            return new Numbers(sorted[0], sorted[sorted.length - 1], mean, std, quantiles);
        }

        private static double quantile(double[] sorted, double share) {
            double position = share * (sorted.length - 1);
            int low = (int) position;
            int high = Math.min(low + 1, sorted.length - 1);
            return sorted[low] + (sorted[high] - sorted[low]) * (position - low);
        }

        /** Neumaier's sum. */
        private static double sum(double[] numbers) {
            double total = 0;
            double carry = 0;
            for (double number : numbers) {
                double next = total + number;
                carry += Math.abs(total) >= Math.abs(number) ? (total - next) + number : (number - next) + total;
                total = next;
            }
            return total + carry;
        }
    }

    /**
     * How often a text occurs.
     *
     * @param level the text
     * @param count number of cells
     */
    public record LevelCount(String level, int count) {}

    /** Describes a column. */
    static ColumnSummary of(Column column) {
        return switch (column.type()) {
            case NUMBER -> ofNumbers(column);
            case CATEGORY, TEXT -> ofTexts(column);
            case INSTANT -> ofInstants(column);
        };
    }

    private static ColumnSummary ofNumbers(Column column) {
        double[] sorted = Arrays.stream(column.toDoubles())
                .filter(number -> !Double.isNaN(number))
                .map(number -> number + 0.0) // -0.0 and 0.0 are one value
                .sorted()
                .toArray();
        int distinct = 0;
        for (int i = 0; i < sorted.length; i++) {
            distinct += i == 0 || sorted[i] != sorted[i - 1] ? 1 : 0;
        }
        Optional<Numbers> numbers = sorted.length == 0 ? Optional.empty() : Optional.of(Numbers.of(sorted));
        return summary(column, sorted.length, distinct, numbers, List.of());
    }

    private static ColumnSummary ofTexts(Column column) {
        Map<String, Integer> counts = new TreeMap<>();
        int count = 0;
        for (int row = 0; row < column.size(); row++) {
            String text = column.text(row);
            if (text != null) {
                counts.merge(text, 1, Integer::sum);
                count++;
            }
        }
        List<LevelCount> top = counts.entrySet().stream()
                .map(entry -> new LevelCount(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(LevelCount::count, Comparator.reverseOrder())
                        .thenComparing(LevelCount::level))
                .limit(TOP)
                .toList();
        return summary(column, count, counts.size(), Optional.empty(), top);
    }

    private static ColumnSummary ofInstants(Column column) {
        Set<Instant> distinct = new HashSet<>();
        int count = 0;
        for (int row = 0; row < column.size(); row++) {
            Instant instant = column.instant(row);
            if (instant != null) {
                distinct.add(instant);
                count++;
            }
        }
        return summary(column, count, distinct.size(), Optional.empty(), List.of());
    }

    private static ColumnSummary summary(
            Column column, int count, int distinct, Optional<Numbers> numbers, List<LevelCount> top) {
        return new ColumnSummary(column.name(), column.type(), count, column.size() - count, distinct, numbers, top);
    }
}
