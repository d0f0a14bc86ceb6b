package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.tracking.RunFilter.Subject;
import io.github.modelkeel.tracking.RunQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One order of a search: an expression on a joined table, and the conditions that begin a page after a value. Numbers or
 * texts come first, in the direction, then NaN, then runs without the field.
 *
 * @param expression what is ordered; {@code null} when no run has it
 * @param join the join that the expression needs, or empty
 */
record OrderSql(
        FieldSql.Type type,
        @Nullable String expression,
        boolean isNullable,
        boolean ascending,
        Sql join,
        Dialect dialect) {
    static final long NAN = OrderedBits.encode(Double.NaN);

    static OrderSql of(Db db, KeyNames names, RunQuery.Order order, int number) throws SQLException {
        if (order.field().subject() == Subject.ATTRIBUTE) {
            FieldSql.Attribute attribute = FieldSql.attribute(order.field().key());
            return new OrderSql(
                    attribute.type(),
                    attribute.expression(),
                    attribute.isNullable(),
                    order.ascending(),
                    new Sql(),
                    db.dialect());
        }
        boolean isMetric = order.field().subject() == Subject.METRIC;
        FieldSql.Type type = isMetric ? FieldSql.Type.BITS : FieldSql.Type.TEXT;
        String alias = "o" + number;
        FieldSql.Rows rows = FieldSql.rows(db, names, order.field(), alias);
        if (rows == null) {
            return new OrderSql(type, null, true, order.ascending(), new Sql(), db.dialect());
        }
        String column = isMetric ? FieldSql.column(order.field().aggregate()) : "val";
        Sql join = new Sql(" LEFT JOIN " + rows.table() + " ON ").add(rows.condition());
        return new OrderSql(type, alias + "." + column, true, order.ascending(), join, db.dialect());
    }

    /** Returns this order read from another expression, which needs no join; {@code null} when the runs do not have it. */
    OrderSql from(@Nullable String other) {
        return new OrderSql(type, other, false, ascending, new Sql(), dialect);
    }

    /** Returns what is selected for this order. */
    String selected() {
        return expression == null ? "NULL" : expression;
    }

    /** Returns the value of a row: a Double, a String, or null. */
    @Nullable
    Object read(ResultSet row, int column) throws SQLException {
        if (expression == null) {
            return null;
        }
        if (type == FieldSql.Type.TEXT) {
            return row.getString(column);
        }
        Long number = Db.longOrNull(row, column);
        if (number == null) {
            return null;
        }
        return type == FieldSql.Type.BITS ? (Object) OrderedBits.decode(number) : (Object) number.doubleValue();
    }

    /** Returns the terms of ORDER BY, each followed by a comma. */
    String terms() {
        if (expression == null) {
            return "";
        }
        String direction = ascending ? " ASC, " : " DESC, ";
        String classes = type == FieldSql.Type.BITS
                ? "CASE WHEN " + expression + " IS NULL THEN 2 WHEN " + expression + " = " + NAN
                        + " THEN 1 ELSE 0 END, "
                : isNullable ? "CASE WHEN " + expression + " IS NULL THEN 1 ELSE 0 END, " : "";
        return classes + dialect.ordered(expression, type == FieldSql.Type.TEXT) + direction;
    }

    /** Returns the condition that a run comes after those of this value by this order alone; false when none does. */
    Sql after(@Nullable Object value) {
        if (expression == null || value == null) {
            return new Sql("1 = 0");
        }
        String absent = isNullable ? expression + " IS NULL" : "1 = 0";
        Object stored = stored(value);
        if (type == FieldSql.Type.BITS && stored.equals(NAN)) {
            return new Sql(absent);
        }
        Sql after = new Sql("(" + absent + " OR ");
        if (type == FieldSql.Type.BITS && !ascending) {
            after.add(expression + " = " + NAN + " OR "); // ascending, NaN is above every number by its bits
        }
        boolean isText = type == FieldSql.Type.TEXT;
        return after.add(
                dialect.ordered(expression, isText) + (ascending ? " > " : " < ") + dialect.ordered("?", isText) + ")",
                stored);
    }

    /** Returns the condition that a run has this value. */
    Sql equal(@Nullable Object value) {
        if (expression == null) {
            return new Sql(value == null ? "1 = 1" : "1 = 0");
        }
        return value == null ? new Sql(expression + " IS NULL") : new Sql(expression + " = ?", stored(value));
    }

    /** Returns a value of a key as the tables hold it. */
    Object stored(Object value) {
        return switch (type) {
            case BITS -> OrderedBits.encode((Double) value);
            case WHOLE -> ((Double) value).longValue();
            case TEXT -> value;
        };
    }

    /** Returns whether a value that somebody made up can be one of this order. */
    boolean fits(@Nullable Object value) {
        return value == null || (type == FieldSql.Type.TEXT ? value instanceof String : value instanceof Double);
    }
}
