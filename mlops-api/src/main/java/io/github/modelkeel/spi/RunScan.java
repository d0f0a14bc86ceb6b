package io.github.modelkeel.spi;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunFilter.Operator;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunQuery.Part;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers a {@link RunQuery} by looking at every run: for stores that have their runs in memory, and to say what each store
 * must answer.
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

    private static final Comparator<Key> NEWEST =
            Comparator.comparingLong(Key::start).reversed().thenComparing(Key::id);

    private RunScan() {}

    /**
     * A run and its place among the runs of its store in the order they were made.
     *
     * @param run the run, with all its parts
     * @param sequence grows from run to run
     */
    public record Candidate(RunRecord run, long sequence) {
        /** Checks that there is a run. */
        public Candidate {
            requireNonNull(run, "run");
        }
    }

    /** What orders a run: the value of each order, then start and id. */
    private record Key(List<@Nullable Object> values, long start, String id) {}

    /** A run and its key. */
    private record Entry(RunRecord run, Key key) {}

    /**
     * Returns a page of the runs that a query finds.
     *
     * @param all every run of the store, in any order, each once
     * @param lastSequence greatest sequence of a run that was made by now
     * @throws InvalidInputException if the filter or an order makes no sense, or the token is not of this query
     */
    public static Page<RunRecord> search(Stream<Candidate> all, RunQuery query, long lastSequence) {
        Predicate<RunRecord> filter = predicate(query.filter());
        List<RunFields.Known> fields = query.orders().stream()
                .map(order -> RunFields.of(order.field()))
                .toList();
        Comparator<Key> order = order(query.orders());
        String question = PageToken.question(query);
        String token = query.pageToken();
        PageToken from = token == null ? null : PageToken.decode(token, question);
        Key after = from == null ? null : key(from, fields);
        long snapshot = from == null ? lastSequence : from.snapshot();
        Set<String> experiments = new HashSet<>(query.experimentIds());
        PriorityQueue<Entry> best =
                new PriorityQueue<>(query.limit() + 2, Comparator.comparing(Entry::key, order.reversed()));
        all.filter(each -> each.sequence() <= snapshot)
                .map(Candidate::run)
                .filter(run -> isSeen(run, query.view()))
                .filter(run -> experiments.isEmpty() || experiments.contains(run.experimentId()))
                .filter(filter)
                .map(run -> new Entry(run, key(run, fields)))
                .filter(entry -> after == null || order.compare(entry.key(), after) > 0)
                .forEach(entry -> {
                    best.add(entry);
                    if (best.size() > query.limit() + 1) {
                        best.remove();
                    }
                });
        List<Entry> page = new ArrayList<>(best);
        page.sort(Comparator.comparing(Entry::key, order));
        boolean more = page.size() > query.limit();
        List<Entry> shown = more ? page.subList(0, query.limit()) : page;
        return new Page<>(
                shown.stream().map(entry -> reading(entry.run(), query.parts())).toList(),
                more ? token(shown.get(shown.size() - 1).key(), snapshot).encode(question) : null);
    }

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
        List<RunFields.Known> fields =
                orders.stream().map(order -> RunFields.of(order.field())).toList();
        Comparator<Key> order = order(orders);
        return (a, b) -> order.compare(key(a, fields), key(b, fields));
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

    private static boolean isSeen(RunRecord run, View view) {
        return switch (view) {
            case ACTIVE -> run.deletedAt() == null;
            case DELETED -> run.deletedAt() != null;
            case ALL -> true;
        };
    }

    private static Key key(RunRecord run, List<RunFields.Known> fields) {
        List<@Nullable Object> values = new ArrayList<>(fields.size());
        for (RunFields.Known field : fields) {
            values.add(field.reader().of(run));
        }
        return new Key(values, run.startedAt().toEpochMilli(), run.id());
    }

    private static PageToken token(Key last, long snapshot) {
        List<@Nullable Object> key = new ArrayList<>(last.values());
        key.add(last.start());
        key.add(last.id());
        return new PageToken(snapshot, key);
    }

    /** Makes a place to begin after from a token, which anybody may have made up. */
    private static Key key(PageToken token, List<RunFields.Known> fields) {
        List<@Nullable Object> key = token.key();
        int size = fields.size();
        if (key.size() == size + 2
                && key.get(size) instanceof Long start
                && key.get(size + 1) instanceof String id
                && IntStream.range(0, size).allMatch(i -> fits(key.get(i), fields.get(i)))) {
            return new Key(key.subList(0, size), start, id);
        }
        throw PageToken.refused("has a key that does not fit the order");
    }

    private static boolean fits(@Nullable Object value, RunFields.Known field) {
        return value == null || (field.isNumber() ? value instanceof Double : value instanceof String);
    }

    private static Comparator<Key> order(List<RunQuery.Order> orders) {
        return (a, b) -> {
            for (int i = 0; i < orders.size(); i++) {
                int one = compare(
                        a.values().get(i), b.values().get(i), orders.get(i).ascending());
                if (one != 0) {
                    return one;
                }
            }
            return NEWEST.compare(a, b);
        };
    }

    private static int compare(@Nullable Object a, @Nullable Object b, boolean ascending) {
        int places = Integer.compare(place(a), place(b));
        if (places != 0 || place(a) != 0) {
            return places;
        }
        int values = a instanceof Double x && b instanceof Double y
                ? Double.compare(x, y)
                : StoredText.CODE_POINTS.compare((String) requireNonNull(a), (String) requireNonNull(b));
        return ascending ? values : -values;
    }

    /** What is ordered comes first, then NaN, then runs without it. */
    private static int place(@Nullable Object value) {
        return value == null ? 2 : value instanceof Double number && number.isNaN() ? 1 : 0;
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
            return run -> parts.stream().allMatch(part -> part.test(run));
        }
        if (filter instanceof RunFilter.Or or) {
            List<Predicate<RunRecord>> parts = predicates(or.parts(), depth);
            return run -> parts.stream().anyMatch(part -> part.test(run));
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
