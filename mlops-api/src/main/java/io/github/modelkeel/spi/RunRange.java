package io.github.modelkeel.spi;

import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the ascending order of one field that has every run which can meet a filter; some in it may not.
 *
 * @param order the field, ascending
 * @param from least value, or {@code null} for the beginning
 * @param to greatest value, or {@code null} for all that is ordered
 */
record RunRange(
        RunQuery.Order order,
        @Nullable Object from,
        @Nullable Object to) {
    /** Adds a range for each comparison that a filter demands and an order can look up. */
    static void collect(RunFilter filter, List<RunRange> into) {
        if (filter instanceof RunFilter.And and) {
            and.parts().forEach(part -> collect(part, into));
        } else if (filter instanceof Comparison asked
                && RunFields.of(asked.field()).isNumber() == asked.operand() instanceof Double) {
            RunQuery.Order order = new RunQuery.Order(asked.field(), true);
            Object least = least(asked.operand());
            switch (asked.operator()) {
                case EQ -> into.add(new RunRange(order, least, asked.operand()));
                case GT, GE -> into.add(new RunRange(order, least, null));
                case LT, LE -> into.add(new RunRange(order, null, asked.operand()));
                case NE, LIKE, ILIKE -> {} // nothing an order can look up
            }
        }
    }

    /** Comparisons take zeros as equal, orders have the negative one first. */
    private static Object least(Object operand) {
        return operand instanceof Double number && number == 0 ? (Object) (-0.0) : operand;
    }

    /** Returns whether a value comes after this range, in the order. */
    boolean isBehind(@Nullable Object value) {
        if (value == null || (value instanceof Double number && number.isNaN())) {
            return true;
        }
        if (value instanceof Double number) {
            return to != null && number > (Double) to;
        }
        return to != null && StoredText.CODE_POINTS.compare((String) value, (String) to) > 0;
    }
}
