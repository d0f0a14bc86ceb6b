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

/** How a CSV file is read; see the methods of {@link Csv}. Immutable. */
record CsvOptions(
        Charset charset,
        char delimiter,
        char quote,
        boolean trim,
        Set<String> missing,
        boolean header,
        List<String> names,
        boolean repairNames,
        Map<String, ColumnType> types,
        @Nullable Schema strict,
        @Nullable Consumer<String> lenient,
        int maxRows,
        int maxFieldChars) {
    static final int DEFAULT_MAX_ROWS = 100_000_000;
    static final int DEFAULT_MAX_FIELD_CHARS = 1 << 20;

    static final CsvOptions DEFAULT = new CsvOptions(
            StandardCharsets.UTF_8,
            ',',
            '"',
            false,
            Set.of(""),
            true,
            List.of(),
            false,
            Map.of(),
            null,
            null,
            DEFAULT_MAX_ROWS,
            DEFAULT_MAX_FIELD_CHARS);

    CsvOptions withCharset(Charset to) {
        return new CsvOptions(
                to,
                delimiter,
                quote,
                trim,
                missing,
                header,
                names,
                repairNames,
                types,
                strict,
                lenient,
                maxRows,
                maxFieldChars);
    }

    CsvOptions withSyntax(char newDelimiter, char newQuote) {
        return new CsvOptions(
                charset,
                newDelimiter,
                newQuote,
                trim,
                missing,
                header,
                names,
                repairNames,
                types,
                strict,
                lenient,
                maxRows,
                maxFieldChars);
    }

    CsvOptions withCells(boolean newTrim, Set<String> newMissing) {
        return new CsvOptions(
                charset,
                delimiter,
                quote,
                newTrim,
                newMissing,
                header,
                names,
                repairNames,
                types,
                strict,
                lenient,
                maxRows,
                maxFieldChars);
    }

    CsvOptions withHeader(boolean newHeader, List<String> newNames, boolean repair) {
        return new CsvOptions(
                charset,
                delimiter,
                quote,
                trim,
                missing,
                newHeader,
                newNames,
                repair,
                types,
                strict,
                lenient,
                maxRows,
                maxFieldChars);
    }

    CsvOptions withTypes(Map<String, ColumnType> newTypes, @Nullable Schema newStrict) {
        return new CsvOptions(
                charset,
                delimiter,
                quote,
                trim,
                missing,
                header,
                names,
                repairNames,
                newTypes,
                newStrict,
                lenient,
                maxRows,
                maxFieldChars);
    }

    CsvOptions withLenient(Consumer<String> problems) {
        return new CsvOptions(
                charset,
                delimiter,
                quote,
                trim,
                missing,
                header,
                names,
                repairNames,
                types,
                strict,
                problems,
                maxRows,
                maxFieldChars);
    }

    CsvOptions withLimits(int rows, int fieldChars) {
        return new CsvOptions(
                charset,
                delimiter,
                quote,
                trim,
                missing,
                header,
                names,
                repairNames,
                types,
                strict,
                lenient,
                rows,
                fieldChars);
    }
}
