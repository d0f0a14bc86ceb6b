package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A filter as a condition on {@code run r}. Every operand becomes a bind parameter, and every part is true or false,
 * never NULL, so that {@code NOT} means what it says.
 */
final class FilterSql {
    private static final int MOST_COMPARISONS = 500;
    private static final int DEEPEST = 100;

    private final Db db;
    private final KeyNames names;
    private final StringBuilder sql = new StringBuilder();
    private final List<@Nullable Object> values = new ArrayList<>();
    private int comparisons;

    private FilterSql(Db db, KeyNames names) {
        this.db = db;
        this.names = names;
    }

    /** A condition and the values of its parameters, in order. */
    record Condition(String sql, List<@Nullable Object> values) {}

    static Condition compile(Db db, KeyNames names, RunFilter filter) throws SQLException {
        FilterSql compiler = new FilterSql(db, names);
        compiler.filter(filter, 0);
        return new Condition(compiler.sql.toString(), compiler.values);
    }

    private void filter(RunFilter filter, int depth) throws SQLException {
        if (depth > DEEPEST) {
            throw new InvalidInputException("the filter is nested deeper than " + DEEPEST + " levels; simplify it");
        }
        if (filter instanceof RunFilter.And and) {
            join(and.parts(), " AND ", "TRUE", depth);
        } else if (filter instanceof RunFilter.Or or) {
            join(or.parts(), " OR ", "FALSE", depth);
        } else if (filter instanceof RunFilter.Not not) {
            sql.append("NOT ");
            filter(not.part(), depth + 1);
        } else if (filter instanceof RunFilter.Comparison comparison) {
            if (++comparisons > MOST_COMPARISONS) {
                throw new InvalidInputException("the filter has more than " + MOST_COMPARISONS + " comparisons");
            }
            compare(comparison);
        }
    }

    private void join(List<RunFilter> parts, String between, String none, int depth) throws SQLException {
        sql.append('(');
        if (parts.isEmpty()) {
            sql.append(none);
        }
        for (int i = 0; i < parts.size(); i++) {
            sql.append(i == 0 ? "" : between);
            filter(parts.get(i), depth + 1);
        }
        sql.append(')');
    }

    private void compare(RunFilter.Comparison comparison) throws SQLException {
        switch (comparison.subject()) {
            case METRIC -> metric(comparison);
            case PARAM -> keyed(comparison, KeyNames.Kind.PARAM, "param x WHERE x.run_pk = r.run_pk");
            case TAG ->
                keyed(
                        comparison,
                        KeyNames.Kind.TAG,
                        "tag x WHERE x.owner_kind = " + RunWrites.RUN_OWNER + " AND x.owner_pk = r.run_pk");
            case ATTRIBUTE -> attribute(comparison);
        }
    }

    private void metric(RunFilter.Comparison comparison) throws SQLException {
        double operand = number(comparison, "metric");
        OptionalLong key = names.find(db, new KeyNames.Key(KeyNames.Kind.METRIC, comparison.key()));
        if (key.isEmpty()) {
            sql.append("FALSE");
            return;
        }
        sql.append("EXISTS (SELECT 1 FROM metric_last x WHERE x.run_pk = r.run_pk AND x.key_id = ? AND x.ctx_id = ")
                .append(MetricWrites.NO_CONTEXT)
                .append(" AND ");
        values.add(key.getAsLong());
        bits("x.val_bits", comparison.operator(), operand);
        sql.append(')');
    }

    private void keyed(RunFilter.Comparison comparison, KeyNames.Kind kind, String from) throws SQLException {
        if (kind == KeyNames.Kind.TAG && comparison.operand() instanceof Double) {
            throw wrongOperand(comparison, "tag", "a text");
        }
        OptionalLong key = names.find(db, new KeyNames.Key(kind, comparison.key()));
        if (key.isEmpty()) {
            sql.append("FALSE");
            return;
        }
        sql.append("EXISTS (SELECT 1 FROM ").append(from).append(" AND x.key_id = ? AND ");
        values.add(key.getAsLong());
        if (comparison.operand() instanceof Double operand) {
            bits("x.num_bits", comparison.operator(), operand);
        } else {
            text("x.val", comparison.operator(), (String) comparison.operand());
        }
        sql.append(')');
    }

    private void attribute(RunFilter.Comparison comparison) {
        switch (comparison.key()) {
            case "name" -> text("r.name", comparison);
            case "user" -> text("r.user_name", comparison);
            case "id" -> text("r.run_id", comparison);
            case "parent_id" -> text("(SELECT p.run_id FROM run p WHERE p.run_pk = r.parent_pk)", comparison);
            case "status" -> text(statusNames(), comparison);
            case "start_time" -> time("r.start_ms", comparison);
            case "end_time" -> time("r.end_ms", comparison);
            default ->
                throw new InvalidInputException("a run has no attribute '" + comparison.key()
                        + "'; it has name, status, user, id, parent_id, start_time and end_time");
        }
    }

