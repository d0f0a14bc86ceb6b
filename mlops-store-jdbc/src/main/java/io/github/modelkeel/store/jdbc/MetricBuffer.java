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

    private final Tx tx;
    private final Map<Series.Key, Series> open = new LinkedHashMap<>();

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
        Series present = open.get(new Series.Key(run.pk(), metric, context));
        if (present == null) {
            present = Series.load(tx, run, metric, context);
            open.put(present.key(), present);
        }
        return present;
    }

    /** Packs the points of a run that ends. */
    void seal(RunTarget run) throws SQLException {
        for (Series stored : Series.withRows(tx, run, FEWEST_IN_CHUNK)) {
            open.putIfAbsent(stored.key(), stored);
        }
        open.values().stream()
                .filter(series -> series.key().run() == run.pk()
                        && series.rowCount() + series.pending().size() >= FEWEST_IN_CHUNK)
                .forEach(Series::seal);
    }

    /** Drops what was not written: the transaction is rolled back. */
    void clear() {
        open.clear();
    }

    /** Writes what is pending. */
    void flush() throws SQLException {
        List<Series> changed = new ArrayList<>();
        for (Series series : open.values()) {
            if (series.isChanged()) {
                changed.add(series);
            }
        }
        open.clear();
        if (!changed.isEmpty()) {
            new MetricFlush(tx).write(changed);
        }
    }
}
