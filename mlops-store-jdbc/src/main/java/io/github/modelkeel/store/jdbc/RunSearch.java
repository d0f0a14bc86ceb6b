package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.spi.PageToken;
import io.github.modelkeel.spi.RunScan;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.View;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds runs. Where an index gives the order, each experiment gives its best few from it, then these are merged, so the cost
 * depends on the limit and not on the number of runs that were ever made. A condition that few runs meet is asked of its own
 * index first. {@link RunScan} says what is found; this says how.
 */
final class RunSearch {
    /** With more experiments than this, one query for all of them costs less than one for each. */
    private static final int EXPERIMENTS = 200;

    /** Values of one IN. */
    private static final int AT_ONCE = 500;

    private final Db db;
    private final KeyNames names;
    private final RunQuery query;
    private final Sql condition;
    private final List<OrderSql> orders;
    private final @Nullable Place after;
    private final int wanted;
    private final List<Place> found = new ArrayList<>();

    private RunSearch(Db db, KeyNames names, RunQuery query, @Nullable PageToken token) throws SQLException {
        this.db = db;
        this.names = names;
        this.query = query;
        this.wanted = query.limit() + 1; // one more says whether there is a next page
        List<OrderSql> all = new ArrayList<>();
        for (RunQuery.Order order : query.orders()) {
            all.add(OrderSql.of(db, names, order, all.size()));
        }
        this.orders = all;
        this.after = token == null ? null : place(token);
        this.condition = FilterSql.compile(db, names, query.filter()).add(seen(query.view()));
        if (token != null) {
            condition.add(" AND r.run_pk <= ?", token.snapshot()); // keys rise in the order of the commits
        }
    }

    /** Where a run stands in the result. */
    record Place(List<@Nullable Object> values, long start, String id, long key) {}

    static Page<RunRecord> search(Db db, KeyNames names, RunQuery query) throws SQLException {
        RunScan.check(query);
        String question = PageToken.question(query);
        String given = query.pageToken();
        PageToken token = given == null ? null : PageToken.decode(given, question);
        RunSearch search = new RunSearch(db, names, query, token);
        search.collect();
        search.found.sort(search.order());
        boolean more = search.found.size() > query.limit();
        List<Place> shown = more ? search.found.subList(0, query.limit()) : search.found;
        List<RunRecord> runs =
                new RunReads(db).load(shown.stream().map(Place::key).toList(), query.parts(), names);
        if (!more) {
            return new Page<>(runs, null);
        }
        long snapshot = token != null
                ? token.snapshot()
                : db.first("SELECT next_id FROM id_block WHERE name = 'seq'", row -> row.getLong(1))
                                .orElse(Long.MAX_VALUE)
                        - 1;
        Place last = shown.get(shown.size() - 1);
        List<@Nullable Object> key = new ArrayList<>(last.values());
        key.add(last.start());
        key.add(last.id());
        return new Page<>(runs, new PageToken(snapshot, key).encode(question));
    }

    private static String seen(View view) {
        return switch (view) {
            case ACTIVE -> " AND r.deleted_ms IS NULL";
            case DELETED -> " AND r.deleted_ms IS NOT NULL";
            case ALL -> "";
        };
    }

    /** Makes a place to begin after from a token, which anybody may have made up. */
    private Place place(PageToken token) {
        List<@Nullable Object> key = token.key();
        int size = orders.size();
        if (key.size() == size + 2 && key.get(size) instanceof Long start && key.get(size + 1) instanceof String id) {
            boolean fits = true;
            for (int i = 0; i < size; i++) {
                fits &= orders.get(i).fits(key.get(i));
            }
            if (fits) {
                return new Place(key.subList(0, size), start, id, 0);
            }
        }
        throw new InvalidInputException(
                "the page token has a key that does not fit the order; give the token of the page"
                        + " before with the same question, or none for the first page");
    }

