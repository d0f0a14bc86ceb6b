package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunFilter.Operator;
import io.github.modelkeel.tracking.RunFilter.Subject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A filter as a condition on {@code run r}. Every operand becomes a bind parameter, and every part is true or false,
 * never NULL, so that {@code NOT} means what it says. The filter was checked by {@code RunScan} before.
 */
final class FilterSql {
    /** More would make statements that databases refuse for their number of parameters. */
    private static final int MOST_COMPARISONS = 2_000;

    private final Db db;
    private final KeyNames names;
    private int comparisons;

    private FilterSql(Db db, KeyNames names) {
        this.db = db;
        this.names = names;
    }

    static Sql compile(Db db, KeyNames names, RunFilter filter) throws SQLException {
        return new FilterSql(db, names).filter(filter);
    }

    private Sql filter(RunFilter filter) throws SQLException {
        if (filter instanceof RunFilter.And and) {
            return join(parts(and.parts()), " AND ", "(1 = 1)");
        }
        if (filter instanceof RunFilter.Or or) {
            return join(parts(or.parts()), " OR ", "(1 = 0)");
        }
        if (filter instanceof RunFilter.Not not) {
            return new Sql("NOT ").add(filter(not.part()));
        }
        if (++comparisons > MOST_COMPARISONS) {
            throw new InvalidInputException(
                    "the filter has more than " + MOST_COMPARISONS + " comparisons; ask for fewer values at a time");
        }
        return filter instanceof RunFilter.Absent absent ? absent(absent.field()) : compare((Comparison) filter);
    }

    private List<Sql> parts(List<RunFilter> filters) throws SQLException {
        List<Sql> parts = new ArrayList<>();
        for (RunFilter part : filters) {
            parts.add(filter(part));
        }
        return parts;
    }

