package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.spi.PageToken;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Page;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the points of a series in the order they arrived: those in chunks, then the rows. A page begins at the number of a
 * point, which stays when rows are packed.
 */
final class MetricReads {
    private final Db db;
    private final KeyNames names;

    MetricReads(Db db, KeyNames names) {
        this.db = db;
        this.names = names;
    }

    Page<MetricPoint> history(String runId, String metric, String context, @Nullable String token, int limit)
            throws SQLException {
        if (limit < 1 || limit > RunStore.MAX_HISTORY_PAGE) {
            throw new InvalidInputException(
                    "a page of a history has 1 to " + RunStore.MAX_HISTORY_PAGE + " points, was " + limit);
        }
        String question = PageToken.question("history", runId, metric, context);
        long run = new RunReads(db).key(runId).orElseThrow(() -> RunTarget.none(runId));
        OptionalLong metricId = names.find(db, new KeyNames.Key(KeyNames.Kind.METRIC, metric));
        OptionalLong contextId = context.isEmpty()
                ? OptionalLong.of(MetricBuffer.NO_CONTEXT)
                : names.find(db, new KeyNames.Key(KeyNames.Kind.CONTEXT, context));
        long from = token == null ? 0 : from(PageToken.decode(token, question));
        if (metricId.isEmpty() || contextId.isEmpty()) {
            return page(List.of(), from, 0, question);
        }
        Series.Key series = new Series.Key(run, metricId.getAsLong(), contextId.getAsLong());
        long size = db.first(
                        "SELECT n FROM metric_last WHERE run_pk = ? AND key_id = ? AND ctx_id = ?",
                        row -> row.getLong(1),
                        series.run(),
                        series.metric(),
                        series.context())
                .orElse(0L);
        Points points = read(series, from, (int) Math.min(limit, Math.max(0, size - from)));
        List<MetricPoint> items = new ArrayList<>(points.size());
        for (int i = 0; i < points.size(); i++) {
            items.add(new MetricPoint(
                    metric,
                    context,
                    OrderedBits.decode(points.bits()[i]),
                    points.steps()[i],
                    Instant.ofEpochMilli(points.times()[i])));
        }
        return page(items, from, size, question);
    }

    private static long from(PageToken token) {
        if (token.key().size() == 1 && token.key().get(0) instanceof Long from && from >= 0) {
            return from;
        }
        throw noSuchPage();
    }

    private static Page<MetricPoint> page(List<MetricPoint> items, long from, long size, String question) {
        if (from > size) {
            throw noSuchPage();
        }
        long next = from + items.size();
        return new Page<>(items, next >= size ? null : new PageToken(0, List.of(next)).encode(question));
    }

    private static InvalidInputException noSuchPage() {
        return new InvalidInputException("the page token does not fit the history; read it from its first page");
    }

    private record Chunk(long first, int count, int form, byte[] data) {}

    /** Reads points {@code from}, {@code from + 1}, ... of a series that has that many. */
    private Points read(Series.Key series, long from, int wanted) throws SQLException {
        Points found = new Points(wanted);
        List<Long> heads = db.list(
                "SELECT first_no FROM metric_chunk WHERE run_pk = ? AND key_id = ? AND ctx_id = ? AND first_no + n > ?"
                        + " AND first_no < ? ORDER BY first_no",
                row -> row.getLong(1),
                series.run(),
                series.metric(),
                series.context(),
                from,
                from + wanted);
        for (long first : heads) { // one chunk in memory at a time
            Points chunk = chunk(db, series, first);
            for (int i = (int) Math.max(0, from - first); i < chunk.size() && found.size() < wanted; i++) {
                found.add(chunk.steps()[i], chunk.times()[i], chunk.bits()[i]);
            }
        }
        if (found.size() < wanted) {
            long sealed = db.first(
                            "SELECT sealed_n FROM metric_last WHERE run_pk = ? AND key_id = ? AND ctx_id = ?",
                            row -> row.getLong(1),
                            series.run(),
                            series.metric(),
                            series.context())
                    .orElse(0L);
            db.list(
                    "SELECT step, ts_ms, val_bits FROM " + db.dialect().rows()
                            + " WHERE run_pk = ? AND key_id = ? AND ctx_id = ? ORDER BY seq LIMIT ? OFFSET ?",
                    row -> {
                        found.add(row.getLong(1), row.getLong(2), row.getLong(3));
                        return found;
                    },
                    series.run(),
                    series.metric(),
                    series.context(),
                    wanted - found.size(),
                    Math.max(0, from + found.size() - sealed));
        }
        if (found.size() != wanted) {
            throw new IntegrityException("a series has " + found.size() + " of " + wanted + " points from number "
                    + from + " on; restore a copy of the database");
        }
        return found;
    }

    /** Reads the points of one chunk. */
    static Points chunk(Db db, Series.Key series, long first) throws SQLException {
        Chunk chunk = db.first(
                        "SELECT first_no, n, codec, data FROM metric_chunk"
                                + " WHERE run_pk = ? AND key_id = ? AND ctx_id = ? AND first_no = ?",
                        row -> new Chunk(row.getLong(1), row.getInt(2), row.getInt(3), row.getBytes(4)),
                        series.run(),
                        series.metric(),
                        series.context(),
                        first)
                .orElseThrow(() -> new IntegrityException(
                        "chunk " + first + " of a series is gone; restore a copy of the database"));
        Points points = new Points(Math.min(Math.max(chunk.count(), 0), ChunkCodec.MOST));
        ChunkCodec.decode(chunk.form(), chunk.count(), chunk.data(), points);
        return points;
    }
}
