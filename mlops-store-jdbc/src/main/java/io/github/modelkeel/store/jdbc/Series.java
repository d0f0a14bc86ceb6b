package io.github.modelkeel.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One series while a transaction adds to it: its summary, and the points that are not written yet. Confined to the writer's
 * thread.
 *
 * <p>A point that comes after the last one, in the order of step, time and value, cannot be there yet. Only the others are
 * looked for: among those not yet written, in the rows, in the chunks.
 */
final class Series {
    /** After so many look-ups one by one, every row of the series is read at once; there are at most some thousands. */
    private static final int LOOK_UPS = 8;

    /** Chunks whose points are kept while a transaction runs. */
    private static final int CHUNKS_KEPT = 16;

    private static final String COLUMNS =
            "key_id, ctx_id, step, ts_ms, val_bits, min_bits, max_bits, n, num_n, sum_bits, sealed_n";

    private static final String ONE =
            "SELECT " + COLUMNS + " FROM metric_last WHERE run_pk = ? AND key_id = ? AND ctx_id = ?";
    private static final String SOME = "SELECT " + COLUMNS + " FROM metric_last WHERE run_pk = ? LIMIT ?";
    private static final String WITH_ROWS =
            "SELECT " + COLUMNS + " FROM metric_last WHERE run_pk = ? AND n - sealed_n >= ?";

    private final Tx tx;
    private final Key key;
    private final long experiment;
    private final long start;
    private boolean stored;
    private long step;
    private long time;
    private long last;
    private double min = Double.NaN;
    private double max = Double.NaN;
    private double sum;
    private long numbers;
    private long count;
    private long sealed;
    private Points pending = new Points(0);
    private int indexed; // points of pending that are in known
    private @Nullable Set<Points.Point> known;
    private int lookUps;
    private @Nullable Set<Points.Point> rows;
    private @Nullable Map<Long, Set<Points.Point>> chunks;
    private boolean isSealing;
    private boolean isChanging; // this transaction has it in its list
    private long storedLast;
    private long storedMin;
    private long storedMax;
    private long storedMean;
    private long storedSealed;

    /** Names a series: a metric of a run in a context. */
    record Key(long run, long metric, long context) {}

    private Series(Tx tx, Key key, long experiment, long start, boolean stored) {
        this.tx = tx;
        this.key = key;
        this.experiment = experiment;
        this.start = start;
        this.stored = stored;
    }

    /** Reads a series, or returns one without points. */
    static Series load(Tx tx, RunTarget run, Key key) throws SQLException {
        Optional<Series> found = tx.first(ONE, row -> read(tx, run, row), run.pk(), key.metric(), key.context());
        return found.orElseGet(() -> empty(tx, run, key));
    }

    /** Returns a series that has no point yet. */
    static Series empty(Tx tx, RunTarget run, Key key) {
        return new Series(tx, key, run.experiment(), run.start(), false);
    }

    /** Reads the series of a run, at most so many. */
    static List<Series> some(Tx tx, RunTarget run, int most) throws SQLException {
        return tx.list(SOME, row -> read(tx, run, row), run.pk(), most);
    }

    /** Reads the series of a run that have at least so many rows. */
    static List<Series> withRows(Tx tx, RunTarget run, long least) throws SQLException {
        return tx.list(WITH_ROWS, row -> read(tx, run, row), run.pk(), least);
    }

    private static Series read(Tx tx, RunTarget run, ResultSet row) throws SQLException {
        Series series =
                new Series(tx, new Key(run.pk(), row.getLong(1), row.getLong(2)), run.experiment(), run.start(), true);
        series.step = row.getLong(3);
        series.time = row.getLong(4);
        series.last = row.getLong(5);
        series.min = OrderedBits.decode(row.getLong(6));
        series.max = OrderedBits.decode(row.getLong(7));
        series.count = row.getLong(8);
        series.numbers = row.getLong(9);
        series.sum = Double.longBitsToDouble(row.getLong(10));
        series.sealed = row.getLong(11);
        series.keep();
        return series;
    }

    /** Adds a point and returns whether it was not there yet. */
    boolean add(long pointStep, long pointTime, double value) throws SQLException {
        long bits = OrderedBits.encode(value);
        boolean isLast = count == 0
                || (pointStep != step ? pointStep > step : pointTime != time ? pointTime > time : bits > last);
        if (!isLast && isThere(new Points.Point(pointStep, pointTime, bits))) {
            return false;
        }
        pending.add(pointStep, pointTime, bits);
        count++;
        if (isLast) {
            step = pointStep;
            time = pointTime;
            last = bits;
        }
        if (!Double.isNaN(value)) {
            min = numbers == 0 ? value : Math.min(min, value);
            max = numbers == 0 ? value : Math.max(max, value);
            sum = numbers == 0 ? value : sum + value;
            numbers++;
        }
        return true;
    }

    private boolean isThere(Points.Point point) throws SQLException {
        Set<Points.Point> waiting = known;
        if (waiting == null) {
            waiting = new HashSet<>();
            known = waiting;
        }
        while (indexed < pending.size()) {
            waiting.add(pending.get(indexed++));
        }
        return waiting.contains(point) || (rowCount() > 0 && isRow(point)) || (sealed > 0 && isSealed(point));
    }

