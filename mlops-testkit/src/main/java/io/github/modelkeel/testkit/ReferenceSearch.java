package io.github.modelkeel.testkit;

import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.MetricSummary;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries by a scan of plain records, as plainly as can be written: what every backend must agree with. It shares no
 * code with what it examines but the order of texts and what counts as a number.
 */
final class ReferenceSearch {
    private ReferenceSearch() {}

    /** Returns every run that a query finds, in order, whatever its limit. */
    static List<RunRecord> search(List<RunRecord> all, RunQuery query) {
        List<RunRecord> found = new ArrayList<>();
        for (RunRecord run : all) {
            boolean deleted = run.deletedAt() != null;
            boolean seen = query.view() == View.ALL || deleted == (query.view() == View.DELETED);
            boolean inside =
                    query.experimentIds().isEmpty() || query.experimentIds().contains(run.experimentId());
            if (seen && inside && holds(query.filter(), run)) {
                found.add(run);
            }
        }
        found.sort((a, b) -> compare(a, b, query.orders()));
        return found;
    }

    private static int compare(RunRecord a, RunRecord b, List<RunQuery.Order> orders) {
        for (RunQuery.Order order : orders) {
            Object x = value(order.field(), a);
            Object y = value(order.field(), b);
            int result;
            if (rank(x) != rank(y)) {
                result = rank(x) - rank(y);
            } else if (rank(x) > 0) {
                result = 0;
            } else {
                result = x instanceof Double number
                        ? number.compareTo((Double) y)
                        : StoredText.CODE_POINTS.compare((String) x, (String) y);
                result = order.ascending() ? result : -result;
            }
            if (result != 0) {
                return result;
            }
        }
        int newest = b.startedAt().compareTo(a.startedAt());
        return newest != 0 ? newest : a.id().compareTo(b.id());
    }

    private static int rank(@Nullable Object value) {
        if (value == null) {
            return 2;
        }
        return value.equals(Double.NaN) ? 1 : 0;
    }

    /** Returns what a run has: a Double, a String, or null. */
    private static @Nullable Object value(Field field, RunRecord run) {
        return switch (field.subject()) {
            case PARAM -> run.params().get(field.key());
            case TAG -> run.tags().get(field.key());
            case METRIC -> {
                Map<RunFilter.Aggregate, Double> numbers = Map.of();
                for (MetricSummary each : run.summaries()) {
                    if (each.key().equals(field.key()) && each.context().equals(field.context())) {
                        numbers = Map.of(
                                RunFilter.Aggregate.LAST, each.last().value(),
                                RunFilter.Aggregate.MIN, each.min(),
                                RunFilter.Aggregate.MAX, each.max(),
                                RunFilter.Aggregate.MEAN, each.mean());
                    }
                }
                yield numbers.get(field.aggregate());
            }
            case ATTRIBUTE -> attribute(field.key(), run);
        };
    }

    private static @Nullable Object attribute(String key, RunRecord run) {
        double start = run.startedAt().toEpochMilli();
        Double end = run.endedAt() == null ? null : (double) run.endedAt().toEpochMilli();
        return switch (key) {
            case "name" -> run.name();
            case "status" -> run.status().name();
            case "user" -> run.user();
            case "id" -> run.id();
            case "parent_id" -> run.parentId();
            case "experiment_id" -> run.experimentId();
            case "start_time" -> (Object) start;
            case "end_time" -> end;
            case "heartbeat_time" -> (double) run.heartbeatAt().toEpochMilli();
            case "duration" -> end == null ? null : (Object) (end - start);
            default -> throw new IllegalArgumentException("no attribute " + key);
        };
    }

    static boolean holds(RunFilter filter, RunRecord run) {
        if (filter instanceof RunFilter.And and) {
            return and.parts().stream().allMatch(part -> holds(part, run));
        }
        if (filter instanceof RunFilter.Or or) {
            return or.parts().stream().anyMatch(part -> holds(part, run));
        }
        if (filter instanceof RunFilter.Not not) {
            return !holds(not.part(), run);
        }
        if (filter instanceof RunFilter.Absent absent) {
            return value(absent.field(), run) == null;
        }
        Comparison comparison = (Comparison) filter;
        Object value = value(comparison.field(), run);
        if (value == null) {
            return false;
        }
        if (comparison.operand() instanceof String operand) {
            return texts((String) value, comparison, operand);
        }
        double operand = (Double) comparison.operand();
        if (value instanceof String text) {
            return StoredText.asNumber(text).isPresent()
                    && numbers(StoredText.asNumber(text).getAsDouble(), comparison, operand);
        }
        return numbers((Double) value, comparison, operand);
    }

    private static boolean numbers(double value, Comparison comparison, double operand) {
        return switch (comparison.operator()) {
            case EQ -> value == operand;
            case NE -> value != operand;
            case LT -> value < operand;
            case LE -> value <= operand;
            case GT -> value > operand;
            case GE -> value >= operand;
            case LIKE, ILIKE -> throw new IllegalArgumentException("a number is like nothing");
        };
    }

    private static boolean texts(String value, Comparison comparison, String operand) {
        int order = StoredText.CODE_POINTS.compare(value, operand);
        return switch (comparison.operator()) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
            case LIKE -> like(points(value), 0, points(operand), 0);
            case ILIKE -> like(points(value.toLowerCase(Locale.ROOT)), 0, points(operand.toLowerCase(Locale.ROOT)), 0);
        };
    }

    private static int[] points(String text) {
        return text.codePoints().toArray();
    }

    /** The definition of LIKE, word by word. */
    private static boolean like(int[] text, int t, int[] pattern, int p) {
        if (p == pattern.length) {
            return t == text.length;
        }
        if (pattern[p] == '%') {
            return like(text, t, pattern, p + 1) || (t < text.length && like(text, t + 1, pattern, p));
        }
        boolean taken = pattern[p] == '\\';
        int wanted = taken ? pattern[p + 1] : pattern[p];
        boolean fits = t < text.length && (text[t] == wanted || (wanted == '_' && !taken));
        return fits && like(text, t + 1, pattern, taken ? p + 2 : p + 1);
    }
}