    private static String statusNames() {
        StringBuilder names = new StringBuilder("CASE r.status");
        for (RunStatus status : RunStatus.values()) {
            names.append(" WHEN ")
                    .append(Codes.of(status))
                    .append(" THEN '")
                    .append(status.name())
                    .append('\'');
        }
        return names.append(" END").toString();
    }

    private void text(String expression, RunFilter.Comparison comparison) {
        if (!(comparison.operand() instanceof String operand)) {
            throw wrongOperand(comparison, "attribute", "a text");
        }
        sql.append("COALESCE(");
        text(expression, comparison.operator(), operand);
        sql.append(", FALSE)");
    }

    private void text(String expression, RunFilter.Operator operator, String operand) {
        StoredText.check("the operand of a comparison", operand);
        boolean order = operator != RunFilter.Operator.EQ && operator != RunFilter.Operator.NE;
        sql.append(order ? db.dialect().ordered(expression) : expression)
                .append(sign(operator))
                .append(order ? db.dialect().ordered("?") : "?");
        values.add(operand);
    }

    /** Compares whole milliseconds with a number that need not be whole: in the order of doubles, exact below 2^53. */
    private void time(String column, RunFilter.Comparison comparison) {
        double operand = number(comparison, "attribute");
        if (Double.isNaN(operand)) {
            sql.append(comparison.operator() == RunFilter.Operator.NE ? column + " IS NOT NULL" : "FALSE");
            return;
        }
        boolean whole = operand == Math.rint(operand);
        switch (comparison.operator()) {
            case EQ -> whole(column, whole ? " = " : null, operand, "FALSE");
            case NE -> whole(column, whole ? " <> " : null, operand, column + " IS NOT NULL");
            case LT -> whole(column, " < ", Math.ceil(operand), "");
            case LE -> whole(column, " <= ", Math.floor(operand), "");
            case GT -> whole(column, " > ", Math.floor(operand), "");
            case GE -> whole(column, " >= ", Math.ceil(operand), "");
            case LIKE, ILIKE -> throw new UnsupportedOperationException("not yet");
        }
    }

    private void whole(String column, @Nullable String sign, double operand, String otherwise) {
        if (sign == null) {
            sql.append(otherwise);
        } else {
            sql.append("COALESCE(").append(column).append(sign).append("?, FALSE)");
            values.add((long) operand);
        }
    }

    /** Compares an ordered long with a number; {@code NaN} meets no comparison but {@code NE}. */
    private void bits(String column, RunFilter.Operator operator, double operand) {
        if (Double.isNaN(operand)) {
            sql.append(operator == RunFilter.Operator.NE ? column + " IS NOT NULL" : "FALSE");
            return;
        }
        long low = OrderedBits.encode(operand == 0 ? -0.0 : operand);
        long high = OrderedBits.encode(operand == 0 ? 0.0 : operand);
        long least = OrderedBits.encode(Double.NEGATIVE_INFINITY);
        long greatest = OrderedBits.encode(Double.POSITIVE_INFINITY);
        switch (operator) {
            case EQ -> between(column, "", low, high);
            case NE -> between(column, "NOT ", low, high);
            case LT -> between(column, "", least, low - 1);
            case LE -> between(column, "", least, high);
            case GT -> between(column, "", high + 1, greatest);
            case GE -> between(column, "", low, greatest);
            case LIKE, ILIKE -> throw new UnsupportedOperationException("not yet");
        }
    }

    private void between(String column, String not, long low, long high) {
        sql.append(column).append(' ').append(not).append("BETWEEN ? AND ?");
        values.add(low);
        values.add(high);
    }

    private static double number(RunFilter.Comparison comparison, String kind) {
        if (comparison.operand() instanceof Double operand) {
            return operand;
        }
        throw wrongOperand(comparison, kind, "a number");
    }

    private static InvalidInputException wrongOperand(RunFilter.Comparison comparison, String kind, String expected) {
        return new InvalidInputException(kind + " '" + comparison.key() + "' is compared with " + expected + ", was '"
                + comparison.operand() + "'");
    }

    private static String sign(RunFilter.Operator operator) {
        return switch (operator) {
            case EQ -> " = ";
            case NE -> " <> ";
            case LT -> " < ";
            case LE -> " <= ";
            case GT -> " > ";
            case GE -> " >= ";
            case LIKE, ILIKE -> throw new UnsupportedOperationException("not yet");
        };
    }
}