    private Comparator<Place> order() {
        Comparator<Place> order = (a, b) -> {
            for (int i = 0; i < orders.size(); i++) {
                int one = compare(
                        a.values().get(i), b.values().get(i), orders.get(i).ascending());
                if (one != 0) {
                    return one;
                }
            }
            return 0;
        };
        return order.thenComparing(Comparator.comparingLong(Place::start).reversed())
                .thenComparing(Place::id, StoredText.CODE_POINTS);
    }

    private static int compare(@Nullable Object a, @Nullable Object b, boolean ascending) {
        int classes = Integer.compare(classOf(a), classOf(b));
        if (classes != 0 || classOf(a) != 0 || Objects.equals(a, b)) {
            return classes;
        }
        int values = a instanceof Double x && b instanceof Double y
                ? Double.compare(x, y)
                : StoredText.CODE_POINTS.compare(
                        (String) Objects.requireNonNull(a), (String) Objects.requireNonNull(b));
        return ascending ? values : -values;
    }

    private static int classOf(@Nullable Object value) {
        return value == null ? 2 : value instanceof Double number && number.isNaN() ? 1 : 0;
    }

    /** Finds at least the first {@link #wanted} runs after the place to begin, in any order, none twice. */
    private void collect() throws SQLException {
        List<Long> experiments = experiments();
        if (experiments.isEmpty()) {
            return;
        }
        Conjuncts conjuncts = new Conjuncts(query.filter());
        boolean byMetric = !query.orders().isEmpty()
                && FieldSql.isIndexed(query.orders().get(0).field())
                && orders.get(0).expression() != null
                && experiments.size() <= EXPERIMENTS;
        List<Long> few = experiments.size() > EXPERIMENTS
                ? null
                : conjuncts.few(
                        db, names, experiments, byMetric ? query.orders().get(0).field() : null);
        if (few != null) {
            among(" WHERE r.run_pk IN (", few, restriction(experiments));
        } else if (byMetric) {
            for (long experiment : experiments) {
                new MetricOrder(this, conjuncts, query.orders().get(0), orders).collect(experiment);
            }
        } else if (isNewestFirst()) {
            byStart(experiments);
        } else if (query.experimentIds().isEmpty()) {
            all(new Sql(" WHERE 1 = 1"));
        } else {
            among(" WHERE r.exp_pk IN (", experiments, new Sql());
        }
    }

