package io.github.modelkeel.tracking;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.tracking.RunFilter.Aggregate;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunFilter.Operator;
import io.github.modelkeel.tracking.RunFilter.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads conditions and queries on runs from text by recursive descent. Bounded in length and depth. */
final class FilterParser {
    private static final int DEEPEST = 50;
    private static final int MOST_VALUES = 200;
    private static final int MAX_PATTERN = 1_000; // that of stores
    private static final Pattern LONE_BACKSLASH = Pattern.compile("[^\\\\]*+(?:\\\\.[^\\\\]*+)*+\\\\", Pattern.DOTALL);
    private static final Set<String> NUMBERS = Set.of("start_time", "end_time", "heartbeat_time", "duration");
    private static final Set<String> TEXTS = Set.of("name", "status", "user", "id", "parent_id", "experiment_id");
    private static final Map<String, String> OTHER_NAMES = // those of MLflow
            Map.of("run_name", "name", "run_id", "id", "user_id", "user");
    private static final Map<String, Subject> SUBJECTS = Map.ofEntries(
            Map.entry("metrics", Subject.METRIC),
            Map.entry("metric", Subject.METRIC),
            Map.entry("params", Subject.PARAM),
            Map.entry("param", Subject.PARAM),
            Map.entry("parameters", Subject.PARAM),
            Map.entry("parameter", Subject.PARAM),
            Map.entry("tags", Subject.TAG),
            Map.entry("tag", Subject.TAG),
            Map.entry("attributes", Subject.ATTRIBUTE),
            Map.entry("attribute", Subject.ATTRIBUTE),
            Map.entry("attr", Subject.ATTRIBUTE),
            Map.entry("run", Subject.ATTRIBUTE));
    private static final Map<String, Operator> OPERATORS = Map.of(
            "=", Operator.EQ,
            "==", Operator.EQ,
            "!=", Operator.NE,
            "<>", Operator.NE,
            "<", Operator.LT,
            "<=", Operator.LE,
            ">", Operator.GT,
            ">=", Operator.GE);

    private static final Field STATUS = Field.attribute("status");

    private final FilterTokens tokens;
    private int depth;

    private FilterParser(String text) {
        this.tokens = new FilterTokens(text);
    }

    static RunFilter filter(String text) {
        FilterParser parser = new FilterParser(text);
        RunFilter filter = parser.or();
        parser.tokens.expectEnd("'and', 'or' or the end");
        return filter;
    }

    static RunQuery query(String text) {
        FilterParser parser = new FilterParser(text);
        FilterTokens tokens = parser.tokens;
        RunQuery query = RunQuery.all();
        if (!tokens.atEnd() && !tokens.at("order") && !tokens.at("limit")) {
            query = query.where(parser.or());
        }
        if (tokens.take("order")) {
            tokens.expect("by");
            do {
                if (query.orders().size() == RunQuery.MAX_ORDERS) {
                    throw tokens.wrong(tokens.position(), "a query has at most " + RunQuery.MAX_ORDERS + " orders");
                }
                Named named = parser.named();
                boolean descending = tokens.take("desc");
                if (!descending) {
                    tokens.take("asc");
                }
                query = query.orderBy(named.field, !descending);
            } while (tokens.take(","));
        }
        if (tokens.take("limit")) {
            query = query.limit(parser.limit());
        }
        tokens.expectEnd("'and', 'or', 'order by', 'limit' or the end");
        return query;
    }

    private int limit() {
        int position = tokens.position();
        Object value = tokens.literal();
        if (!(value instanceof Double number)
                || number != Math.rint(number)
                || number < 1
                || number > RunQuery.MAX_LIMIT) {
            throw tokens.wrong(position, "a limit is a whole number from 1 to " + RunQuery.MAX_LIMIT);
        }
        return number.intValue();
    }

    private RunFilter or() {
        List<RunFilter> parts = new ArrayList<>(List.of(and()));
        while (tokens.take("or")) {
            parts.add(and());
        }
        return parts.size() == 1 ? parts.get(0) : new RunFilter.Or(parts);
    }

    private RunFilter and() {
        List<RunFilter> parts = new ArrayList<>(List.of(not()));
        while (tokens.take("and")) {
            parts.add(not());
        }
        return parts.size() == 1 ? parts.get(0) : new RunFilter.And(parts);
    }

    private RunFilter not() {
        if (++depth > DEEPEST) {
            throw tokens.wrong(tokens.position(), "conditions are nested at most " + DEEPEST + " levels deep");
        }
        RunFilter filter;
        if (tokens.take("not")) {
            filter = new RunFilter.Not(not());
        } else if (tokens.take("(")) {
            filter = or();
            tokens.expect(")");
        } else if (tokens.take("true")) {
            filter = RunFilter.all();
        } else if (tokens.take("false")) {
            filter = new RunFilter.Or(List.of());
        } else {
            filter = comparison();
        }
        depth--;
        return filter;
    }

    /** What is compared: {@code number} tells what it may be compared with, null where both will do. */
    private record Named(Field field, @Nullable Boolean number, int position) {}

