package io.github.modelkeel.spi;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunFilter.Operator;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunQuery.Part;
import io.github.modelkeel.tracking.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Says what a {@link RunQuery} finds, in every store: its filter as a predicate, its orders as a comparator. A store may use
 * them to look at run after run; {@link RunIndex} does better for those that have their runs in memory.
 *
 * <p>What a filter means:
 *
 * <ul>
 *   <li>A comparison with something the run does not have is false, whatever the operator, {@code NE} included; so
 *       {@link RunFilter.Not} of it is true. There is no third truth value. {@link RunFilter.Absent} asks for it.
 *   <li>Numbers are compared as IEEE 754 does: zeros are equal, {@code NaN} on either side meets {@code NE} only. A metric
 *       whose value, or whose every value, is {@code NaN} is there.
 *   <li>A parameter is compared with a number when {@link StoredText#asNumber} reads it as one; one that is no number is as
 *       absent.
 *   <li>Texts are equal when their code points are, and ordered by {@link StoredText#CODE_POINTS}. {@link Operator#LIKE} is
 *       {@link TextPattern#like}, {@link Operator#ILIKE} {@link TextPattern#ilike}; both are for texts only.
 *   <li>{@code duration} is end minus start in milliseconds, absent while a run is open.
 * </ul>
 *
 * <p>What an order means: metrics and times are ordered as numbers by {@link Double#compare}, {@code -0.0} before
 * {@code 0.0}; parameters, tags and the other attributes as texts by code point. In either direction {@code NaN} comes after
 * what is ordered, and runs without the field last. What is equal in every order comes by its start in milliseconds, newest
 * first, then by id in code-point order.
 *
 * <p>Pages: the token holds the key of the last run and the sequence that the store had at the first page. A run whose
 * sequence is greater does not enter. A run whose key changes between two pages stands where its new key puts it, so it may
 * be shown twice or not at all; order by what does not change to see each once.
 */
public final class RunScan {
    /** Deepest nesting of a filter. */
    public static final int MAX_DEPTH = 100;

    private RunScan() {}

    /**
     * Refuses a query that makes no sense: an unknown attribute, an operand or an operator that does not fit what is
     * compared, a broken pattern, a nesting deeper than {@value #MAX_DEPTH}. Does not look at the token.
     *
     * @throws InvalidInputException if it does
     */
    public static void check(RunQuery query) {
        predicate(query.filter());
        query.orders().forEach(order -> RunFields.of(order.field()));
    }

    /**
     * Returns a filter as a predicate, thread-safe, on runs with all their parts.
     *
     * @throws InvalidInputException if the filter makes no sense; see {@link #check}
     */
    public static Predicate<RunRecord> predicate(RunFilter filter) {
        return predicate(filter, 0);
    }

    /** Returns the order of complete runs that these orders make, ties broken by start and id. */
    public static Comparator<RunRecord> comparator(List<RunQuery.Order> orders) {
        RunOrder order = RunOrder.of(orders);
        return Comparator.comparing(order::key, order);
    }

    /** Returns a run with those parts only. */
    public static RunRecord reading(RunRecord run, Set<Part> parts) {
        if (parts.size() == Part.values().length) {
            return run;
        }
        return new RunRecord(
                run.id(),
                run.experimentId(),
                run.parentId(),
                run.name(),
                run.status(),
                run.startedAt(),
                run.endedAt(),
                run.heartbeatAt(),
                run.deletedAt(),
                run.user(),
                run.error(),
                run.revision(),
                parts.contains(Part.PARAMS) ? run.params() : Map.of(),
                parts.contains(Part.TAGS) ? run.tags() : Map.of(),
                parts.contains(Part.METRICS) ? run.summaries() : List.of(),
                parts.contains(Part.INPUTS) ? run.inputs() : List.of());
    }

    private static Predicate<RunRecord> predicate(RunFilter filter, int depth) {
        if (depth > MAX_DEPTH) {
            throw new InvalidInputException("the filter is nested deeper than " + MAX_DEPTH + " levels; simplify it");
        }
        if (filter instanceof RunFilter.Not not) {
            return predicate(not.part(), depth + 1).negate();
        }
        if (filter instanceof RunFilter.And and) {
            List<Predicate<RunRecord>> parts = predicates(and.parts(), depth);
            return run -> {
                for (Predicate<RunRecord> part : parts) {
                    if (!part.test(run)) {
                        return false;
                    }
                }
                return true;
            };
        }
        if (filter instanceof RunFilter.Or or) {
            List<Predicate<RunRecord>> parts = predicates(or.parts(), depth);
            return run -> {
                for (Predicate<RunRecord> part : parts) {
                    if (part.test(run)) {
                        return true;
                    }
                }
                return false;
            };
        }
        if (filter instanceof RunFilter.Absent absent) {
            RunFields.Reader reader = RunFields.of(absent.field()).reader();
            return run -> reader.of(run) == null;
        }
        return comparison((Comparison) filter);
    }

    private static List<Predicate<RunRecord>> predicates(List<RunFilter> parts, int depth) {
        List<Predicate<RunRecord>> predicates = new ArrayList<>();
        parts.forEach(part -> predicates.add(predicate(part, depth + 1)));
        return predicates;
    }

    private static Predicate<RunRecord> comparison(Comparison asked) {
        RunFields.Known field = RunFields.of(asked.field());
        RunFields.Reader reader = field.reader();
        if (asked.operand() instanceof Double operand) {
            if (!field.isNumber() && asked.subject() != RunFilter.Subject.PARAM) {
                throw misfit(asked, "is compared with a text");
            }
            if (asked.operator() == Operator.LIKE || asked.operator() == Operator.ILIKE) {
                throw misfit(asked, "is compared with a pattern as a text, in single quotes");
            }
            return run -> {
                Object value = reader.of(run);
                OptionalDouble number = value instanceof String text
                        ? StoredText.asNumber(text)
                        : value == null ? OptionalDouble.empty() : OptionalDouble.of((Double) value);
                return number.isPresent() && holds(number.getAsDouble(), asked.operator(), operand);
            };
        }
        if (field.isNumber()) {
            throw misfit(asked, "is compared with a number by = != < <= > >=");
        }
        String operand = StoredText.check("the operand of a comparison", (String) asked.operand());
        if (asked.operator() == Operator.LIKE || asked.operator() == Operator.ILIKE) {
            TextPattern pattern =
                    asked.operator() == Operator.LIKE ? TextPattern.like(operand) : TextPattern.ilike(operand);
            return run -> reader.of(run) instanceof String text && pattern.matches(text);
        }
        return run -> reader.of(run) instanceof String text
                && holds(StoredText.CODE_POINTS.compare(text, operand), asked.operator());
    }

    private static InvalidInputException misfit(Comparison asked, String expected) {
        String kind = asked.subject().name().toLowerCase(Locale.ROOT);
        return new InvalidInputException(kind + " '" + asked.key() + "' " + expected + ", was " + asked.operator()
                + " '" + asked.operand() + "'");
    }

    private static boolean holds(double value, Operator operator, double operand) {
        if (Double.isNaN(value) || Double.isNaN(operand)) {
            return operator == Operator.NE;
        }
        return holds(value < operand ? -1 : value > operand ? 1 : 0, operator);
    }

    private static boolean holds(int order, Operator operator) {
        return switch (operator) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
            case LIKE, ILIKE -> throw new IllegalStateException("a pattern is matched, not ordered");
        };
    }
}
