package io.github.modelkeel.spi;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the orders of a query put runs in; see {@link RunScan} for what they mean. Immutable. */
final class RunOrder implements Comparator<RunOrder.Key> {
    private static final Comparator<Key> NEWEST =
            Comparator.comparingLong(Key::start).reversed().thenComparing(Key::id);

    private final List<RunFields.Known> fields;
    private final boolean[] ascending;

    private RunOrder(List<RunQuery.Order> orders) {
        this.fields = orders.stream().map(order -> RunFields.of(order.field())).toList();
        this.ascending = new boolean[orders.size()];
        for (int i = 0; i < ascending.length; i++) {
            ascending[i] = orders.get(i).ascending();
        }
    }

    /**
     * Returns the order that these orders make.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if one of them names nothing that a run can have
     */
    static RunOrder of(List<RunQuery.Order> orders) {
        return new RunOrder(orders);
    }

    /** Where a run stands: the value of each order, a Double, a String or null, then its start and its id. */
    static final class Key {
        private final @Nullable Object[] values;
        private final long start;
        private final String id;

        Key(@Nullable Object[] values, long start, String id) {
            this.values = values;
            this.start = start;
            this.id = id;
        }

        @Nullable
        Object value(int order) {
            return values[order];
        }

        private long start() {
            return start;
        }

        private String id() {
            return id;
        }
    }

    /** Returns where a run stands. */
    Key key(RunRecord run) {
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = fields.get(i).reader().of(run);
        }
        return new Key(values, run.startedAt().toEpochMilli(), run.id());
    }

    /** Returns a place before every run that has this value in the first order, and after every run that comes before those. */
    static Key before(Object value) {
        return new Key(new @Nullable Object[] {value}, Long.MAX_VALUE, "");
    }

    /** Returns the token of a page that ends with this key. */
    PageToken token(Key last, long snapshot) {
        List<@Nullable Object> key = new ArrayList<>(Arrays.asList(last.values));
        key.add(last.start);
        key.add(last.id);
        return new PageToken(snapshot, Collections.unmodifiableList(key));
    }

    /**
     * Returns where a page begins after, from a token, which anybody may have made up.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if it does not fit this order
     */
    Key after(PageToken token) {
        List<@Nullable Object> key = token.key();
        int size = fields.size();
        if (key.size() == size + 2
                && key.get(size) instanceof Long start
                && key.get(size + 1) instanceof String id
                && IntStream.range(0, size).allMatch(i -> fits(key.get(i), fields.get(i)))) {
            return new Key(key.subList(0, size).toArray(), start, id);
        }
        throw PageToken.refused("has a key that does not fit the order");
    }

    private static boolean fits(@Nullable Object value, RunFields.Known field) {
        return value == null || (field.isNumber() ? value instanceof Double : value instanceof String);
    }

    @Override
    public int compare(Key a, Key b) {
        for (int i = 0; i < ascending.length; i++) {
            int one = compare(a.values[i], b.values[i], ascending[i]);
            if (one != 0) {
                return one;
            }
        }
        return NEWEST.compare(a, b);
    }

    private static int compare(@Nullable Object a, @Nullable Object b, boolean ascending) {
        int places = Integer.compare(place(a), place(b));
        if (places != 0 || place(a) != 0) {
            return places;
        }
        int values = a instanceof Double x && b instanceof Double y
                ? Double.compare(x, y)
                : StoredText.CODE_POINTS.compare((String) requireNonNull(a), (String) requireNonNull(b));
        return ascending ? values : -values;
    }

    /** What is ordered comes first, then NaN, then runs without it. */
    private static int place(@Nullable Object value) {
        return value == null ? 2 : value instanceof Double number && number.isNaN() ? 1 : 0;
    }
}
