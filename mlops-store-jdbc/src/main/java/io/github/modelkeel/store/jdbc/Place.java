package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.spi.PageToken;
import io.github.modelkeel.spi.StoredText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a run stands in the result of a search; {@code key} is its number, 0 when it is known from a page token only. */
record Place(List<@Nullable Object> values, long start, String id, long key) {
    /** Makes a place to begin after from a token, which anybody may have made up. */
    static Place of(PageToken token, List<OrderSql> orders) {
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

    /** Makes a place from a row that has the number, the start and the id of a run, and what it is ordered by. */
    static Place read(ResultSet row, List<OrderSql> columns) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            values.add(columns.get(i).read(row, 4 + i));
        }
        return new Place(values, row.getLong(2), row.getString(3), row.getLong(1));
    }

    /** Returns the order of a result: by these orders, then the newest first, then by id. */
    static Comparator<Place> by(List<OrderSql> orders) {
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

    /** Returns what a page token keeps of it. */
    List<@Nullable Object> token() {
        List<@Nullable Object> token = new ArrayList<>(values);
        token.add(start);
        token.add(id);
        return token;
    }
}
