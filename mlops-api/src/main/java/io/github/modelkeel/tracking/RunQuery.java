package io.github.modelkeel.tracking;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to find and in which order. Immutable. Without {@link #orderBy} the newest run comes first.
 *
 * @param experimentIds experiments to look in; empty for all
 * @param filter condition each run meets
 * @param orderBy metric whose last value orders the runs, or {@code null}; numbers, then {@code NaN}, then runs without it
 * @param ascending whether the smallest comes first
 * @param limit most runs returned, 1 to {@value #MAX_LIMIT}
 */
public record RunQuery(
        List<String> experimentIds,
        RunFilter filter,
        @Nullable String orderBy,
        boolean ascending,
        int limit) {
    /** Most runs one query returns. */
    public static final int MAX_LIMIT = 1_000;

    /** Checks the limit. */
    public RunQuery {
        experimentIds = List.copyOf(experimentIds);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT + ", was " + limit);
        }
    }

    /** Returns the query for the 100 newest runs of every experiment. */
    public static RunQuery all() {
        return new RunQuery(List.of(), RunFilter.all(), null, false, 100);
    }

    /**
     * Reads a query such as {@code metrics.f1 > 0.8 order by metrics.f1 desc limit 50}: a condition as
     * {@link RunFilter#parse} reads it, an order and a limit, each of which may be absent. Without {@code desc} the
     * smallest value comes first.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if it is not of this form; the message has the position
     */
    public static RunQuery parse(String text) {
        return FilterParser.query(text);
    }

    /** Returns this query for runs of these experiments. */
    public RunQuery in(String... ids) {
        return new RunQuery(List.of(ids), filter, orderBy, ascending, limit);
    }

    /** Returns this query with a further condition. */
    public RunQuery where(RunFilter condition) {
        return new RunQuery(experimentIds, new RunFilter.And(List.of(filter, condition)), orderBy, ascending, limit);
    }

    /** Returns this query with the greatest last value of the metric first. */
    public RunQuery orderByMetricDescending(String key) {
        return new RunQuery(experimentIds, filter, key, false, limit);
    }

    /** Returns this query with the smallest last value of the metric first. */
    public RunQuery orderByMetricAscending(String key) {
        return new RunQuery(experimentIds, filter, key, true, limit);
    }

    /** Returns this query with another limit. */
    public RunQuery limit(int most) {
        return new RunQuery(experimentIds, filter, orderBy, ascending, most);
    }
}
