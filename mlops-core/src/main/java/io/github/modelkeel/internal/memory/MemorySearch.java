package io.github.modelkeel.internal.memory;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds runs by a scan. A filter is made into a predicate first, so that one that makes no sense is refused at once. */
final class MemorySearch {
    private static final int DEEPEST = 100;

    private MemorySearch() {}

    static List<RunRecord> search(List<RunRecord> all, RunQuery query) {
        Predicate<RunRecord> filter = predicate(query.filter(), 0);
        return all.stream()
                .filter(run ->
                        query.experimentIds().isEmpty() || query.experimentIds().contains(run.experimentId()))
                .filter(filter)
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
        Comparator<RunRecord> place = Comparator.comparingInt(run -> place(run, key));
        Comparator<RunRecord> value = Comparator.comparingDouble(
                run -> run.metric(key).filter(each -> !each.isNaN()).orElse(0.0));
        return place.thenComparing(ascending ? value : value.reversed()).thenComparing(newest);
    }

    /** Numbers come first, then NaN, then runs without the metric. */
    private static int place(RunRecord run, String key) {
        return run.metric(key).map(value -> value.isNaN() ? 1 : 0).orElse(2);
    }

    private static Predicate<RunRecord> predicate(RunFilter filter, int depth) {
        if (depth > DEEPEST) {
            throw new InvalidInputException("the filter is nested deeper than " + DEEPEST + " levels; simplify it");
        }
        if (filter instanceof RunFilter.Not not) {
            return predicate(not.part(), depth + 1).negate();
        }
        if (filter instanceof RunFilter.And and) {
            List<Predicate<RunRecord>> parts = predicates(and.parts(), depth);
            return run -> parts.stream().allMatch(part -> part.test(run));
        }
        if (filter instanceof RunFilter.Or or) {
            List<Predicate<RunRecord>> parts = predicates(or.parts(), depth);
            return run -> parts.stream().anyMatch(part -> part.test(run));
        }
        return comparison((RunFilter.Comparison) filter);
    }

    private static List<Predicate<RunRecord>> predicates(List<RunFilter> parts, int depth) {
        List<Predicate<RunRecord>> predicates = new ArrayList<>();
        parts.forEach(part -> predicates.add(predicate(part, depth + 1)));
        return predicates;
    }

    private static Predicate<RunRecord> comparison(RunFilter.Comparison asked) {
        String key = asked.key();
        return switch (asked.subject()) {
            case METRIC -> {
                double operand = number(asked, "metric");
                yield run -> run.metric(key)
                        .filter(value -> compare(value, asked.operator(), operand))
                        .isPresent();
            }
            case PARAM ->
                asked.operand() instanceof Double operand
                        ? run -> isNumber(run.params().get(key), asked.operator(), operand)
                        : text(asked, "parameter", run -> run.params().get(key));
            case TAG -> text(asked, "tag", run -> run.tags().get(key));
            case ATTRIBUTE -> attribute(asked);
        };
    }

    private static Predicate<RunRecord> attribute(RunFilter.Comparison asked) {
        return switch (asked.key()) {
            case "name" -> text(asked, "attribute", RunRecord::name);
            case "user" -> text(asked, "attribute", RunRecord::user);
            case "id" -> text(asked, "attribute", RunRecord::id);
            case "parent_id" -> text(asked, "attribute", RunRecord::parentId);
            case "status" -> text(asked, "attribute", run -> run.status().name());
            case "start_time" -> {
                double operand = number(asked, "attribute");
                yield run -> compare((double) run.startedAt().toEpochMilli(), asked.operator(), operand);
            }
            case "end_time" -> {
                double operand = number(asked, "attribute");
                yield run -> run.endedAt() != null
                        && compare((double) run.endedAt().toEpochMilli(), asked.operator(), operand);
            }
            default ->
                throw new InvalidInputException("a run has no attribute '" + asked.key()
                        + "'; it has name, status, user, id, parent_id, start_time and end_time");
        };
    }

    /** Reads a text of a run that may be absent. */
    @FunctionalInterface
    private interface Text {
        @Nullable
        String of(RunRecord run);
    }

    private static Predicate<RunRecord> text(RunFilter.Comparison asked, String kind, Text text) {
        if (!(asked.operand() instanceof String operand)) {
            throw wrongOperand(asked, kind, "a text");
        }
        StoredText.check("the operand of a comparison", operand);
        return run -> {
            String value = text.of(run);
            return value != null && holds(StoredText.CODE_POINTS.compare(value, operand), asked.operator());
        };
    }

    private static boolean isNumber(@Nullable String text, RunFilter.Operator operator, double operand) {
        OptionalDouble value = text == null ? OptionalDouble.empty() : StoredText.asNumber(text);
        return value.isPresent() && compare(value.getAsDouble(), operator, operand);
    }

    private static double number(RunFilter.Comparison asked, String kind) {
        if (asked.operand() instanceof Double operand) {
            return operand;
        }
        throw wrongOperand(asked, kind, "a number");
    }

    private static InvalidInputException wrongOperand(RunFilter.Comparison asked, String kind, String expected) {
        return new InvalidInputException(
                kind + " '" + asked.key() + "' is compared with " + expected + ", was '" + asked.operand() + "'");
    }

    /** Compares as IEEE 754 does: zeros are equal, and NaN meets nothing but NE. */
    private static boolean compare(double value, RunFilter.Operator operator, double operand) {
        if (Double.isNaN(value) || Double.isNaN(operand)) {
            return operator == RunFilter.Operator.NE;
        }
        return holds(value < operand ? -1 : value > operand ? 1 : 0, operator);
    }

    private static boolean holds(int order, RunFilter.Operator operator) {
        return switch (operator) {
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
