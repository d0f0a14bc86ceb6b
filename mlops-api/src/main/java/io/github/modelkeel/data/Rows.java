package io.github.modelkeel.data;

import org.jspecify.annotations.Nullable;

/** Which rows of the storage a view shows: all of them, or those of an index. */
record Rows(int size, int @Nullable [] index) {
    static Rows all(int size) {
        return new Rows(size, null);
    }

    int at(int row) {
        if (row < 0 || row >= size) {
            throw new IndexOutOfBoundsException("row " + row + " of " + size);
        }
        return index == null ? row : index[row];
    }

    /** Returns the storage rows behind {@code rows} of this view. */
    Rows select(int[] rows) {
        int[] mapped = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            mapped[i] = at(rows[i]);
        }
        return new Rows(mapped.length, mapped);
    }
}
