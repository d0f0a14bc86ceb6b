package io.github.modelkeel.features;

import java.util.ArrayList;
import java.util.List;

/** How values that plain JSON cannot say are written in documents. */
final class Documents {
    private Documents() {}

    /** Returns a number as it is stored: infinities as texts, everything else as itself. */
    static Object number(double value) {
        return Double.isInfinite(value) ? Double.toString(value) : (Object) value;
    }

    /** Returns numbers as they are stored. */
    static List<Object> numbers(List<Double> values) {
        List<Object> stored = new ArrayList<>();
        values.forEach(value -> stored.add(number(value)));
        return stored;
    }
}
