package io.github.modelkeel.store.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Queries for many keys at once. */
final class Lookup {
    /** Lengths of lists, few of them so that few statements are kept prepared; a shorter list repeats its last key. */
    private static final int[] LENGTHS = {1, 8, 64, 256};

    private Lookup() {}

    /**
     * Returns the rows of some keys, in no order.
     *
     * @param sql the query up to the list of keys: it ends with {@code IN} and a space
     * @param before the values of the parameters in {@code sql}
     */
    static <T> List<T> among(Db db, String sql, Db.Row<T> row, Collection<?> keys, @Nullable Object... before)
            throws SQLException {
        List<T> found = new ArrayList<>();
        List<?> all = List.copyOf(keys);
        int most = LENGTHS[LENGTHS.length - 1];
        for (int from = 0; from < all.size(); from += most) {
            List<?> some = all.subList(from, Math.min(all.size(), from + most));
            int length = Arrays.stream(LENGTHS)
                    .filter(each -> each >= some.size())
                    .findFirst()
                    .orElseThrow();
            @Nullable Object[] values = Arrays.copyOf(before, before.length + length);
            for (int i = 0; i < length; i++) {
                values[before.length + i] = some.get(Math.min(i, some.size() - 1));
            }
            found.addAll(db.list(sql + "(?" + ", ?".repeat(length - 1) + ")", row, values));
        }
        return found;
    }
}
