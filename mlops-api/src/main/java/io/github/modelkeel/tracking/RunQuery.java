package io.github.modelkeel.tracking;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to find and in which order. Immutable. Runs equal in every order, and all runs when there is none, come newest
 * first, then by id.
 *
 * @param experimentIds experiments to look in; empty for all
 * @param filter condition each run meets
 * @param orders what orders the runs, the first first
 * @param limit most runs on one page, 1 to {@value #MAX_LIMIT}
 * @param pageToken where the page begins: what the page before gave, or {@code null} for the first page
 * @param view whether deleted runs are found
 * @param parts what is read of each run; the rest is empty
 */
public record RunQuery(
        List<String> experimentIds,
        RunFilter filter,
        List<Order> orders,
        int limit,
        @Nullable String pageToken,
        View view,
        Set<Part> parts) {
    /** Most runs on one page. */
    public static final int MAX_LIMIT = 1_000;

    /** Most orders of one query. */
    public static final int MAX_ORDERS = 8;

    /** Checks the limits. */
    public RunQuery {
        experimentIds = List.copyOf(experimentIds);
        requireNonNull(filter, "filter");
        orders = List.copyOf(orders);
        requireNonNull(view, "view");
        parts = Set.copyOf(parts);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT + ", was " + limit);
        }
        if (orders.size() > MAX_ORDERS) {
            throw new IllegalArgumentException("a query has at most " + MAX_ORDERS + " orders, had " + orders.size());
        }
    }

    /**
     * What orders runs: numbers or texts, then {@code NaN}, then runs without the field, in either direction. Metrics and
     * times are ordered as numbers; parameters, tags and other attributes as texts, by code point.
     *
     * @param field what is compared
     * @param ascending whether the smallest comes first
     */
    public record Order(RunFilter.Field field, boolean ascending) {
        /** Checks the field. */
        public Order {
            requireNonNull(field, "field");
        }
    }

    /** What of a run takes further reading. Closed. */
    public enum Part {
        /** Its parameters. */
        PARAMS,
        /** Its tags. */
        TAGS,
        /** The summaries of its metrics. */
        METRICS,
        /** The datasets it read. */
        INPUTS
    }

    /** Returns the query for the 100 newest runs of every experiment. */
    public static RunQuery all() {
        return new RunQuery(List.of(), RunFilter.all(), List.of(), 100, null, View.ACTIVE, EnumSet.allOf(Part.class));
    }

    /**
     * Reads a query such as {@code metrics.f1 > 0.8 order by metrics.f1@max desc, params.optimizer limit 50}: a condition as
     * {@link RunFilter#parse} reads it, orders and a limit, each of which may be absent. Without {@code desc} the smallest
     * value comes first.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if it is not of this form; the message has the position
     */
    public static RunQuery parse(String text) {
        return FilterParser.query(text);
    }

    /** Returns the condition, the orders and the limit as the text that {@link #parse} reads. */
    public String text() {
        return FilterPrinter.text(this);
    }

    /** Returns this query for runs of these experiments. */
    public RunQuery in(String... ids) {
        return new RunQuery(List.of(ids), filter, orders, limit, pageToken, view, parts);
    }

    /** Returns this query with a further condition. */
    public RunQuery where(RunFilter condition) {
        List<RunFilter> all = new ArrayList<>(filter instanceof RunFilter.And and ? and.parts() : List.of(filter));
        all.add(condition);
        return new RunQuery(
                experimentIds,
                all.size() == 1 ? condition : new RunFilter.And(all),
                orders,
                limit,
                pageToken,
                view,
                parts);
    }

    /** Returns this query with the greatest last value of the metric first. */
    public RunQuery orderByMetricDescending(String key) {
        return orderBy(RunFilter.Field.metric(key), false);
    }

    /** Returns this query with the smallest last value of the metric first. */
    public RunQuery orderByMetricAscending(String key) {
        return orderBy(RunFilter.Field.metric(key), true);
    }

    /** Returns this query with a further order, after those it has. */
    public RunQuery orderBy(RunFilter.Field field, boolean ascending) {
        List<Order> more = new ArrayList<>(orders);
        more.add(new Order(field, ascending));
        return new RunQuery(experimentIds, filter, more, limit, pageToken, view, parts);
    }

    /** Returns this query with another limit. */
    public RunQuery limit(int most) {
        return new RunQuery(experimentIds, filter, orders, most, pageToken, view, parts);
    }

    /** Returns this query for the page that a token begins, or the first page for {@code null}. */
    public RunQuery page(@Nullable String token) {
        return new RunQuery(experimentIds, filter, orders, limit, token, view, parts);
    }

    /** Returns this query for deleted runs, or for both kinds. */
    public RunQuery view(View seen) {
        return new RunQuery(experimentIds, filter, orders, limit, pageToken, seen, parts);
    }

    /** Returns this query reading only these parts of each run: less to read, the same runs. */
    public RunQuery reading(Part... wanted) {
        return new RunQuery(experimentIds, filter, orders, limit, pageToken, view, Set.of(wanted));
    }
}
