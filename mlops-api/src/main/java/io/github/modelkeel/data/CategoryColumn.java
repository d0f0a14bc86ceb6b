package io.github.modelkeel.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

record CategoryColumn(Field field, int[] codes, List<String> levels, Rows rows) implements Column {
    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public boolean isMissing(int row) {
        return code(row) < 0;
    }

    @Override
    public int code(int row) {
        return codes[rows.at(row)];
    }

    @Override
    public @Nullable String text(int row) {
        int code = code(row);
        return code < 0 ? null : levels.get(code);
    }
}
