package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.tracking.RunQuery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds runs. Each experiment gives its best few from an index, then these are merged, so the cost depends on the limit
 * and not on the number of runs that were ever made.
 */
final class RunSearch {
    private static final long NAN = OrderedBits.encode(Double.NaN);

    private final Db db;
    private final RunQuery query;
    private final FilterSql.Condition condition;
    private final OptionalLong orderKey;

    private RunSearch(Db db, KeyNames names, RunQuery query) throws SQLException {
        this.db = db;
        this.query = query;
        this.condition = FilterSql.compile(db, names, query.filter());
        String orderBy =
                query.orders().isEmpty() ? null : query.orders().get(0).field().key();
        this.orderKey = orderBy == null
                ? OptionalLong.empty()
                : names.find(db, new KeyNames.Key(KeyNames.Kind.METRIC, orderBy));
    }

    /** Where a run stands in the result: {@code part} 0 has a number, 1 is NaN, 2 lacks the metric. */
    private record Place(int part, long bits, long start, String id, long key) {}

    /** Returns the keys of the runs that a query finds, in its order. */
    static List<Long> find(Db db, KeyNames names, RunQuery query) throws SQLException {
        RunSearch search = new RunSearch(db, names, query);
        List<Place> places = new ArrayList<>();
        for (long experiment : search.experiments()) {
            search.collect(experiment, places);
        }
        places.sort(search.order());
        return places.stream().limit(query.limit()).map(Place::key).toList();
    }

    private List<Long> experiments() throws SQLException {
        List<String> ids = query.experimentIds();
        if (ids.isEmpty()) {
            return db.list("SELECT exp_pk FROM experiment WHERE deleted_ms IS NULL", row -> row.getLong(1));
        }
        @Nullable Object[] values = ids.toArray();
        return db.list(
                "SELECT exp_pk FROM experiment WHERE deleted_ms IS NULL AND exp_id IN ("
                        + String.join(", ", Collections.nCopies(ids.size(), "?")) + ")",
                row -> row.getLong(1),
                values);
    }

    private Comparator<Place> order() {
        Comparator<Place> bits = Comparator.comparingLong(Place::bits);
        return Comparator.comparingInt(Place::part)
                .thenComparing(
                        (!query.orders().isEmpty() && query.orders().get(0).ascending()) ? bits : bits.reversed())
                .thenComparing(Comparator.comparingLong(Place::start).reversed())
                .thenComparing(Place::id);
    }

    private void collect(long experiment, List<Place> places) throws SQLException {
        if (orderKey.isEmpty()) {
            places.addAll(byStart(experiment, query.limit(), 2, "", List.of()));
            return;
        }
        long key = orderKey.getAsLong();
        List<Place> found = new ArrayList<>(byMetric(experiment, query.limit(), 0, key));
        if (found.size() < query.limit()) {
            found.addAll(byMetric(experiment, query.limit() - found.size(), 1, key));
        }
        if (found.size() < query.limit()) {
            String lacking = " AND NOT EXISTS (SELECT 1 FROM metric_last m WHERE m.run_pk = r.run_pk"
                    + " AND m.key_id = ? AND m.ctx_id = " + MetricWrites.NO_CONTEXT + ")";
            found.addAll(byStart(experiment, query.limit() - found.size(), 2, lacking, List.of(key)));
        }
        places.addAll(found);
    }

    private List<Place> byStart(long experiment, int limit, int part, String further, List<Long> furtherValues)
            throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(experiment);
        values.addAll(condition.values());
        values.addAll(furtherValues);
        values.add(limit);
        return db.list(
                "SELECT r.start_ms, r.run_id, r.run_pk FROM run r WHERE r.exp_pk = ? AND r.deleted_ms IS NULL AND "
                        + condition.sql() + further + " ORDER BY r.exp_pk, r.start_ms DESC, r.run_id LIMIT ?",
                row -> new Place(part, 0, row.getLong(1), row.getString(2), row.getLong(3)),
                values.toArray());
    }

    /** The order repeats the columns that are equal because H2 uses an index only then. */
    private List<Place> byMetric(long experiment, int limit, int part, long key) throws SQLException {
        String direction = (!query.orders().isEmpty() && query.orders().get(0).ascending()) ? "ASC" : "DESC";
        List<@Nullable Object> values = new ArrayList<>(List.of(experiment, key, NAN));
        values.addAll(condition.values());
        values.add(limit);
        return db.list(
                "SELECT m.val_bits, r.start_ms, r.run_id, r.run_pk FROM metric_last m CROSS JOIN run r"
                        + " WHERE m.exp_pk = ? AND m.key_id = ? AND m.ctx_id = " + MetricWrites.NO_CONTEXT
                        + " AND m.val_bits " + (part == 0 ? "<" : "=") + " ? AND r.run_pk = m.run_pk"
                        + " AND r.deleted_ms IS NULL AND " + condition.sql()
                        + " ORDER BY m.exp_pk " + direction + ", m.key_id " + direction + ", m.val_bits " + direction
                        + ", r.start_ms DESC, r.run_id LIMIT ?",
                row -> new Place(part, row.getLong(1), row.getLong(2), row.getString(3), row.getLong(4)),
                values.toArray());
    }
}
