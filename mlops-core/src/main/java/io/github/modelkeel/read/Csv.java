package io.github.modelkeel.read;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.DatasetSource;
import io.github.modelkeel.data.Schema;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A CSV file as a source of rows: RFC 4180, any line end, UTF-8 with or without a byte order mark unless told otherwise,
 * names in the first line; a file whose name ends in {@code .gz} is unpacked. Immutable: every setting returns a new
 * source. Thread-safe; the file is opened by {@link #read()} and closed before it returns.
 *
 * <p><b>Types</b> are inferred from all cells of a column unless {@link #type(String, ColumnType)} says otherwise: NUMBER
 * if every present cell is a decimal number that a double holds (whole numbers exactly: an identifier of 17 digits makes
 * the column a text, it is never rounded), else INSTANT if every cell has a form of
 * {@link io.github.modelkeel.data.InstantFormat} (without an offset it is UTC), else CATEGORY if there are at most 20
 * different texts, or at most 100 that occur twice or more on average, else TEXT. A column without any cell is a NUMBER.
 *
 * <p><b>Errors</b> name file, line, column and value. Unless {@link #lenient(Consumer)} is chosen, a record that is longer
 * or shorter than the header, a repeated or blank name, and a cell that does not fit an explicit type are errors.
 */
public final class Csv implements DatasetSource {
    private static final int MAX_SETTABLE_FIELD_CHARS = 1 << 28;

    private final Origin origin;
    private final CsvOptions options;

    private Csv(Origin origin, CsvOptions options) {
        this.origin = origin;
        this.options = options;
    }

    /** Returns a source that reads this file. Nothing is opened yet. */
    public static Csv file(Path path) {
        requireNonNull(path, "path");
        return new Csv(new Origin(path.toString().replace('\\', '/'), path, new byte[0]), CsvOptions.DEFAULT);
    }

    /**
     * Returns a source that reads these bytes.
     *
     * @param name what messages call it; unpacked if it ends in {@code .gz}
     * @param content the bytes of the file, copied
     */
    public static Csv bytes(String name, byte[] content) {
        return new Csv(new Origin(requireNonNull(name, "name"), null, content.clone()), CsvOptions.DEFAULT);
    }

    /** Sets the charset; UTF-8 unless set. Bytes that are not of the charset are an error. */
    public Csv charset(Charset charset) {
        return with(options.with(new CsvOptions.Syntax(
                requireNonNull(charset, "charset"),
                options.syntax().delimiter(),
                options.syntax().quote())));
    }

    /**
     * Sets the delimiter; a comma unless set.
     *
     * @throws IllegalArgumentException if it is a line end or the quote
     */
    public Csv delimiter(char delimiter) {
        return with(options.with(new CsvOptions.Syntax(
                options.syntax().charset(),
                checked(delimiter, options.syntax().quote()),
                options.syntax().quote())));
    }

    /**
     * Sets the quote; {@code "} unless set.
     *
     * @throws IllegalArgumentException if it is a line end or the delimiter
     */
    public Csv quote(char quote) {
        return with(options.with(new CsvOptions.Syntax(
                options.syntax().charset(),
                options.syntax().delimiter(),
                checked(quote, options.syntax().delimiter()))));
    }

    /** Removes white space around names and cells before anything else is done with them. */
    public Csv trim() {
        return with(options.with(new CsvOptions.Cells(true, options.cells().missing())));
    }

    /** Sets the texts that stand for a missing cell, in place of the empty text alone. */
    public Csv missing(String... tokens) {
        return with(options.with(new CsvOptions.Cells(options.cells().trim(), Set.copyOf(List.of(tokens)))));
    }

    /**
     * Replaces the names in the first line, which is skipped, however many names it has. For files whose header is wrong
     * or shorter than the records.
     */
    public Csv names(List<String> names) {
        return with(options.with(
                new CsvOptions.Header(true, List.copyOf(names), options.header().repair())));
    }

    /** Reads a file without a header line. */
    public Csv noHeader(List<String> names) {
        return with(options.with(new CsvOptions.Header(
                false, List.copyOf(names), options.header().repair())));
    }

    /** Names blank columns {@code column_4} by their position and repeated ones {@code name_2}, {@code name_3}. */
    public Csv repairNames() {
        return with(options.with(new CsvOptions.Header(
                options.header().inFile(), options.header().names(), true)));
    }

    /** Sets the type of a column, which is then not inferred. A column that the file does not have is an error. */
    public Csv type(String column, ColumnType type) {
        Map<String, ColumnType> types = new TreeMap<>(options.typing().types());
        types.put(requireNonNull(column, "column"), requireNonNull(type, "type"));
        return with(options.with(new CsvOptions.Typing(
                Collections.unmodifiableMap(types),
                options.typing().strict(),
                options.typing().lenient())));
    }

    /** Infers nothing: the file must have exactly these columns in this order, and every cell must be of its type. */
    public Csv strict(Schema schema) {
        return with(options.with(new CsvOptions.Typing(
                options.typing().types(),
                requireNonNull(schema, "schema"),
                options.typing().lenient())));
    }

    /**
     * Reads on where that is possible and says so: a cell that does not fit its type becomes missing, a short record is
     * filled up with missing cells, the surplus of a long one is left out.
     *
     * @param problems is told each of them, in the reading thread; cells of equal text once
     */
    public Csv lenient(Consumer<String> problems) {
        return with(options.with(new CsvOptions.Typing(
                options.typing().types(), options.typing().strict(), requireNonNull(problems, "problems"))));
    }

    /**
     * Sets the largest number of records; 100 million unless set. More are an error.
     *
     * @throws IllegalArgumentException unless it is positive
     */
    public Csv maxRows(int rows) {
        if (rows <= 0) {
            throw new IllegalArgumentException("maxRows must be positive, was " + rows);
        }
        return with(options.with(new CsvOptions.Limits(rows, options.limits().fieldChars())));
    }

    /**
     * Sets the largest number of characters of a cell; 1,048,576 unless set. More are an error.
     *
     * @throws IllegalArgumentException unless it is 1 to 268,435,456
     */
    public Csv maxFieldChars(int chars) {
        if (chars <= 0 || chars > MAX_SETTABLE_FIELD_CHARS) {
            throw new IllegalArgumentException(
                    "maxFieldChars must be 1 to " + MAX_SETTABLE_FIELD_CHARS + ", was " + chars);
        }
        return with(options.with(new CsvOptions.Limits(options.limits().rows(), chars)));
    }

    @Override
    public String description() {
        return "csv:" + origin.name();
    }

    @Override
    public Dataset read() {
        Set<Integer> keepTexts = new TreeSet<>();
        while (true) { // twice at most, unless the file changes meanwhile
            CsvTable table = new CsvTable(origin.name(), options, keepTexts);
            CsvRecords.read(origin, options, table);
            Set<Integer> needed = table.needTexts();
            if (needed.isEmpty()) {
                return table.finish();
            }
            keepTexts.addAll(needed);
        }
    }

    /** Gives every record as it stands in the file, the header line too, untouched by any setting about cells. */
    void records(CsvRecords.Sink sink) {
        CsvRecords.read(origin, options, sink);
    }

    private Csv with(CsvOptions changed) {
        return new Csv(origin, changed);
    }

    private static char checked(char symbol, char other) {
        if (symbol == '\n' || symbol == '\r' || symbol == other) {
            throw new IllegalArgumentException("delimiter and quote must differ and be no line end");
        }
        return symbol;
    }
}
