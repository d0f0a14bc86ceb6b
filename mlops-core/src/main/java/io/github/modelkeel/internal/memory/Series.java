package io.github.modelkeel.internal.memory;

import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.MetricSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The points of a metric in a context, in the order of arrival, none twice. Guarded by the lock of its store. */
final class Series {
    private static final Comparator<MetricPoint> LAST = Comparator.comparingLong(MetricPoint::step)
            .thenComparing(MetricPoint::at)
            .thenComparingDouble(MetricPoint::value);

    private final List<MetricPoint> points = new ArrayList<>();
    private final Set<MetricPoint> known = new HashSet<>(); // points are equal when their bits are
    private @Nullable Sums sums;

    /** Names a series. */
    record Key(String metric, String context) {}

    /** What the points so far come to; {@code numbers} counts those that are not NaN. */
    private record Sums(MetricPoint last, double min, double max, double sum, long numbers) {
        static Sums of(MetricPoint point) {
            double value = point.value();
            return Double.isNaN(value)
                    ? new Sums(point, Double.NaN, Double.NaN, 0.0, 0)
                    : new Sums(point, value, value, value, 1);
        }

        Sums with(MetricPoint point) {
            MetricPoint later = LAST.compare(last, point) < 0 ? point : last;
            double value = point.value();
            if (Double.isNaN(value)) {
                return new Sums(later, min, max, sum, numbers);
            }
            return numbers == 0
                    ? new Sums(later, value, value, value, 1)
                    : new Sums(later, Math.min(min, value), Math.max(max, value), sum + value, numbers + 1);
        }

        MetricSummary summary(long count) {
            return new MetricSummary(last, min, max, numbers == 0 ? Double.NaN : sum / numbers, count);
        }
    }

    /** Adds a point and returns how to take that back, or null when it is there. */
    @Nullable
    Runnable add(MetricPoint point) {
        if (!known.add(point)) {
            return null;
        }
        Sums before = sums;
        points.add(point);
        sums = before == null ? Sums.of(point) : before.with(point);
        return () -> {
            points.remove(points.size() - 1);
            known.remove(point);
            sums = before;
        };
    }

    int size() {
        return points.size();
    }

    List<MetricPoint> part(int from, int to) {
        return List.copyOf(points.subList(from, to));
    }

    /** Returns what the points come to, or null without points. */
    @Nullable
    MetricSummary summary() {
        return sums == null ? null : sums.summary(points.size());
    }

    /** Returns whether the sums are those of the points. */
    boolean isSound() {
        Sums counted = null;
        for (MetricPoint point : points) {
            counted = counted == null ? Sums.of(point) : counted.with(point);
        }
        return known.size() == points.size() && Objects.equals(counted, sums);
    }
}