    private Named named() {
        int position = tokens.position();
        FilterTokens.Token first = tokens.name("metrics.<name>, params.<name>, tags.<name> or an attribute");
        String text = first.text();
        int dot = first.isQuoted() ? -1 : text.indexOf('.');
        Subject subject = dot < 0
                ? Subject.ATTRIBUTE
                : SUBJECTS.get(text.substring(0, dot).toLowerCase(Locale.ROOT));
        if (subject == null) {
            throw tokens.wrong(
                    position,
                    "'" + text + "' is none of metrics.<name>, params.<name>, tags.<name>, attributes.<name>");
        }
        String key = text.substring(dot + 1);
        if (dot >= 0 && key.isEmpty()) {
            key = tokens.name("a name in double quotes or backticks").text();
        }
        return switch (subject) {
            case METRIC -> new Named(metric(key), true, position);
            case PARAM -> new Named(Field.param(key), null, position);
            case TAG -> new Named(Field.tag(key), false, position);
            case ATTRIBUTE -> {
                String name = OTHER_NAMES.getOrDefault(key, key);
                if (!NUMBERS.contains(name) && !TEXTS.contains(name)) {
                    throw tokens.wrong(
                            position,
                            "a run has no attribute '" + key + "'; it has " + new TreeSet<>(TEXTS) + " and "
                                    + new TreeSet<>(NUMBERS));
                }
                yield new Named(Field.attribute(name), NUMBERS.contains(name), position);
            }
        };
    }

    private Field metric(String key) {
        Field field = Field.metric(key);
        if (tokens.take("[")) {
            field = field.in(tokens.context());
            tokens.expect("]");
        }
        if (tokens.take("@")) {
            int position = tokens.position();
            String name = tokens.name("one of @last, @min, @max, @mean").text();
            field = field.at(Arrays.stream(Aggregate.values())
                    .filter(each -> each.name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> tokens.wrong(position, "expected one of @last, @min, @max, @mean")));
        }
        return field;
    }

    private RunFilter comparison() {
        Named named = named();
        if (tokens.take("is")) {
            boolean there = tokens.take("not");
            tokens.expect("null");
            RunFilter absent = RunFilter.absent(named.field);
            return there ? new RunFilter.Not(absent) : absent;
        }
        boolean not = tokens.take("not");
        if (tokens.take("in")) {
            return in(named, not);
        }
        if (tokens.take("between")) {
            Comparison low = compare(named, not ? Operator.LT : Operator.GE);
            tokens.expect("and");
            Comparison high = compare(named, not ? Operator.GT : Operator.LE);
            return not ? new RunFilter.Or(List.of(low, high)) : new RunFilter.And(List.of(low, high));
        }
        boolean ilike = tokens.take("ilike");
        if (ilike || tokens.take("like")) {
            Comparison like = like(named, ilike ? Operator.ILIKE : Operator.LIKE);
            return not ? new RunFilter.And(List.of(RunFilter.present(named.field), new RunFilter.Not(like))) : like;
        }
        Operator operator = not ? null : OPERATORS.get(tokens.symbol());
        if (operator == null) {
            throw tokens.wrong(
                    tokens.position(),
                    not
                            ? "expected 'in', 'between', 'like' or 'ilike'"
                            : "expected a comparison: = != < <= > >= in between like ilike is");
        }
        tokens.next();
        return compare(named, operator);
    }

    /** A run that lacks what is compared is in no list, and not in none either: NOT IN means other than each. */
    private RunFilter in(Named named, boolean not) {
        tokens.expect("(");
        List<RunFilter> parts = new ArrayList<>();
        do {
            if (parts.size() == MOST_VALUES) {
                throw tokens.wrong(tokens.position(), "a list has at most " + MOST_VALUES + " values");
            }
            parts.add(compare(named, not ? Operator.NE : Operator.EQ));
        } while (tokens.take(","));
        tokens.expect(")");
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return not ? new RunFilter.And(parts) : new RunFilter.Or(parts);
    }

    private Comparison like(Named named, Operator operator) {
        int position = tokens.position();
        if (!(tokens.literal() instanceof String pattern) || (named.number != null && named.number)) {
            throw tokens.wrong(position, "a pattern is a text in single quotes, for what is a text");
        }
        if (pattern.length() > MAX_PATTERN || LONE_BACKSLASH.matcher(pattern).matches()) {
            throw tokens.wrong(
                    position,
                    "a pattern has at most " + MAX_PATTERN
                            + " characters and does not end with a lone backslash, which takes the next as it is");
        }
        return new Comparison(named.field, operator, pattern);
    }

    private Comparison compare(Named named, Operator operator) {
        int position = tokens.position();
        Object operand = tokens.literal();
        if (named.number != null && named.number != operand instanceof Double) {
            throw tokens.wrong(
                    position,
                    "'" + named.field.key() + "' is compared with "
                            + (named.number ? "a number" : "a text in single quotes"));
        }
        if (named.field.equals(STATUS) && (operator == Operator.EQ || operator == Operator.NE)) {
            operand = Arrays.stream(RunStatus.values())
                    .map(RunStatus::name)
                    .filter(((String) operand)::equalsIgnoreCase)
                    .findFirst()
                    .orElseThrow(
                            () -> tokens.wrong(position, "a status is one of " + Arrays.toString(RunStatus.values())));
        }
        return new Comparison(named.field, operator, operand);
    }

    /** Makes the exception of every error, with the place and what is there. */
    static InvalidInputException error(String text, int position, String found, String message) {
        return new InvalidInputException("at character " + (position + 1) + " of the filter, "
                + (found.isEmpty() ? "its end" : "'" + found + "'") + ": " + message + "; the filter is: "
                + (text.length() <= 300 ? text : text.substring(0, 300) + "..."));
    }
}