    private boolean isRow(Points.Point point) throws SQLException {
        if (rows == null && ++lookUps > LOOK_UPS) {
            Points all = new Points((int) rowCount());
            tx.list(
                    "SELECT step, ts_ms, val_bits FROM " + tx.dialect().rows()
                            + " WHERE run_pk = ? AND key_id = ? AND ctx_id = ?",
                    row -> {
                        all.add(row.getLong(1), row.getLong(2), row.getLong(3));
                        return all;
                    },
                    key.run(),
                    key.metric(),
                    key.context());
            rows = set(all);
        }
        if (rows != null) {
            return rows.contains(point);
        }
        return tx.first(
                        "SELECT 1 FROM " + tx.dialect().rows()
                                + " WHERE run_pk = ? AND key_id = ? AND ctx_id = ? AND step = ?"
                                + " AND ts_ms = ? AND val_bits = ?",
                        row -> row.getInt(1),
                        key.run(),
                        key.metric(),
                        key.context(),
                        point.step(),
                        point.time(),
                        point.bits())
                .isPresent();
    }

    private boolean isSealed(Points.Point point) throws SQLException {
        List<Long> candidates = tx.list(
                "SELECT first_no FROM metric_chunk WHERE run_pk = ? AND key_id = ? AND ctx_id = ? AND step_min <= ?"
                        + " AND step_max >= ? AND ts_min <= ? AND ts_max >= ?",
                row -> row.getLong(1),
                key.run(),
                key.metric(),
                key.context(),
                point.step(),
                point.step(),
                point.time(),
                point.time());
        Map<Long, Set<Points.Point>> read = chunks;
        if (read == null) {
            read = new HashMap<>();
            chunks = read;
        }
        for (long first : candidates) {
            Set<Points.Point> points = read.get(first);
            if (points == null) {
                if (read.size() == CHUNKS_KEPT) {
                    read.clear();
                }
                points = set(MetricReads.chunk(tx, key, first));
                read.put(first, points);
            }
            if (points.contains(point)) {
                return true;
            }
        }
        return false;
    }

    private static Set<Points.Point> set(Points points) {
        Set<Points.Point> set = new HashSet<>(points.size() * 2);
        for (int i = 0; i < points.size(); i++) {
            set.add(points.get(i));
        }
        return set;
    }

    Key key() {
        return key;
    }

    /** Returns how many points are rows. */
    long rowCount() {
        return count - sealed - pending.size();
    }

    Points pending() {
        return pending;
    }

    /** Returns how many points are in chunks. */
    long sealed() {
        return sealed;
    }

    /** Says that every point is in a chunk when the transaction ends, unless there are very few. */
    void seal() {
        isSealing = true;
    }

    boolean isSealing() {
        return isSealing;
    }

    boolean isChanged() {
        return isSealing || pending.size() > 0;
    }

    /** Returns whether it is in the list of those that the transaction may have changed; says that it is from now on. */
    boolean enlist() {
        boolean before = isChanging;
        isChanging = true;
        return before;
    }

    /** Ends what belongs to one transaction alone, after everything is written. */
    void delist() {
        isChanging = false;
        isSealing = false;
        indexed = 0;
        known = null;
        lookUps = 0;
        rows = null;
        chunks = null;
    }

    boolean isStored() {
        return stored;
    }

    /** Notes that what was pending is written, and that every point is in a chunk now if {@code allSealed}. */
    void written(boolean allSealed) {
        pending.clear();
        if (allSealed) {
            sealed = count;
        }
    }

    /** Notes that the summary is stored as it is. */
    void keep() {
        stored = true;
        storedLast = last;
        storedMin = OrderedBits.encode(min);
        storedMax = OrderedBits.encode(max);
        storedMean = meanBits();
        storedSealed = sealed;
    }

    /** Returns which of {@link MetricFlush#SOMETIMES} are not stored as they are, one bit each. */
    int changes() {
        return (storedLast != last ? 1 : 0)
                | (storedMin != OrderedBits.encode(min) ? 2 : 0)
                | (storedMax != OrderedBits.encode(max) ? 4 : 0)
                | (storedMean != meanBits() ? 8 : 0)
                | (storedSealed != sealed ? 16 : 0);
    }

    private long meanBits() {
        return OrderedBits.encode(numbers == 0 ? Double.NaN : sum / numbers);
    }

    /** Returns the column of {@link MetricFlush#SOMETIMES} at a place. */
    long sometimes(int place) {
        return switch (place) {
            case 0 -> last;
            case 1 -> OrderedBits.encode(min);
            case 2 -> OrderedBits.encode(max);
            case 3 -> meanBits();
            default -> sealed;
        };
    }

    /** Binds the columns of {@link MetricFlush#ALWAYS} from a parameter on and returns the next parameter. */
    int bindAlways(PreparedStatement statement, int from) throws SQLException {
        statement.setLong(from, step);
        statement.setLong(from + 1, time);
        statement.setLong(from + 2, count);
        statement.setLong(from + 3, numbers);
        statement.setLong(from + 4, Double.doubleToLongBits(sum));
        return from + 5;
    }

    /** Binds its key from a parameter on and returns the next parameter. */
    int bindKey(PreparedStatement statement, int from) throws SQLException {
        statement.setLong(from, key.run());
        statement.setLong(from + 1, key.metric());
        statement.setLong(from + 2, key.context());
        return from + 3;
    }

    /** Binds the key of its experiment and the time its run began, and returns the next parameter. */
    int bindOrigin(PreparedStatement statement, int from) throws SQLException {
        statement.setLong(from, experiment);
        statement.setLong(from + 1, start);
        return from + 2;
    }
}