    /** Joins parts as a balanced tree: databases limit how deep an expression is, and a long chain is deep. */
    private static Sql join(List<Sql> parts, String between, String none) {
        if (parts.isEmpty()) {
            return new Sql(none);
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int half = parts.size() / 2;
        return new Sql("(")
                .add(join(parts.subList(0, half), between, none))
                .add(between)
                .add(join(parts.subList(half, parts.size()), between, none))
                .add(")");
    }

    private Sql absent(Field field) throws SQLException {
        if (field.subject() == Subject.ATTRIBUTE) {
            return new Sql("(" + FieldSql.attribute(field.key()).expression() + " IS NULL)");
        }
        FieldSql.Rows rows = FieldSql.rows(db, names, field, "x");
        return rows == null
                ? new Sql("(1 = 1)")
                : new Sql("NOT EXISTS (SELECT 1 FROM " + rows.table() + " WHERE ")
                        .add(rows.condition())
                        .add(")");
    }

    private Sql compare(Comparison comparison) throws SQLException {
        if (comparison.subject() == Subject.ATTRIBUTE) {
            FieldSql.Attribute attribute = FieldSql.attribute(comparison.key());
            Sql compared = comparison.operand() instanceof Double number
                    ? whole(attribute.expression(), comparison.operator(), number)
                    : text(attribute.expression(), attribute.low(), comparison.operator(), (String)
                            comparison.operand());
            return attribute.isNullable() // else the engine may use it to walk an index
                    ? new Sql("COALESCE(").add(compared).add(", 1 = 0)")
                    : new Sql("(").add(compared).add(")");
        }
        FieldSql.Rows rows = FieldSql.rows(db, names, comparison.field(), "x");
        if (rows == null) {
            return new Sql("(1 = 0)");
        }
        Sql exists = new Sql("EXISTS (SELECT 1 FROM " + rows.table() + " WHERE ")
                .add(rows.condition())
                .add(" AND ");
        if (comparison.subject() == Subject.METRIC) {
            String column = "x." + FieldSql.column(comparison.field().aggregate());
            exists.add(bits(column, comparison.operator(), (Double) comparison.operand()));
        } else if (comparison.operand() instanceof Double number) {
            exists.add(bits("x.num_bits", comparison.operator(), number));
        } else {
            String operand = (String) comparison.operand();
            exists.add(text("x.val", "COALESCE(x.val_low, x.val)", comparison.operator(), operand));
        }
        return exists.add(")");
    }

    private Sql text(String expression, String low, Operator operator, String operand) {
        Dialect dialect = db.dialect();
        return switch (operator) {
            case EQ -> new Sql(expression + " = ?", operand);
            case NE -> new Sql(expression + " <> ?", operand);
            case LT -> ordered(expression, " < ", operand);
            case LE -> ordered(expression, " <= ", operand);
            case GT -> ordered(expression, " > ", operand);
            case GE -> ordered(expression, " >= ", operand);
            case LIKE -> dialect.like(expression, new Likeness(operand));
            case ILIKE -> dialect.like(low, new Likeness(operand.toLowerCase(Locale.ROOT)));
        };
    }

    private Sql ordered(String expression, String sign, String operand) {
        Dialect dialect = db.dialect();
        return new Sql(dialect.ordered(expression) + sign + dialect.ordered("?"), operand);
    }

    /** Compares whole milliseconds with a number that need not be whole: in the order of doubles, exact below 2^53. */
    private static Sql whole(String column, Operator operator, double operand) {
        if (Double.isNaN(operand)) {
            return new Sql(operator == Operator.NE ? column + " IS NOT NULL" : "1 = 0");
        }
        boolean isWhole = operand == Math.rint(operand);
        return switch (operator) {
            case EQ -> isWhole ? new Sql(column + " = ?", (long) operand) : new Sql("1 = 0");
            case NE -> isWhole ? new Sql(column + " <> ?", (long) operand) : new Sql(column + " IS NOT NULL");
            case LT -> new Sql(column + " < ?", (long) Math.ceil(operand));
            case LE -> new Sql(column + " <= ?", (long) Math.floor(operand));
            case GT -> new Sql(column + " > ?", (long) Math.floor(operand));
            case GE -> new Sql(column + " >= ?", (long) Math.ceil(operand));
            case LIKE, ILIKE -> throw new IllegalStateException("a number has no pattern");
        };
    }

    /** Compares ordered bits with a number; {@code NaN} meets no comparison but {@code NE}. */
    private static Sql bits(String column, Operator operator, double operand) {
        if (Double.isNaN(operand)) {
            return new Sql(operator == Operator.NE ? column + " IS NOT NULL" : "1 = 0");
        }
        Range range = Range.of(operator == Operator.NE ? Operator.EQ : operator, operand);
        String not = operator == Operator.NE ? " NOT" : "";
        return new Sql(column + not + " BETWEEN ? AND ?", range.low(), range.high());
    }

    /** Ordered bits from {@code low} to {@code high}, both included; none when low is greater. */
    record Range(long low, long high) {
        /** Returns the values that meet a comparison, which is none with NaN and not {@code NE}. */
        static Range of(Operator operator, double operand) {
            long low = OrderedBits.encode(operand == 0 ? -0.0 : operand);
            long high = OrderedBits.encode(operand == 0 ? 0.0 : operand);
            long least = OrderedBits.encode(Double.NEGATIVE_INFINITY);
            long greatest = OrderedBits.encode(Double.POSITIVE_INFINITY);
            return switch (operator) {
                case EQ -> new Range(low, high);
                case LT -> new Range(least, low - 1);
                case LE -> new Range(least, high);
                case GT -> new Range(high + 1, greatest);
                case GE -> new Range(low, greatest);
                case NE, LIKE, ILIKE -> throw new IllegalStateException(operator + " is no range");
            };
        }

        Range and(Range other) {
            return new Range(Math.max(low, other.low), Math.min(high, other.high));
        }
    }
}
