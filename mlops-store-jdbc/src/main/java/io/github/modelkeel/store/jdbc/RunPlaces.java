package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.spi.PageToken;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.View;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The places of a search that were found so far, and the statements that find more. {@link RunSearch} says which. */
final class RunPlaces {
    private final Db db;
    private final KeyNames names;
    private final RunQuery query;
    private final Sql condition;
    private final List<OrderSql> orders;
    private final @Nullable Place after;
    private final int wanted;
    private final List<Place> found = new ArrayList<>();
    private @Nullable Place worst;

    RunPlaces(Db db, KeyNames names, RunQuery query, @Nullable PageToken token) throws SQLException {
        this.db = db;
        this.names = names;
        this.query = query;
        this.wanted = query.limit() + 1; // one more says whether there is a next page
        List<OrderSql> all = new ArrayList<>();
        for (RunQuery.Order order : query.orders()) {
            all.add(OrderSql.of(db, names, order, all.size()));
        }
        this.orders = all;
        this.after = token == null ? null : Place.of(token, all);
        this.condition = FilterSql.compile(db, names, query.filter()).add(seen(query.view()));
        if (token != null) {
            // keys rise in the order of the commits; the sum keeps engines from looking here for an index to walk
            condition.add(" AND r.run_pk + 0 <= ?", token.snapshot());
        }
    }

    private static String seen(View view) {
        return switch (view) {
            case ACTIVE -> " AND r.deleted_ms IS NULL";
            case DELETED -> " AND r.deleted_ms IS NOT NULL";
            case ALL -> "";
        };
    }

    /** Returns whether what is asked for is the order by start, downwards, and nothing else. */
    boolean isNewestFirst() {
        if (query.orders().size() == 1) {
            return !query.orders().get(0).ascending()
                    && "r.start_ms".equals(orders.get(0).expression());
        }
        return query.orders().isEmpty();
    }

    /**
     * Finds the first runs of those that are equal in the column that an index orders, or begin alike, in the order of the
     * rest; when there is none, of the index.
     *
     * @param said how many of the orders are settled
     * @param begins whether the place to begin is among them
     */
    int tied(FieldIndex index, long key, Sql which, List<OrderSql> columns, int said, boolean begins)
            throws SQLException {
        Sql where = new Sql(" WHERE " + index.shelf() + " = ?", key)
                .add(index.where())
                .add(which);
        List<OrderSql> rest = columns.subList(said, columns.size());
        Place from = begins ? after : null;
        int first = 0;
        if (rest.stream().allMatch(order -> order.expression() == null)) {
            if (worst != null && said == columns.size() && isNewestFirst()) {
                where.add(" AND " + index.start() + " >= ?", worst.start());
            }
            if (from != null) {
                Sql same = new Sql()
                        .add(where)
                        .add(" AND " + index.start() + " = ? AND r.run_id > ?", from.start(), from.id());
                first = select(index.from(), same, index.by(false), columns, columns.size(), index.start());
                where.add(" AND " + index.start() + " < ?", from.start());
            }
        } else if (from != null) {
            where.add(" AND ").add(later(rest, from.values().subList(said, columns.size())));
        }
        return first < wanted
                ? first + select(index.from(), where, index.by(false), columns, said, index.start())
                : first;
    }

    /** Sorts every run that a condition on {@code run r} leaves. */
    void all(Sql where) throws SQLException {
        Sql beginning = after == null ? new Sql() : new Sql(" AND ").add(later(orders, after.values()));
        select(" FROM run r", where.add(beginning), "", orders, isNewestFirst() ? orders.size() : 0, "r.start_ms");
    }

    /** Returns the condition that a run comes after the place to begin by these orders, then start and id. */
    private Sql later(List<OrderSql> by, List<@Nullable Object> values) {
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

    /**
     * Adds the first runs that may be wanted to what is found and returns how many.
     *
     * @param by terms of ORDER BY that come first, each followed by a comma
     * @param columns what is read of each order, one for each order of the query
     * @param said how many of the columns are in {@code by} or in the order by start
     * @param start where the start of a run is read
     */
    int select(String from, Sql where, String by, List<OrderSql> columns, int said, String start) throws SQLException {
        StringBuilder order = new StringBuilder(by);
        for (OrderSql column : columns.subList(said, columns.size())) {
            order.append(column.terms());
        }
        List<Place> places = read(from, where, order + start + " DESC, r.run_id, ", columns);
        found.addAll(places);
        return places.size();
    }

    /**
     * Reads the first runs that may be wanted, without adding them to what is found; each term of ORDER BY is followed by a
     * comma. Their number is in the text: an engine that does not know it plans for many.
     */
    List<Place> read(String from, Sql where, String by, List<OrderSql> columns) throws SQLException {
        Sql sql = new Sql("SELECT r.run_pk, r.start_ms, r.run_id");
        for (OrderSql column : columns) {
            sql.add(", " + column.selected());
        }
        sql.add(from);
        for (OrderSql column : columns) {
            sql.add(column.join());
        }
        String terms = by.substring(0, by.length() - 2);
        sql.add(where).add(" AND ").add(condition).add(" ORDER BY " + terms + " LIMIT " + wanted);
        return db.list(sql.text(), row -> Place.read(row, columns), sql.values());
    }

    void add(List<Place> places) {
        found.addAll(places);
    }

    /** Leaves out what cannot be on the page any more; the last that can bounds what other experiments are asked for. */
    void trim() {
        if (found.size() > wanted || (worst == null && found.size() == wanted)) {
            found.sort(Place.by(orders));
            found.subList(wanted, found.size()).clear();
            worst = found.get(wanted - 1);
        }
    }

    /** Returns what is found, in the order of the result. */
    List<Place> sorted() {
        found.sort(Place.by(orders));
        return found;
    }

    /** Returns whether enough is found for the page and to know whether another follows. */
    boolean isEnough() {
        return found.size() >= wanted;
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

    List<OrderSql> orders() {
        return orders;
    }

    /** Returns the last of the runs that are enough for the page, or {@code null} while there are fewer. */
    @Nullable
    Place worst() {
        return worst;
    }

    int wanted() {
        return wanted;
    }
}
