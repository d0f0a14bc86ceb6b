package io.github.modelkeel.store.fs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.MetricSummary;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one series of a run.
 *
 * @param last the point of greatest (step, time, value)
 * @param min least number, {@code NaN} when there is none
 * @param max greatest number, {@code NaN} when there is none
 * @param sum sum of the numbers, added in the order they arrived
 * @param numbers how many points are numbers
 * @param count how many points there are
 */
record Series(MetricPoint last, double min, double max, double sum, long numbers, long count) {
    /** Orders points of one series as "last" does. */
    static final Comparator<MetricPoint> ORDER = Comparator.comparingLong(MetricPoint::step)
            .thenComparing(MetricPoint::at)
            .thenComparingDouble(MetricPoint::value);

    /** Which series of a run. */
    record Key(String metric, String context) {
        static Key of(MetricPoint point) {
            return new Key(point.key(), point.context());
        }
    }

    /** Returns the series with a further point, which is not in it. */
    static Series plus(@Nullable Series present, MetricPoint point) {
        double value = point.value();
        boolean isNumber = !Double.isNaN(value);
        if (present == null) {
            return new Series(point, value, value, isNumber ? value : 0.0, isNumber ? 1 : 0, 1);
        }
        boolean first = isNumber && present.numbers == 0;
        return new Series(
                ORDER.compare(present.last, point) < 0 ? point : present.last,
                !isNumber ? present.min : first ? value : Math.min(present.min, value),
                !isNumber ? present.max : first ? value : Math.max(present.max, value),
                !isNumber ? present.sum : first ? value : present.sum + value,
                present.numbers + (isNumber ? 1 : 0),
                present.count + 1);
    }

    MetricSummary summary() {
        return new MetricSummary(last, min, max, numbers == 0 ? Double.NaN : sum / numbers, count);
    }

    void write(ArrayNode to) {
        write(last, to.addArray()).add(min).add(max).add(sum).add(numbers).add(count);
    }

    static Series read(JsonNode from) {
        return new Series(
                point(from),
                number(from.get(5)),
                number(from.get(6)),
                number(from.get(7)),
                from.get(8).asLong(),
                from.get(9).asLong());
    }

    /** Adds a point to an array of JSON: metric, context, value, step, milliseconds. */
    static ArrayNode write(MetricPoint point, ArrayNode to) {
        return to.add(point.key())
                .add(point.context())
                .add(point.value())
                .add(point.step())
                .add(point.at().toEpochMilli());
    }

    static MetricPoint point(JsonNode from) {
        return new MetricPoint(
                from.get(0).asText(),
                from.get(1).asText(),
                number(from.get(2)),
                from.get(3).asLong(),
                Instant.ofEpochMilli(from.get(4).asLong()));
    }

    /** Reads a number; those that JSON has no digits for are texts. */
    static double number(JsonNode from) {
        return from.isTextual() ? Double.parseDouble(from.asText()) : from.doubleValue();
    }
}
