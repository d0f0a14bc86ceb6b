package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.MetricPoint;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The series that one transaction adds to. They are written when it ends, so that many calls on one series cost one update of
 * its summary, and many points go straight into a chunk. Confined to the writer's thread.
 */
final class MetricBuffer {
    /** The context of points that were logged without one. */
    static final long NO_CONTEXT = 0;

    /** Fewer points than this are not worth a chunk. */
    private static final int FEWEST_IN_CHUNK = 8;

    /** Series of a run that are read at once when the first of them gets a point. */
    private static final int MOST_AT_ONCE = 1_000;

    private final Tx tx;
    private final List<Series> changing = new ArrayList<>();

    MetricBuffer(Tx tx) {
        this.tx = tx;
    }

    /**
     * What a list of points added.
     *
     * @param count how many were not there yet
     * @param at time of the last of them, or {@code null} without any
     */
    record Added(int count, @Nullable Instant at) {}

    private record Name(String metric, String context) {}

    Added append(RunTarget run, List<MetricPoint> points) throws SQLException {
        Map<Name, Series> byName = new LinkedHashMap<>();
        int count = 0;
        MetricPoint last = null;
        Series series = null;
        MetricPoint before = null;
        for (MetricPoint point : points) {
            // most points follow one of the same series: no look-up then
            if (series == null
                    || before == null
                    || !point.key().equals(before.key())
                    || !point.context().equals(before.context())) {
                Name name = new Name(point.key(), point.context());
                series = byName.get(name);
                if (series == null) {
                    series = series(run, name);
                    byName.put(name, series);
                }
            }
            before = point;
            if (series.add(point.step(), point.at().toEpochMilli(), point.value())) {
                count++;
                last = point;
            }
        }
        return new Added(count, last == null ? null : last.at());
    }

    private Series series(RunTarget run, Name name) throws SQLException {
        StoredText.check("the name of a metric", name.metric());
        StoredText.check("the context of metric '" + name.metric() + "'", name.context());
        long metric = tx.keyId(KeyNames.Kind.METRIC, name.metric());
        long context = name.context().isEmpty() ? NO_CONTEXT : tx.keyId(KeyNames.Kind.CONTEXT, name.context());
        Series.Key key = new Series.Key(run.pk(), metric, context);
        RunMemory.Entry known = tx.memory().of(run.id());
        Series present = known.series().get(key);
        if (present == null) {
            if (!known.hasAllSeries()) {
                learnSeries(run, known);
            }
            present = known.series().get(key);
            if (present == null) {
                present = known.hasAllSeries() ? Series.empty(tx, run, key) : Series.load(tx, run, key);
                known.series().put(key, present);
            }
        }
        enlist(present);
        return present;
    }

    /** Reads all series of a run at once, unless there are very many. */
    private void learnSeries(RunTarget run, RunMemory.Entry known) throws SQLException {
        if (known.series().isEmpty()) {
            List<Series> all = Series.some(tx, run, MOST_AT_ONCE);
            all.forEach(each -> known.series().put(each.key(), each));
            if (all.size() < MOST_AT_ONCE) {
                known.allSeriesKnown();
            }
        }
    }

    private void enlist(Series series) {
        if (!series.enlist()) {
            changing.add(series);
        }
    }

    /** Packs the points of a run that ends. */
    void seal(RunTarget run) throws SQLException {
        RunMemory.Entry known = tx.memory().of(run.id());
        if (!known.hasAllSeries()) {
            for (Series stored : Series.withRows(tx, run, FEWEST_IN_CHUNK)) {
                known.series().putIfAbsent(stored.key(), stored);
            }
        }
        for (Series series : known.series().values()) {
            if (series.rowCount() + series.pending().size() >= FEWEST_IN_CHUNK) {
                series.seal();
                enlist(series);
            }
        }
    }

    /** Drops what was not written: the transaction is rolled back, and with it the memory that has the series. */
    void clear() {
        changing.clear();
    }

    /** Writes what is pending. */
    void flush() throws SQLException {
        List<Series> changed = new ArrayList<>();
        for (Series series : changing) {
            if (series.isChanged()) {
                changed.add(series);
            }
        }
        if (!changed.isEmpty()) {
            tx.touch();
            new MetricFlush(tx).write(changed);
        }
        changing.forEach(Series::delist);
        changing.clear();
    }
}
