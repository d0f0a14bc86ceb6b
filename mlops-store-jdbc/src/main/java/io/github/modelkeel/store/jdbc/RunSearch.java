package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.spi.PageToken;
import io.github.modelkeel.spi.RunScan;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.View;
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
    private final RunPlaces places;

    private RunSearch(Db db, KeyNames names, RunQuery query, RunPlaces places) {
        this.db = db;
        this.names = names;
        this.query = query;
        this.places = places;
    }

    static Page<RunRecord> search(Db db, KeyNames names, RunQuery query) throws SQLException {
        RunScan.check(query);
        String question = PageToken.question(query);
        String given = query.pageToken();
        PageToken token = given == null ? null : PageToken.decode(given, question);
        RunPlaces places = new RunPlaces(db, names, query, token);
        db.keeping(new RunSearch(db, names, query, places)::collect);
        List<Place> found = places.sorted();
        boolean more = found.size() > query.limit();
        List<Place> shown = more ? found.subList(0, query.limit()) : found;
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
        return new Page<>(runs, new PageToken(snapshot, last.token()).encode(question));
    }

    /** An experiment to look in. */
    private record Scope(long key, String id) {}

    /** Finds at least the first {@link RunPlaces#wanted} runs after the place to begin, in any order, none twice. */
    private void collect() throws SQLException {
        List<OrderSql> orders = places.orders();
        Conjuncts conjuncts = new Conjuncts(query.filter());
        int first = 0;
        while (first < orders.size() && orders.get(first).expression() == null) {
            first++; // by what no run has, all are equal
        }
        boolean isNewest = first == orders.size() || places.isNewestFirst();
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
            IndexOrder order = new IndexOrder(places, index, field, conjuncts, first);
            for (Scope experiment : experiments) {
                order.collect(experiment.key(), shelves(experiment.key()));
                places.trim();
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
                places.all(new Sql(" WHERE r.run_pk" + in, values));
            }
        }
    }

    private static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    private void newestOfAll() throws SQLException {
        List<Long> kinds = switch (query.view()) {
            case ACTIVE -> List.of(0L);
            case DELETED -> List.of(1L);
            case ALL -> List.of(0L, 1L);
        };
        for (long gone : kinds) {
            places.tied(
                    FieldIndex.NEWEST_OF_ALL,
                    gone,
                    new Sql(),
                    places.orders(),
                    places.orders().size(),
                    places.after() != null);
        }
    }

    /** Walks down the starts; of the runs that have a text when that is asked for, whose index has them so. */
    private void newest(Conjuncts conjuncts, List<Scope> experiments) throws SQLException {
        List<OrderSql> orders = places.orders();
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
                places.tied(walked, shelf, which, orders, orders.size(), places.after() != null);
            }
            places.trim();
        }
    }

    /** One experiment after the other, until there are enough. */
    private void byExperiment(List<Scope> experiments, int position) throws SQLException {
        List<OrderSql> orders = places.orders();
        Place after = places.after();
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
            if (place >= 0 && !places.isEnough()) {
                for (long shelf : shelves(experiment.key())) {
                    places.tied(FieldIndex.NEWEST, shelf, new Sql(), orders, position + 1, place == 0);
                }
            }
        }
    }
}
