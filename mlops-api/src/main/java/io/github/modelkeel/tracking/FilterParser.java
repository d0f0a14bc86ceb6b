package io.github.modelkeel.tracking;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunFilter.Operator;
import io.github.modelkeel.tracking.RunFilter.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads conditions and queries on runs from text by recursive descent. Bounded in length and depth. */
final class FilterParser {
    private static final int DEEPEST = 50;
    private static final int MOST_VALUES = 200;
    private static final Set<String> TIMES = Set.of("start_time", "end_time");
    private static final Set<String> TEXTS = Set.of("name", "status", "user", "id", "parent_id");
    private static final Map<String, Subject> SUBJECTS = Map.ofEntries(
            Map.entry("metrics", Subject.METRIC),
            Map.entry("metric", Subject.METRIC),
            Map.entry("params", Subject.PARAM),
            Map.entry("param", Subject.PARAM),
            Map.entry("tags", Subject.TAG),
            Map.entry("tag", Subject.TAG),
            Map.entry("attributes", Subject.ATTRIBUTE),
            Map.entry("attribute", Subject.ATTRIBUTE));
    private static final Map<String, Operator> OPERATORS = Map.of(
            "=", Operator.EQ,
            "==", Operator.EQ,
            "!=", Operator.NE,
            "<>", Operator.NE,
            "<", Operator.LT,
            "<=", Operator.LE,
            ">", Operator.GT,
            ">=", Operator.GE);

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
            Field field = parser.field();
            if (field.subject != Subject.METRIC) {
                throw tokens.wrong(field.position, "runs are ordered by a metric, for instance metrics.f1");
            }
            boolean descending = tokens.take("desc");
            if (!descending) {
                tokens.take("asc");
            }
            query = descending ? query.orderByMetricDescending(field.key) : query.orderByMetricAscending(field.key);
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
        } else {
            filter = comparison();
        }
        depth--;
        return filter;
    }

    /** What is compared: {@code number} tells what it may be compared with, null where both will do. */
    private record Field(
            Subject subject, String key, @Nullable Boolean number, int position) {}

    private Field field() {
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
            case METRIC -> new Field(subject, key, true, position);
            case PARAM -> new Field(subject, key, null, position);
            case TAG -> new Field(subject, key, false, position);
            case ATTRIBUTE -> {
                if (!TIMES.contains(key) && !TEXTS.contains(key)) {
                    throw tokens.wrong(
                            position,
                            "a run has no attribute '" + key
                                    + "'; it has name, status, user, id, parent_id, start_time and end_time");
                }
                yield new Field(subject, key, TIMES.contains(key), position);
            }
        };
    }

    private RunFilter comparison() {
        Field field = field();
        boolean not = tokens.take("not");
        if (tokens.take("in")) {
            return in(field, not);
        }
        if (tokens.take("between")) {
            Comparison low = compare(field, not ? Operator.LT : Operator.GE);
            tokens.expect("and");
            Comparison high = compare(field, not ? Operator.GT : Operator.LE);
            return not ? new RunFilter.Or(List.of(low, high)) : new RunFilter.And(List.of(low, high));
        }
        Operator operator = not ? null : OPERATORS.get(tokens.symbol());
        if (operator == null) {
            throw tokens.wrong(
                    tokens.position(),
                    not ? "expected 'in' or 'between'" : "expected a comparison: = != < <= > >= in between");
        }
        tokens.next();
        return compare(field, operator);
    }

    /** A run that lacks what is compared is in no list, and not in none either: NOT IN means other than each. */
    private RunFilter in(Field field, boolean not) {
        tokens.expect("(");
        List<RunFilter> parts = new ArrayList<>();
        do {
            if (parts.size() == MOST_VALUES) {
                throw tokens.wrong(tokens.position(), "a list has at most " + MOST_VALUES + " values");
            }
            parts.add(compare(field, not ? Operator.NE : Operator.EQ));
        } while (tokens.take(","));
        tokens.expect(")");
        return not ? new RunFilter.And(parts) : new RunFilter.Or(parts);
    }

    private Comparison compare(Field field, Operator operator) {
        int position = tokens.position();
        Object operand = tokens.literal();
        if (field.number != null && field.number != operand instanceof Double) {
            throw tokens.wrong(
                    position,
                    "'" + field.key + "' is compared with " + (field.number ? "a number" : "a text in single quotes"));
        }
        return new Comparison(field.subject, field.key, operator, operand);
    }

    /** Makes the exception of every error, with the place and what is there. */
    static InvalidInputException error(String text, int position, String found, String message) {
        return new InvalidInputException("at character " + (position + 1) + " of the filter, "
                + (found.isEmpty() ? "its end" : "'" + found + "'") + ": " + message + "; the filter is: "
                + (text.length() <= 300 ? text : text.substring(0, 300) + "..."));
    }
}
