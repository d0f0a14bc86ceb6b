package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunQuery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first runs of one experiment whose first order is the last value of a metric, from the index of those values:
 * numbers, then NaN, then runs without the metric.
 */
final class MetricOrder {
    private static final String FROM = " FROM metric_last m CROSS JOIN run r";

    private final RunSearch search;
    private final Conjuncts conjuncts;
    private final Field field;
    private final OrderSql first;
    private final List<OrderSql> rest;

    MetricOrder(RunSearch search, Conjuncts conjuncts, RunQuery.Order order, List<OrderSql> orders) {
        this.search = search;
        this.conjuncts = conjuncts;
        this.field = order.field();
        this.first = orders.get(0);
        this.rest = orders.subList(1, orders.size());
    }

    void collect(long experiment) throws SQLException {
        RunSearch.Place after = search.after();
        Double value = after == null ? null : (Double) after.values().get(0);
        boolean isAbsent = after != null && value == null;
        boolean isNaN = value != null && value.isNaN();
        int left = search.wanted();
        if (!isAbsent && !isNaN) {
            left -= numbers(experiment, value, left);
        }
        if (left > 0 && !isAbsent && conjuncts.range(field) == null) {
            left -= indexed(experiment, new Sql(" AND m.val_bits = ?", OrderSql.NAN), isNaN, left);
        }
        if (left > 0 && !conjuncts.isRequired(field)) {
            absent(experiment, isAbsent, left);
        }
    }

    private int numbers(long experiment, @Nullable Double value, int limit) throws SQLException {
        FilterSql.Range range = new FilterSql.Range(Long.MIN_VALUE, OrderSql.NAN - 1);
        FilterSql.Range asked = conjuncts.range(field);
        if (asked != null) {
            range = range.and(asked);
        }
        int found = 0;
        if (value != null) { // runs of the same value first
            long bits = OrderedBits.encode(value);
            if (bits >= range.low() && bits <= range.high()) {
                found = indexed(experiment, new Sql(" AND m.val_bits = ?", bits), true, limit);
            }
            range = range.and(
                    first.ascending()
                            ? new FilterSql.Range(bits + 1, Long.MAX_VALUE)
                            : new FilterSql.Range(Long.MIN_VALUE, bits - 1));
        }
        if (found < limit && range.low() <= range.high()) {
            Sql within = new Sql(" AND m.val_bits BETWEEN ? AND ?", range.low(), range.high());
            found += indexed(experiment, within, false, limit - found);
        }
        return found;
    }

    /** The order repeats the columns that are equal because H2 uses an index only then. */
    private int indexed(long experiment, Sql which, boolean begins, int limit) throws SQLException {
        Sql rows = key(experiment, "m.").add(" AND r.run_pk = m.run_pk").add(which);
        if (begins) {
            rows.add(" AND ").add(later());
        }
        String direction = first.ascending() ? " ASC, " : " DESC, ";
        StringBuilder by = new StringBuilder();
        for (String column : List.of("exp_pk", "key_id", "ctx_id", "val_bits")) {
            by.append("m.").append(column).append(direction);
        }
        return search.select(FROM, rows, by.toString(), columns("m.val_bits"), limit, 1, "m.start_ms");
    }

    private void absent(long experiment, boolean begins, int limit) throws SQLException {
        FieldSql.Rows rows = FieldSql.rows(search.db(), search.names(), field, "m");
        Sql where = new Sql(" WHERE r.exp_pk = ?", experiment);
        if (rows != null) {
            where.add(" AND NOT EXISTS (SELECT 1 FROM " + rows.table() + " WHERE ")
                    .add(rows.condition())
                    .add(")");
        }
        if (begins) {
            where.add(" AND ").add(later());
        }
        search.select(" FROM run r", where, rest.isEmpty() ? "r.exp_pk, " : "", columns(null), limit, 1, "r.start_ms");
    }

    private Sql key(long experiment, String alias) throws SQLException {
        long metric = search.names()
                .find(search.db(), new KeyNames.Key(KeyNames.Kind.METRIC, field.key()))
                .orElse(-1);
        long context = FieldSql.context(search.db(), search.names(), field).orElse(-1);
        return new Sql(
                " WHERE " + alias + "exp_pk = ? AND " + alias + "key_id = ? AND " + alias + "ctx_id = ?",
                experiment,
                metric,
                context);
    }

    private Sql later() {
        RunSearch.Place after = Objects.requireNonNull(search.after(), "place to begin");
        return search.later(rest, after.values().subList(1, after.values().size()));
    }

    private List<OrderSql> columns(@Nullable String expression) {
        List<OrderSql> columns = new ArrayList<>();
        columns.add(first.from(expression));
        columns.addAll(rest);
        return columns;
    }
}
