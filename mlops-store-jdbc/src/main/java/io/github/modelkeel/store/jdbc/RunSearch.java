package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.spi.PageToken;
import io.github.modelkeel.spi.RunScan;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.View;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds runs. Every order has an index, from which each experiment gives its best few, then these are merged, so the cost
 * depends on the limit and the number of experiments and not on the number of runs that were ever made. A condition that few
 * runs meet is asked of its own index first. {@link RunScan} says what is found; this says how.
 */
final class RunSearch {
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
    private @Nullable Place worst;

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
            // keys rise in the order of the commits; the sum keeps engines from looking here for an index to walk
            condition.add(" AND r.run_pk + 0 <= ?", token.snapshot());
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
        db.keeping(search::collect);
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

    /** An experiment to look in. */
    private record Scope(long key, String id) {}

    /** Finds at least the first {@link #wanted} runs after the place to begin, in any order, none twice. */
    private void collect() throws SQLException {
        Conjuncts conjuncts = new Conjuncts(query.filter());
        int first = 0;
        while (first < orders.size() && orders.get(first).expression() == null) {
            first++; // by what no run has, all are equal
        }
        boolean isNewest = first == orders.size() || isNewestFirst();
        if (isNewest && conjuncts.isEmpty() && query.experimentIds().isEmpty()) {
            newestOfAll();
            return;
        }
        List<Scope> experiments = experiments();
        if (experiments.isEmpty()) {
            return;
        }
        Field field = isNewest ? null : query.orders().get(first).field();
        FieldIndex index = field == null ? FieldIndex.NEWEST : FieldIndex.of(db, names, field);
        List<Long> few = few(conjuncts, experiments, field, Objects.requireNonNull(index, "index of an order"));
        if (few != null) {
            among(few, experiments);
        } else if (field == null) {
            newest(conjuncts, experiments);
        } else if (index.value().equals(FieldSql.attribute("experiment_id").expression())) {
            byExperiment(experiments, first);
        } else {
            IndexOrder order = new IndexOrder(this, index, field, conjuncts, first);
            for (Scope experiment : experiments) {
                order.collect(experiment.key(), shelves(experiment.key()));
                trim();
            }
        }
    }

