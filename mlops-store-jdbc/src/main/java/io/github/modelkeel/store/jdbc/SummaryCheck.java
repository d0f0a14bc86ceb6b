package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.IntegrityException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Counts the points of every series again, those in chunks and those in rows, and compares with its summary. */
final class SummaryCheck {
    private final Db db;
    private final List<String> found = new ArrayList<>();

    private SummaryCheck(Db db) {
        this.db = db;
    }

    /** What a summary says, in the columns' order. */
    private record Summary(
            Series.Key key,
            long step,
            long time,
            long last,
            long min,
            long max,
            long count,
            long numbers,
            double sum) {}

    static List<String> run(Db db) throws SQLException {
        SummaryCheck check = new SummaryCheck(db);
        for (long run : db.list("SELECT run_pk FROM run ORDER BY run_pk", row -> row.getLong(1))) {
            check.run(run);
        }
        return check.found;
    }

    private void run(long run) throws SQLException {
        List<Summary> summaries = db.list(
                "SELECT key_id, ctx_id, step, ts_ms, val_bits, min_bits, max_bits, n, num_n, sum_bits FROM metric_last"
                        + " WHERE run_pk = ?",
                row -> new Summary(
                        new Series.Key(run, row.getLong(1), row.getLong(2)),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9),
                        Double.longBitsToDouble(row.getLong(10))),
                run);
        for (Summary summary : summaries) {
            try {
                Counted counted = counted(summary.key());
                String wrong = counted.compare(summary);
                if (!wrong.isEmpty()) {
                    found.add("the summary of " + named(summary.key()) + " says" + wrong);
                }
            } catch (IntegrityException e) {
                found.add("the points of " + named(summary.key()) + " cannot be read: " + e.getMessage());
            }
        }
    }

    private String named(Series.Key key) throws SQLException {
        String run = db.first("SELECT run_id FROM run WHERE run_pk = ?", row -> row.getString(1), key.run())
                .orElse("?");
        String metric = db.first("SELECT name FROM key_name WHERE key_id = ?", row -> row.getString(1), key.metric())
                .orElse("?");
        return "metric '" + metric + "' of run '" + run + "'"
                + (key.context() == MetricBuffer.NO_CONTEXT ? "" : " in context " + key.context());
    }

    private Counted counted(Series.Key key) throws SQLException {
        Counted counted = new Counted();
        List<Long> chunks = db.list(
                "SELECT first_no FROM metric_chunk WHERE run_pk = ? AND key_id = ? AND ctx_id = ? ORDER BY first_no",
                row -> row.getLong(1),
                key.run(),
                key.metric(),
                key.context());
        for (long first : chunks) { // one in memory at a time
            Points points = MetricReads.chunk(db, key, first);
            for (int i = 0; i < points.size(); i++) {
                counted.add(points.steps()[i], points.times()[i], points.bits()[i]);
            }
        }
        db.list(
                "SELECT step, ts_ms, val_bits FROM " + db.dialect().rows()
                        + " WHERE run_pk = ? AND key_id = ? AND ctx_id = ? ORDER BY seq",
                row -> counted.add(row.getLong(1), row.getLong(2), row.getLong(3)),
                key.run(),
                key.metric(),
                key.context());
        return counted;
    }

    /** The same numbers as a summary has, in the order the points arrived. */
    private static final class Counted {
        private long count;
        private long numbers;
        private long step;
        private long time;
        private long last;
        private double min = Double.NaN;
        private double max = Double.NaN;
        private double sum;

        boolean add(long pointStep, long pointTime, long bits) {
            if (count++ == 0 || new Points.Point(pointStep, pointTime, bits).isAfter(step, time, last)) {
                step = pointStep;
                time = pointTime;
                last = bits;
            }
            double value = OrderedBits.decode(bits);
            if (!Double.isNaN(value)) {
                min = numbers == 0 ? value : Math.min(min, value);
                max = numbers == 0 ? value : Math.max(max, value);
                sum += value;
                numbers++;
            }
            return true;
        }

        /** Returns what differs, or an empty text. */
        String compare(Summary summary) {
            StringBuilder wrong = new StringBuilder();
            different(wrong, "points", summary.count(), count);
            different(wrong, "numbers", summary.numbers(), numbers);
            different(wrong, "step of the last", summary.step(), step);
            different(wrong, "time of the last", summary.time(), time);
            different(wrong, "last", OrderedBits.decode(summary.last()), OrderedBits.decode(last));
            different(wrong, "min", OrderedBits.decode(summary.min()), min);
            different(wrong, "max", OrderedBits.decode(summary.max()), max);
            if (summary.sum() + 0.0 != sum + 0.0) { // a sum of nothing has either sign
                different(wrong, "sum", summary.sum(), sum);
            }
            return wrong.toString();
        }

        private static void different(StringBuilder wrong, String what, Object said, Object counted) {
            if (!said.equals(counted)) {
                wrong.append(wrong.isEmpty() ? " " : ", ")
                        .append(what)
                        .append(' ')
                        .append(said)
                        .append(" but has ");
                wrong.append(counted);
            }
        }
    }
}
