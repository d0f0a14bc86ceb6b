package io.github.modelkeel.read;

import io.github.modelkeel.data.Cell;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.InvalidInputException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One column of Java values on its way into a dataset. Confined to one thread. */
final class ObjectColumn {
    private final String name;
    private final List<@Nullable Object> cells = new ArrayList<>();

    ObjectColumn(String name) {
        this.name = name;
    }

    void add(@Nullable Object value) {
        cells.add(open(value));
    }

    /**
     * Adds the column to {@code to}.
     *
     * @param origin what messages call the whole
     * @param type the type of the cells, or {@code null} to take the one that all of them have
     * @param levels levels that a category has in this order before any other, possibly none
     */
    void build(Dataset.Builder to, String origin, @Nullable ColumnType type, List<String> levels) {
        ColumnType chosen = type == null ? inferred() : type;
        switch (chosen) {
            case NUMBER -> to.numbers(name, numbers(origin));
            case CATEGORY -> {
                if (levels.isEmpty()) {
                    to.categories(name, texts(origin));
                } else {
                    int[] codes = texts(origin).stream()
                            .mapToInt(text -> text == null ? -1 : levels.indexOf(text))
                            .toArray();
                    to.categories(name, levels, codes);
                }
            }
            case TEXT -> to.texts(name, texts(origin));
            case INSTANT -> to.instants(name, instants(origin));
        }
    }

    /** NUMBER, INSTANT or text by the values; whole numbers that no double has make the column a text. */
    private ColumnType inferred() {
        if (cells.stream().allMatch(cell -> cell == null || isNumber(cell))) {
            boolean exact = cells.stream().allMatch(ObjectColumn::isExact);
            return exact ? ColumnType.NUMBER : textKind();
        }
        if (cells.stream().allMatch(cell -> cell == null || isInstant(cell))) {
            return ColumnType.INSTANT;
        }
        return textKind();
    }

    private ColumnType textKind() {
        TreeSet<String> different = new TreeSet<>();
        int present = 0;
        for (Object cell : cells) {
            if (cell != null) {
                different.add(cell.toString());
                present++;
            }
        }
        return TextKind.of(different.size(), present);
    }

    private double[] numbers(String origin) {
        double[] numbers = new double[cells.size()];
        for (int row = 0; row < numbers.length; row++) {
            try {
                numbers[row] = Cell.number(cells.get(row));
            } catch (InvalidInputException e) {
                throw at(origin, row, e);
            }
        }
        return numbers;
    }

    private List<@Nullable String> texts(String origin) {
        List<@Nullable String> texts = new ArrayList<>(cells.size());
        for (int row = 0; row < cells.size(); row++) {
            Object cell = cells.get(row);
            try {
                texts.add(cell instanceof BigDecimal decimal ? decimal.toPlainString() : Cell.text(cell));
            } catch (InvalidInputException e) {
                throw at(origin, row, e);
            }
        }
        return texts;
    }

    private List<@Nullable Instant> instants(String origin) {
        List<@Nullable Instant> instants = new ArrayList<>(cells.size());
        for (int row = 0; row < cells.size(); row++) {
            try {
                instants.add(Cell.instant(cells.get(row)));
            } catch (InvalidInputException e) {
                throw at(origin, row, e);
            }
        }
        return instants;
    }

    private InvalidInputException at(String origin, int row, InvalidInputException e) {
        return new InvalidInputException(origin + " row " + row + ", column '" + name + "': " + e.getMessage(), e);
    }

    private static boolean isNumber(Object cell) {
        return cell instanceof Number || cell instanceof Boolean;
    }

    private static boolean isInstant(Object cell) {
        return cell instanceof Instant
                || cell instanceof LocalDate
                || cell instanceof LocalDateTime
                || cell instanceof OffsetDateTime
                || cell instanceof ZonedDateTime;
    }

    /** Returns false for whole numbers that no double has, decimals without a fraction included. */
    private static boolean isExact(@Nullable Object cell) {
        if (cell instanceof Long || cell instanceof BigInteger) {
            return !Double.isNaN(TextNumber.parse(cell.toString()));
        }
        if (cell instanceof BigDecimal decimal
                && decimal.signum() != 0
                && decimal.stripTrailingZeros().scale() <= 0) {
            return decimal.compareTo(new BigDecimal(decimal.doubleValue())) == 0;
        }
        return true;
    }

    private static @Nullable Object open(@Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.orElse(null);
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? optional.getAsDouble() : null;
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? optional.getAsInt() : null;
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? optional.getAsLong() : null;
        }
        return value;
    }
}
