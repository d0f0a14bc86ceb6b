package io.github.modelkeel.store.fs;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modelkeel.tracking.MetricPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows which points runs have, to store an exact duplicate once. A point after the last of its series is new without
 * looking; only for one that arrives out of order are the points of its run read and kept, those of a few runs at a time.
 * Used by the writer's thread under the lock of the catalogue.
 */
final class KnownPoints {
    private static final int MOST = 1_000_000;

    private final Path root;
    private final Map<String, Points> kept = new LinkedHashMap<>(16, 0.75f, true);

    KnownPoints(Path root) {
        this.root = root;
    }

    /** Points of one run that are not committed yet. */
    static final class Pending {
        private final List<MetricPoint> all = new ArrayList<>();
        private @Nullable Set<MetricPoint> set; // made when it is asked for

        void add(MetricPoint point) {
            all.add(point);
            if (set != null) {
                set.add(point);
            }
        }

        void addAll(Pending other) {
            other.all.forEach(this::add);
        }

        boolean has(MetricPoint point) {
            Set<MetricPoint> known = set;
            if (known == null) {
                known = new HashSet<>(all);
                set = known;
            }
            return known.contains(point);
        }
    }

    private static final class Points {
        private final Set<MetricPoint> all = new HashSet<>();
        private LogReader.Position position = LogReader.Position.START;
    }

    /** Returns whether a point is in the committed part of a log. */
    boolean isCommitted(Entity log, MetricPoint point) throws IOException {
        Points points = kept.computeIfAbsent(log.path(), path -> new Points());
        if (points.position.length() > log.position().length()) { // purged and made again
            points.all.clear();
            points.position = LogReader.Position.START;
        }
        if (points.position.length() < log.position().length()) {
            points.position = LogReader.read(
                            root.resolve(log.path()),
                            points.position,
                            log.position().sequence(),
                            (line, before) -> {
                                if (line.path("do").asText().equals("metrics")) {
                                    for (JsonNode each : line.path("points")) {
                                        points.all.add(Series.point(each));
                                    }
                                }
                                return true;
                            })
                    .position();
            trim();
        }
        return points.all.contains(point);
    }

    private void trim() {
        long all = kept.values().stream().mapToLong(points -> points.all.size()).sum();
        Iterator<Points> eldest = kept.values().iterator();
        for (int left = kept.size(); all > MOST && left > 1; left--) {
            Points points = eldest.next();
            all -= points.all.size();
            eldest.remove();
        }
    }
}
