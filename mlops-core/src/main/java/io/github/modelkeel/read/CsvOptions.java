package io.github.modelkeel.read;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Schema;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a CSV file is read; see the methods of {@link Csv}, which set one group at a time. Immutable. */
record CsvOptions(Syntax syntax, Cells cells, Header header, Typing typing, Limits limits) {
    static final CsvOptions DEFAULT = new CsvOptions(
            new Syntax(StandardCharsets.UTF_8, ',', '"'),
            new Cells(false, Set.of("")),
            new Header(true, List.of(), false),
            new Typing(Map.of(), null, null),
            new Limits(100_000_000, 1 << 20));

    /** How bytes become records. */
    record Syntax(Charset charset, char delimiter, char quote) {}

    /** How cells are read: whether white space around them goes, and which texts are missing ones. */
    record Cells(boolean trim, Set<String> missing) {}

    /** Where names come from: the first line, the given ones in its place, or the given ones without a first line. */
    record Header(boolean inFile, List<String> names, boolean repair) {}

    /** Which types are given, and who is told of cells that do not fit. */
    record Typing(
            Map<String, ColumnType> types,
            @Nullable Schema strict,
            @Nullable Consumer<String> lenient) {}

    /** What a file may not exceed. */
    record Limits(int rows, int fieldChars) {}

    CsvOptions with(Syntax changed) {
        return new CsvOptions(changed, cells, header, typing, limits);
    }

    CsvOptions with(Cells changed) {
        return new CsvOptions(syntax, changed, header, typing, limits);
    }

    CsvOptions with(Header changed) {
        return new CsvOptions(syntax, cells, changed, typing, limits);
    }

    CsvOptions with(Typing changed) {
        return new CsvOptions(syntax, cells, header, changed, limits);
    }

    CsvOptions with(Limits changed) {
        return new CsvOptions(syntax, cells, header, typing, changed);
    }
}
