package io.github.modelkeel.data;

import org.jspecify.annotations.Nullable;

record TextColumn(Field field, @Nullable String[] values, Rows rows) implements Column {
    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public boolean isMissing(int row) {
        return text(row) == null;
    }

    @Override
    public @Nullable String text(int row) {
        return values[rows.at(row)];
    }
}