    /** Returns the experiments to look in. */
    private List<Scope> experiments() throws SQLException {
        List<String> ids = query.experimentIds().stream().distinct().toList();
        String living = query.view() == View.ACTIVE ? "deleted_ms IS NULL" : "1 = 1";
        String select = "SELECT exp_pk, exp_id FROM experiment WHERE " + living;
        Db.Row<Scope> scope = row -> new Scope(row.getLong(1), row.getString(2));
        if (ids.isEmpty()) {
            return db.list(select, scope);
        }
        List<Scope> found = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + AT_ONCE));
            @Nullable Object[] values = some.toArray();
            found.addAll(db.list(select + " AND exp_id IN (" + marks(some.size()) + ")", scope, values));
        }
        return found;
    }

    /** Returns the shelves of an experiment that are looked at, see {@link FieldIndex#ofRuns}. */
    private List<Long> shelves(long experiment) {
        return switch (query.view()) {
            case ACTIVE -> List.of(experiment);
            case DELETED -> List.of(-experiment);
            case ALL -> List.of(experiment, -experiment);
        };
    }

    private @Nullable List<Long> few(
            Conjuncts conjuncts, List<Scope> experiments, @Nullable Field served, FieldIndex index)
            throws SQLException {
        List<Long> keys = experiments.stream().map(Scope::key).toList();
        List<Long> shelves = keys.stream().flatMap(key -> shelves(key).stream()).toList();
        List<Long> few = conjuncts.few(db, names, keys, shelves, served);
        return few == null && query.view() == View.DELETED && !index.ofRuns()
                ? Conjuncts.few(db, shelves, "SELECT run_pk FROM run WHERE shelf = ?")
                : few;
    }

    private void among(List<Long> runs, List<Scope> experiments) throws SQLException {
        Set<String> asked = Set.copyOf(query.experimentIds());
        Set<Long> within = new HashSet<>(experiments.stream().map(Scope::key).toList());
        for (int from = 0; from < runs.size(); from += AT_ONCE) {
            List<Long> some = runs.subList(from, Math.min(runs.size(), from + AT_ONCE));
            @Nullable Object[] values = some.toArray();
            String in = " IN (" + marks(some.size()) + ")";
            if (!asked.isEmpty()) {
                Set<Long> inside = new HashSet<>(db.list(
                        "SELECT run_pk, exp_pk FROM run WHERE run_pk" + in,
                        row -> within.contains(row.getLong(2)) ? row.getLong(1) : -1,
                        values));
                values = some.stream().filter(inside::contains).toArray();
                in = " IN (" + marks(values.length) + ")";
            }
            if (values.length > 0) {
                all(new Sql(" WHERE r.run_pk" + in, values));
            }
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

    private void newestOfAll() throws SQLException {
        List<Long> kinds = switch (query.view()) {
            case ACTIVE -> List.of(0L);
            case DELETED -> List.of(1L);
            case ALL -> List.of(0L, 1L);
        };
        for (long gone : kinds) {
            tied(FieldIndex.NEWEST_OF_ALL, gone, new Sql(), orders, orders.size(), after != null);
        }
    }

    /** Walks down the starts; of the runs that have a text when that is asked for, whose index has them so. */
    private void newest(Conjuncts conjuncts, List<Scope> experiments) throws SQLException {
        Comparison equal = conjuncts.text();
        FieldIndex index = equal == null ? FieldIndex.NEWEST : FieldIndex.of(db, names, equal.field());
        Sql which = new Sql();
        if (equal != null && index != null) {
            which.add(index.begins(db.dialect(), (String) equal.operand()));
        }
        FieldIndex walked = index == null ? FieldIndex.NEWEST : index;
        for (Scope experiment : experiments) {
            long key = experiment.key();
            for (long shelf : walked.ofRuns() ? shelves(key) : List.of(key)) {
                tied(walked, shelf, which, orders, orders.size(), after != null);
            }
            trim();
        }
    }

    /** One experiment after the other, until there are enough. */
    private void byExperiment(List<Scope> experiments, int position) throws SQLException {
        Comparator<String> ids = StoredText.CODE_POINTS;
        Comparator<String> order = orders.get(position).ascending() ? ids : ids.reversed();
        String begin = after == null ? null : (String) after.values().get(position);
        if (after != null && begin == null) {
            return; // every run has one
        }
        List<Scope> sorted = new ArrayList<>(experiments);
        sorted.sort(Comparator.comparing(Scope::id, order));
        for (Scope experiment : sorted) {
            int place = begin == null ? 1 : order.compare(experiment.id(), begin);
            if (place >= 0 && found.size() < wanted) {
                for (long shelf : shelves(experiment.key())) {
                    tied(FieldIndex.NEWEST, shelf, new Sql(), orders, position + 1, place == 0);
                }
            }
        }
    }

    /** Leaves out what cannot be on the page any more; the last that can bounds what other experiments are asked for. */
    private void trim() {
        if (found.size() > wanted || (worst == null && found.size() == wanted)) {
            found.sort(order());
            found.subList(wanted, found.size()).clear();
            worst = found.get(wanted - 1);
        }
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
    private void all(Sql where) throws SQLException {
        Sql beginning = after == null ? new Sql() : new Sql(" AND ").add(later(orders, after.values()));
        select(" FROM run r", where.add(beginning), "", orders, isNewestFirst() ? orders.size() : 0, "r.start_ms");
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
        return db.list(sql.text(), row -> place(row, columns), sql.values());
    }

    void add(List<Place> places) {
        found.addAll(places);
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
