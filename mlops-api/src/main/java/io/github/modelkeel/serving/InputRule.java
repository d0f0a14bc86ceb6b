package io.github.modelkeel.serving;

import io.github.modelkeel.data.Cell;
import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.features.RawRow;
import io.github.modelkeel.model.InputField;
import io.github.modelkeel.model.InputField.Range;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Reads and checks the cells of one input. Immutable and thread-safe. */
final class InputRule {
    private static final int SHOWN_LEVELS = 20;
    private static final int SHOWN_TEXT = 60;

    final InputField field;
    private final int slot;
    private final double min;
    private final double max;
    private final Set<String> levels;

    private final InputCheck check;
    private final @Nullable LongAdder counted;

    /** @param slot position of the input among those of the features */
    InputRule(InputField field, int slot, InputCheck check) {
        this.check = check;
        this.counted = check == InputCheck.COUNT ? new LongAdder() : null;
        this.field = field;
        this.slot = slot;
        Range allowed = field.allowed();
        this.min = allowed == null ? -Double.MAX_VALUE : allowed.min();
        this.max = allowed == null ? Double.MAX_VALUE : allowed.max();
        this.levels = field.closed() ? Set.copyOf(field.levels()) : Set.of();
    }

    String name() {
        return field.name();
    }

    boolean isNumber() {
        return field.type() == ColumnType.NUMBER;
    }

    /** Puts a Java value into the row and notes what is wrong with it. */
    void read(@Nullable Object value, RawRow row, Violations violations) {
        if (value instanceof Double || value instanceof Integer || value instanceof Float) { // the common ones, exact
            if (isNumber()) {
                read(((Number) value).doubleValue(), row, violations);
                return;
            }
        }
        try {
            switch (field.type()) {
                case NUMBER -> read(Cell.number(value), row, violations);
                case CATEGORY, TEXT -> read(Cell.text(value), row, violations);
                case INSTANT -> read(Cell.instant(value), row, violations);
            }
        } catch (InvalidInputException e) {
            violations.add("input '" + name() + "': " + e.getMessage());
        }
    }

    /** Puts the cell of a column into the row and notes what is wrong with it. */
    void read(Column column, int at, RawRow row, Violations violations) {
        switch (field.type()) {
            case NUMBER -> read(column.number(at), row, violations);
            case CATEGORY, TEXT -> read(column.text(at), row, violations);
            case INSTANT -> read(column.instant(at), row, violations);
        }
    }

    void read(double number, RawRow row, Violations violations) {
        if (!(number >= min && number <= max)) { // also when NaN, which is missing
            refuse(number, violations);
        }
        row.set(slot, number);
    }

    /** Returns how many values were counted instead of refused. */
    long counted() {
        return counted == null ? 0 : counted.sum();
    }

    InputRule checked(InputCheck other) {
        return new InputRule(field, slot, other);
    }

    InputCheck check() {
        return check;
    }

    /** Returns whether a value that is not allowed is let through, and counts it if it is to be counted. */
    private boolean passes() {
        if (counted != null) {
            counted.increment();
        }
        return check != InputCheck.STRICT;
    }

    private void refuse(double number, Violations violations) {
        if (Double.isNaN(number)) {
            missing(violations);
            return;
        }
        if (passes()) {
            return;
        }
        if (Double.isInfinite(number)) {
            violations.add("input '" + name() + "' must be a finite number, was " + number);
        } else {
            violations.add("input '" + name() + "' must lie in [" + min + ", " + max + "], was " + number);
        }
    }

    void read(@Nullable String text, RawRow row, Violations violations) {
        if (text == null) {
            missing(violations);
        } else if (field.closed() && !levels.contains(text) && !passes()) {
            violations.add(
                    "input '" + name() + "' must be one of " + shown(field.levels()) + ", was '" + shown(text) + "'");
        }
        row.set(slot, text);
    }

    private void read(@Nullable Instant instant, RawRow row, Violations violations) {
        if (instant == null) {
            missing(violations);
        }
        row.set(slot, instant);
    }

    private void missing(Violations violations) {
        if (!field.nullable() && !passes()) {
            violations.add("input '" + name() + "' must not be missing");
        }
    }

    private static String shown(List<String> levels) {
        return levels.size() <= SHOWN_LEVELS
                ? levels.toString()
                : levels.subList(0, SHOWN_LEVELS) + " and " + (levels.size() - SHOWN_LEVELS) + " more";
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_TEXT ? text : text.substring(0, SHOWN_TEXT) + "...";
    }
}
