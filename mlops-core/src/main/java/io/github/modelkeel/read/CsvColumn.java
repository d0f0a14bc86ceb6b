package io.github.modelkeel.read;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.InstantFormat;
import io.github.modelkeel.error.InvalidInputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one column while a file is read: each different text once, with the line it first stood on, and a code per
 * row. Types are decided, and numbers parsed, once per different text. Confined to one thread.
 */
final class CsvColumn {
    private static final int MISSING = -1;
    private static final int SHOWN = 60;

    private final String file;
    private final String name;
    private final int number;
    private final List<String> different = new ArrayList<>();
    private final List<Long> lines = new ArrayList<>();
    private final Map<String, Integer> codeOf = new HashMap<>(); // looked up, never iterated
    private int[] codes = new int[16];
    private int rows;
    private int present;

    /**
     * Creates an empty column.
     *
     * @param number position in the file, from 1
     */
    CsvColumn(String file, String name, int number) {
        this.file = file;
        this.name = name;
        this.number = number;
    }

    void add(long line, @Nullable String cell) {
        if (rows == codes.length) {
            codes = Arrays.copyOf(codes, Math.max(rows + 1, rows + (rows >> 1)));
        }
        if (cell == null) {
            codes[rows++] = MISSING;
            return;
        }
        Integer code = codeOf.get(cell);
        if (code == null) {
            code = different.size();
            codeOf.put(cell, code);
            different.add(cell);
            lines.add(line);
        }
        codes[rows++] = code;
        present++;
    }

    /** Adds the column to {@code to}, in the type asked for or the one its cells suggest. */
    void build(Dataset.Builder to, @Nullable ColumnType asked, @Nullable Consumer<String> lenient) {
        ColumnType type = asked == null ? inferred() : asked;
        int[] rowCodes = Arrays.copyOf(codes, rows);
        switch (type) {
            case NUMBER -> {
                double[] values = numbers(lenient);
                double[] cells = new double[rows];
                Arrays.setAll(cells, row -> rowCodes[row] == MISSING ? Double.NaN : values[rowCodes[row]]);
                to.numbers(name, cells);
            }
            case CATEGORY -> to.categories(name, different, rowCodes);
            case TEXT -> {
                List<@Nullable String> cells = new ArrayList<>(rows);
                for (int code : rowCodes) {
                    cells.add(code == MISSING ? null : different.get(code));
                }
                to.texts(name, cells);
            }
            case INSTANT -> {
                List<@Nullable Instant> values = instants(lenient);
                List<@Nullable Instant> cells = new ArrayList<>(rows);
                for (int code : rowCodes) {
                    cells.add(code == MISSING ? null : values.get(code));
                }
                to.instants(name, cells);
            }
        }
    }

    private ColumnType inferred() {
        if (all(text -> TextNumber.isNumber(text) && TextNumber.isExact(text))) {
            return ColumnType.NUMBER; // a column without any cell too
        }
        if (all(text -> instant(text).isPresent())) {
            return ColumnType.INSTANT;
        }
        return TextKind.of(different.size(), present);
    }

    private boolean all(Predicate<String> test) {
        return different.stream().allMatch(test);
    }

    private double[] numbers(@Nullable Consumer<String> lenient) {
        double[] values = new double[different.size()];
        for (int code = 0; code < values.length; code++) {
            String text = different.get(code);
            if (!TextNumber.isNumber(text)) {
                refuse(code, "is no number; correct it, name it in missing(...), or read the column as text", lenient);
                values[code] = Double.NaN;
            } else if (!TextNumber.isExact(text)) {
                refuse(code, "is a number that no double holds exactly; read the column as text", lenient);
                values[code] = Double.NaN;
            } else {
                values[code] = Double.parseDouble(text);
            }
        }
        return values;
    }

    private List<@Nullable Instant> instants(@Nullable Consumer<String> lenient) {
        List<@Nullable Instant> values = new ArrayList<>();
        for (int code = 0; code < different.size(); code++) {
            Optional<Instant> instant = instant(different.get(code));
            if (instant.isEmpty()) {
                refuse(
                        code,
                        "is no instant of the years 1677 to 2262; write 2026-01-31, 2026-01-31 23:59:59 or"
                                + " 2026-01-31T23:59:59Z, or name it in missing(...)",
                        lenient);
            }
            values.add(instant.orElse(null));
        }
        return values;
    }

    private static Optional<Instant> instant(String text) {
        return InstantFormat.parse(text).filter(instant -> InstantFormat.isInRange(instant));
    }

    private void refuse(int code, String fault, @Nullable Consumer<String> lenient) {
        String text = different.get(code);
        String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        String message = CsvRecords.place(file, lines.get(code), "column '" + name + "' (field " + number + ")") + "'"
                + shown + "' " + fault;
        if (lenient == null) {
            throw new InvalidInputException(message);
        }
        lenient.accept(message + "; read as missing");
    }
}
