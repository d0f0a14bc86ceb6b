package io.github.modelkeel.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sets the figures of one run of {@code benchmarks/peers/drift.sh} side by side, as Markdown on standard output: means and JMH's error
 * for each JDK, those of scipy where it was measured, and each bar with what was reached.
 */
public final class DriftComparison {
    private static final double NO_ALLOCATION = 0.5; // bytes: what the profiler itself takes, spread over the events

    private final List<Run> runs;
    private final @Nullable JsonNode scipy;

    private DriftComparison(List<Run> runs, @Nullable JsonNode scipy) {
        this.runs = runs;
        this.scipy = scipy;
    }

    /** One JDK. */
    private record Run(String jdk, Map<String, JsonNode> cases) {
        static Run of(Path file) throws IOException {
            Map<String, JsonNode> cases = new LinkedHashMap<>();
            String jdk = "";
            for (JsonNode result : new ObjectMapper().readTree(file.toFile())) {
                jdk = result.path("jdkVersion").asText();
                String name = result.path("benchmark").asText();
                StringBuilder key = new StringBuilder(name.substring(name.lastIndexOf('.') + 1));
                result.path("params").forEach(value -> key.append(' ').append(value.asText()));
                cases.put(key.toString(), result);
            }
            return new Run(jdk, cases);
        }

        double mean(String name) {
            return metric(name).path("score").asDouble();
        }

        String shown(String name) {
            JsonNode metric = metric(name);
            return number(mean(name)) + " ± " + number(metric.path("scoreError").asDouble());
        }

        private JsonNode metric(String name) {
            return result(name).path("primaryMetric");
        }

        /** Returns the bytes that an operation allocates. */
        double bytes(String name) {
            JsonNode metrics = result(name).path("secondaryMetrics");
            for (Map.Entry<String, JsonNode> metric : metrics.properties()) {
                if (metric.getKey().endsWith("gc.alloc.rate.norm")) {
                    return metric.getValue().path("score").asDouble();
                }
            }
            throw new IllegalStateException("no allocation of '" + name + "': run JMH with -prof gc");
        }

        private JsonNode result(String name) {
            JsonNode result = cases.get(name);
            if (result == null) {
                throw new IllegalStateException(
                        "JDK " + jdk + " has no result of '" + name + "', only " + cases.keySet());
            }
            return result;
        }
    }

    /**
     * Prints the table.
     *
     * @param arguments the directory with {@code jmh-1.json}, {@code jmh-2.json} and so on, and {@code scipy.json} where it was measured
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        List<Run> runs = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches("jmh-\\d+\\.json"))
                    .sorted()
                    .toList()) {
                runs.add(Run.of(file));
            }
        }
        Path scipy = directory.resolve("scipy.json");
        JsonNode figures = Files.exists(scipy) ? new ObjectMapper().readTree(scipy.toFile()) : null;
        System.out.print(new DriftComparison(runs, figures).markdown());
    }

    private String markdown() {
        StringBuilder page = new StringBuilder(1_000);
        head(page, "microseconds", true);
        times(page, "exact p, 1,000 x 999", "testOurs 1000", "exact_1000");
        times(page, "the same, commons-statistics", "testCommonsStatistics 1000", null);
        times(page, "the same, commons-math3 (an estimate)", "testCommonsMath 1000", null);
        times(page, "exact p, 10,000 x 9,999", "testOurs 10000", "exact_10000");
        times(page, "the same, commons-statistics", "testCommonsStatistics 10000", null);
        times(page, "the same, commons-math3 (an estimate)", "testCommonsMath 10000", null);
        times(page, "table, all values kept", "tableOurs", "table");
        times(page, "table, stored profile", "tableOursStoredProfile", null);
        times(page, "table, loop over commons-statistics", "tableCommonsStatistics", null);
        times(page, "table, loop over commons-math3", "tableCommonsMath", null);
        page.append('\n');
        head(page, "nanoseconds an event", false);
        List<String> events = events();
        events.forEach(name -> row(page, name, run -> run.shown(name), null));
        page.append('\n');
        head(page, "bytes an event", false);
        events.forEach(name -> row(page, name, run -> number(run.bytes(name)), null));
        page.append('\n');
        bars(page, events);
        return page.toString();
    }

    private List<String> events() {
        return runs.get(0).cases().keySet().stream()
                .filter(name -> !name.startsWith("test") && !name.startsWith("table"))
                .toList();
    }

    private void bars(StringBuilder page, List<String> events) {
        head(page, "bar", false);
        if (scipy != null) {
            double exact = scipy.path("exact_10000").path("mean_us").asDouble();
            double table = scipy.path("table").path("mean_us").asDouble();
            row(page, "exact p, at most 1/4 of scipy", run -> share(run.mean("testOurs 10000"), exact, 4), null);
            row(page, "table, at most 1/10 of scipy", run -> share(run.mean("tableOurs"), table, 10), null);
            row(
                    page,
                    "table, stored profile, at most 1/10 of scipy",
                    run -> share(run.mean("tableOursStoredProfile"), table, 10),
                    null);
        }
        row(
                page,
                "exact p, at most 1/5 of commons-statistics",
                run -> share(run.mean("testOurs 10000"), run.mean("testCommonsStatistics 10000"), 5),
                null);
        row(page, "counter, at most 60 ns", run -> atMost(run.mean("counter 10000"), 60), null);
        row(page, "sliding, at most 600 ns", run -> atMost(run.mean("sliding 10000"), 600), null);
        row(
                page,
                "0 bytes an event, every detector and counter",
                run -> atMost(events.stream().mapToDouble(run::bytes).max().orElseThrow(), NO_ALLOCATION),
                null);
        if (scipy != null) {
            double ours = KolmogorovSmirnovBenchmark.pValue();
            double theirs = scipy.path("exact_10000").path("pvalue").asDouble();
            page.append(String.format(
                    Locale.ROOT,
                    "%nThe p-values of the same samples of 10,000 and 9,999: %.12g, scipy %.12g.%n",
                    ours,
                    theirs));
        }
    }

    private void head(StringBuilder page, String unit, boolean withScipy) {
        page.append("| ").append(unit).append(" |");
        runs.forEach(run -> page.append(" JDK ").append(run.jdk()).append(" |"));
        if (withScipy && scipy != null) {
            page.append(" scipy ").append(scipy.path("scipy").asText()).append(" |");
        }
        int columns = 1 + runs.size() + (withScipy && scipy != null ? 1 : 0);
        page.append('\n').append("|---".repeat(columns)).append("|\n");
    }

    private void times(StringBuilder page, String label, String name, @Nullable String peer) {
        String theirs = "";
        if (scipy != null && peer != null) {
            theirs = number(scipy.path(peer).path("mean_us").asDouble());
        }
        row(page, label, run -> run.shown(name), scipy == null ? null : theirs);
    }

    private void row(StringBuilder page, String label, Function<Run, String> cell, @Nullable String last) {
        page.append("| ").append(label).append(" |");
        runs.forEach(run -> page.append(' ').append(cell.apply(run)).append(" |"));
        if (last != null) {
            page.append(' ').append(last).append(" |");
        }
        page.append('\n');
    }

    private static String share(double ours, double theirs, double bar) {
        return String.format(Locale.ROOT, "1/%.1f, %s", theirs / ours, ours * bar <= theirs ? "held" : "MISSED");
    }

    private static String atMost(double value, double bar) {
        return number(value) + ", " + (value <= bar ? "held" : "MISSED");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.3f", value);
    }
}
