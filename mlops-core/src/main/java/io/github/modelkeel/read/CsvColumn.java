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
 * row. Types are decided, and numbers parsed, once per different text. A column that turns out to hold many different
 * numbers goes on as plain doubles; if a text follows nevertheless, {@link #needsTexts()} asks for the file to be read
 * again with the texts kept. Confined to one thread.
 */
final class CsvColumn {
    /** So many different numbers are kept as texts before a column goes on as doubles. */
    static final int MAX_DIFFERENT_NUMBERS = 1_024;

    private static final int MISSING = -1;
    private static final int SHOWN = 60;

    private final String file;
    private final String name;
    private final int number;
    private final @Nullable ColumnType asked;
    private final boolean keepTexts;
    private final @Nullable Consumer<String> lenient;

    private final List<String> different = new ArrayList<>();
    private final List<Long> lines = new ArrayList<>();
    private final Map<String, Integer> codeOf = new HashMap<>(); // looked up, never iterated
    private int[] codes = new int[16];
    private double @Nullable [] doubles;
    private int rows;
    private int present;
    private boolean needsTexts;

    /**
     * Creates an empty column.
     *
     * @param number position in the file, from 1
     * @param asked the type it shall have, or {@code null} to infer it
     * @param keepTexts whether every text is kept, because an earlier reading found that it is needed
     * @param lenient is told of cells that do not fit, which then are missing; {@code null} to refuse them
     */
    CsvColumn(
            String file,
            String name,
            int number,
            @Nullable ColumnType asked,
            boolean keepTexts,
            @Nullable Consumer<String> lenient) {
        this.file = file;
        this.name = name;
        this.number = number;
        this.asked = asked;
        this.keepTexts = keepTexts;
        this.lenient = lenient;
    }

    void add(long line, @Nullable String cell) {
        if (needsTexts) {
            return;
        }
        double[] plain = doubles;
        if (plain != null) {
            addPlain(plain, line, cell);
            return;
        }
        if (rows == codes.length) {
            codes = Arrays.copyOf(codes, grown(rows));
        }
        if (cell == null) {
            codes[rows++] = MISSING;
            return;
        }
        codes[rows++] = code(line, cell);
        present++;
        if (different.size() > MAX_DIFFERENT_NUMBERS && !keepTexts && codes[rows - 1] == MAX_DIFFERENT_NUMBERS) {
            goOnAsDoubles(); // looked at once, when the limit is passed
        }
    }

    /** Returns whether the file has to be read again with the texts of this column kept. */
    boolean needsTexts() {
        return needsTexts;
    }

    private int code(long line, String cell) {
        Integer code = codeOf.get(cell);
        if (code == null) {
            code = different.size();
            codeOf.put(cell, code);
            different.add(cell);
            lines.add(line);
        }
        return code;
    }

    private void goOnAsDoubles() {
        boolean mayBeNumber = asked == null || asked == ColumnType.NUMBER;
        if (!mayBeNumber || !all(text -> !Double.isNaN(TextNumber.parse(text)))) {
            return;
        }
        double[] plain = new double[grown(rows)];
        double[] values = numbers();
        for (int row = 0; row < rows; row++) {
            plain[row] = codes[row] == MISSING ? Double.NaN : values[codes[row]];
        }
        doubles = plain;
        codes = new int[0];
        different.clear();
        lines.clear();
        codeOf.clear();
    }

    private void addPlain(double[] plain, long line, @Nullable String cell) {
        double[] room = rows == plain.length ? Arrays.copyOf(plain, grown(rows)) : plain;
        doubles = room;
        double value = cell == null ? Double.NaN : TextNumber.parse(cell);
        if (cell != null && Double.isNaN(value)) {
            if (asked == null) {
                needsTexts = true;
                doubles = null;
                return;
            }
            if (!codeOf.containsKey(cell)) { // told once
                refuseNumber(code(line, cell));
            }
        }
        room[rows++] = value;
        present += cell == null ? 0 : 1;
    }

    private static int grown(int size) {
        return Math.max(size + 16, size + (size >> 1));
    }

    /** Adds the column to {@code to}, in the type asked for or the one its cells suggest. */
    void build(Dataset.Builder to) {
        double[] plain = doubles;
        if (plain != null) {
            to.numbers(name, Arrays.copyOf(plain, rows));
            return;
        }
        int[] rowCodes = Arrays.copyOf(codes, rows);
        switch (asked == null ? inferred() : asked) {
            case NUMBER -> {
                double[] values = numbers();
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
                List<@Nullable Instant> values = instants();
                List<@Nullable Instant> cells = new ArrayList<>(rows);
                for (int code : rowCodes) {
                    cells.add(code == MISSING ? null : values.get(code));
                }
                to.instants(name, cells);
            }
        }
    }

    private ColumnType inferred() {
        if (all(text -> !Double.isNaN(TextNumber.parse(text)))) {
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

    private double[] numbers() {
        double[] values = new double[different.size()];
        for (int code = 0; code < values.length; code++) {
            values[code] = TextNumber.parse(different.get(code));
            if (Double.isNaN(values[code])) {
                refuseNumber(code);
            }
        }
        return values;
    }

    private void refuseNumber(int code) {
        refuse(
                code,
                TextNumber.isNumber(different.get(code))
                        ? "is a number that no double holds exactly; read the column as text"
                        : "is no number; correct it, name it in missing(...), or read the column as text");
    }

    private List<@Nullable Instant> instants() {
        List<@Nullable Instant> values = new ArrayList<>();
        for (int code = 0; code < different.size(); code++) {
            Optional<Instant> instant = instant(different.get(code));
            if (instant.isEmpty()) {
                refuse(
                        code,
                        "is no instant of the years 1677 to 2262; write 2026-01-31, 2026-01-31 23:59:59 or"
                                + " 2026-01-31T23:59:59Z, or name it in missing(...)");
            }
            values.add(instant.orElse(null));
        }
        return values;
    }

    private static Optional<Instant> instant(String text) {
        return InstantFormat.parse(text).filter(instant -> InstantFormat.isInRange(instant));
    }

    private void refuse(int code, String fault) {
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
