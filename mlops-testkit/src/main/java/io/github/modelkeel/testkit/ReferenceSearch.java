package io.github.modelkeel.testkit;

import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Answers queries by a scan of plain records, as plainly as can be written: what every backend must agree with. */
final class ReferenceSearch {
    private ReferenceSearch() {}

    static List<RunRecord> search(List<RunRecord> all, RunQuery query) {
        return all.stream()
                .filter(run ->
                        query.experimentIds().isEmpty() || query.experimentIds().contains(run.experimentId()))
                .filter(run -> holds(query.filter(), run))
                .sorted(order(query))
                .limit(query.limit())
                .toList();
    }

    private static Comparator<RunRecord> order(RunQuery query) {
        Comparator<RunRecord> newest =
                Comparator.comparing(RunRecord::startedAt).reversed().thenComparing(RunRecord::id);
        if (query.orders().isEmpty()) {
            return newest;
        }
        String key = query.orders().get(0).field().key();
        boolean ascending = query.orders().get(0).ascending();
        Comparator<Double> numbers = ascending ? Comparator.naturalOrder() : Comparator.reverseOrder();
        return (a, b) -> {
            Optional<Double> x = a.metric(key);
            Optional<Double> y = b.metric(key);
            int places = Integer.compare(place(x), place(y));
            int values = places != 0 || place(x) != 0 ? places : numbers.compare(x.orElseThrow(), y.orElseThrow());
            return values != 0 ? values : newest.compare(a, b);
        };
    }

    private static int place(Optional<Double> value) {
        return value.isEmpty() ? 2 : value.get().isNaN() ? 1 : 0;
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
        RunFilter.Comparison comparison = (RunFilter.Comparison) filter;
        String key = comparison.key();
        return switch (comparison.subject()) {
            case METRIC -> {
                MetricPoint point = run.metrics().get(key);
                yield point != null && numbers(point.value(), comparison);
            }
            case PARAM -> {
                String value = run.params().get(key);
                if (value == null) {
                    yield false;
                }
                OptionalDouble number = StoredText.asNumber(value);
                yield comparison.operand() instanceof Double
                        ? number.isPresent() && numbers(number.getAsDouble(), comparison)
                        : texts(value, comparison);
            }
            case TAG -> {
                String value = run.tags().get(key);
                yield value != null && texts(value, comparison);
            }
            case ATTRIBUTE ->
                switch (key) {
                    case "name" -> texts(run.name(), comparison);
                    case "status" -> texts(run.status().name(), comparison);
                    case "user" -> texts(run.user(), comparison);
                    case "id" -> texts(run.id(), comparison);
                    case "parent_id" -> run.parentId() != null && texts(run.parentId(), comparison);
                    case "start_time" -> numbers((double) run.startedAt().toEpochMilli(), comparison);
                    case "end_time" ->
                        run.endedAt() != null && numbers((double) run.endedAt().toEpochMilli(), comparison);
                    default -> throw new IllegalArgumentException("no attribute " + key);
                };
        };
    }

    private static boolean numbers(double value, RunFilter.Comparison comparison) {
        double operand = (Double) comparison.operand();
        return switch (comparison.operator()) {
            case EQ -> value == operand;
            case NE -> value != operand;
            case LT -> value < operand;
            case LE -> value <= operand;
            case GT -> value > operand;
            case GE -> value >= operand;
            case LIKE, ILIKE -> throw new UnsupportedOperationException("not yet");
        };
    }

    private static boolean texts(String value, RunFilter.Comparison comparison) {
        int order = StoredText.CODE_POINTS.compare(value, (String) comparison.operand());
        return switch (comparison.operator()) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
            case LIKE, ILIKE -> throw new UnsupportedOperationException("not yet");
        };
    }
}