    /** Returns the experiments to look in; when all are, those that have a run to find at most. */
    private List<Long> experiments() throws SQLException {
        List<String> ids = query.experimentIds().stream().distinct().toList();
        String living = query.view() == View.ACTIVE ? "deleted_ms IS NULL" : "1 = 1";
        if (ids.isEmpty()) {
            return db.list(
                    "SELECT exp_pk FROM experiment WHERE " + living + " LIMIT ?",
                    row -> row.getLong(1),
                    EXPERIMENTS + 1);
        }
        List<Long> keys = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + AT_ONCE));
            @Nullable Object[] values = some.toArray();
            keys.addAll(db.list(
                    "SELECT exp_pk FROM experiment WHERE " + living + " AND exp_id IN (" + marks(some.size()) + ")",
                    row -> row.getLong(1),
                    values));
        }
        return keys;
    }

    private Sql restriction(List<Long> experiments) {
        if (query.experimentIds().isEmpty()) {
            return new Sql();
        }
        return new Sql(" AND r.exp_pk IN (" + marks(experiments.size()) + ")", experiments.toArray());
    }

    private void among(String where, List<Long> keys, Sql restriction) throws SQLException {
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            List<Long> some = keys.subList(from, Math.min(keys.size(), from + AT_ONCE));
            @Nullable Object[] values = some.toArray();
            all(new Sql(where + marks(some.size()) + ")", values).add(restriction));
        }
    }

    private static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    private boolean isNewestFirst() {
        if (query.orders().size() == 1) {
            return !query.orders().get(0).ascending()
                    && "r.start_ms".equals(orders.get(0).expression());
        }
        return query.orders().isEmpty();
    }

    /** Walks down the index of starts; the columns that are equal are repeated because H2 uses an index only then. */
    private void byStart(List<Long> experiments) throws SQLException {
        boolean everywhere = query.experimentIds().isEmpty() || experiments.size() > EXPERIMENTS;
        Place begin = after;
        for (long experiment : everywhere ? List.of(0L) : experiments) {
            Sql where = everywhere
                    ? new Sql(" WHERE 1 = 1")
                            .add(query.experimentIds().isEmpty() ? new Sql() : restriction(experiments))
                    : new Sql(" WHERE r.exp_pk = ?", experiment);
            String by = everywhere ? "" : "r.exp_pk, ";
            int rest = wanted;
            if (begin != null) {
                Sql tie = new Sql(" AND r.start_ms = ? AND r.run_id > ?", begin.start(), begin.id());
                rest -= select(" FROM run r", new Sql().add(where).add(tie), by, orders, rest);
                where.add(" AND r.start_ms < ?", begin.start());
            }
            if (rest > 0) {
                select(" FROM run r", where, by, orders, rest);
            }
        }
    }

    /** Sorts every run that a condition on {@code run r} leaves. */
    private void all(Sql where) throws SQLException {
        Sql beginning = after == null ? new Sql() : new Sql(" AND ").add(later(orders, after.values()));
        select(" FROM run r", where.add(beginning), "", orders, wanted);
    }

    /** Returns the condition that a run comes after the place to begin by these orders, then start and id. */
    Sql later(List<OrderSql> by, List<@Nullable Object> values) {
        Place begin = Objects.requireNonNull(after, "place to begin");
        if (by.isEmpty()) {
            return new Sql(
                    "(r.start_ms <= ? AND (r.start_ms < ? OR r.run_id > ?))", begin.start(), begin.start(), begin.id());
        }
        List<@Nullable Object> rest = values.subList(1, values.size());
        return new Sql("(")
                .add(by.get(0).after(values.get(0)))
                .add(" OR (")
                .add(by.get(0).equal(values.get(0)))
                .add(" AND ")
                .add(later(by.subList(1, by.size()), rest))
                .add("))");
    }

    private int select(String from, Sql where, String by, List<OrderSql> columns, int limit) throws SQLException {
        return select(from, where, by, columns, limit, isNewestFirst() ? columns.size() : 0, "r.start_ms");
    }

    /**
     * Adds runs to what is found and returns how many.
     *
     * @param by terms of ORDER BY that come first, each followed by a comma
     * @param columns what is read of each order, one for each order of the query
     * @param said how many of the columns are in {@code by} or in the order by start
     * @param start where the start of a run is read
     */
    int select(String from, Sql where, String by, List<OrderSql> columns, int limit, int said, String start)
            throws SQLException {
        Sql sql = new Sql("SELECT r.run_pk, r.start_ms, r.run_id");
        for (OrderSql column : columns) {
            sql.add(", " + column.selected());
        }
        sql.add(from);
        for (OrderSql column : columns) {
            sql.add(column.join());
        }
        sql.add(where).add(" AND ").add(condition).add(" ORDER BY " + by);
        for (OrderSql column : columns.subList(said, columns.size())) {
            sql.add(column.terms());
        }
        sql.add(start + " DESC, r.run_id LIMIT ?", limit);
        List<Place> places = db.list(sql.text(), row -> place(row, columns), sql.values());
        found.addAll(places);
        return places.size();
    }

    private static Place place(ResultSet row, List<OrderSql> columns) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            values.add(columns.get(i).read(row, 4 + i));
        }
        return new Place(values, row.getLong(2), row.getString(3), row.getLong(1));
    }

    Db db() {
        return db;
    }

    KeyNames names() {
        return names;
    }

    @Nullable
    Place after() {
        return after;
    }

    int wanted() {
        return wanted;
    }
}
