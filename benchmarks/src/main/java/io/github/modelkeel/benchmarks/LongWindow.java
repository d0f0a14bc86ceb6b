package io.github.modelkeel.benchmarks;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.drift.tabular.TabularDriftDetector;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Checks a window of millions of rows of 100 columns against a stored profile, chunk by chunk, and prints rows per second, the
 * largest heap and what was found. The rows are drawn from a seed as they are needed. Run by {@code benchmarks/peers/window.sh}.
 */
public final class LongWindow implements Iterator<Dataset> {
    private static final int COLUMNS = 100;
    private static final int REFERENCE_ROWS = 100_000;
    private static final int CHUNK_ROWS = 25_000;
    private static final double SHIFT = 0.4;
    private static final List<String> LEVELS = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");

    private final boolean mixed;
    private final boolean moved;
    private final long rows;
    private long drawn;
    private long nanos;
    private long peak;

    private LongWindow(boolean mixed, boolean moved, long rows) {
        this.mixed = mixed;
        this.moved = moved;
        this.rows = rows;
    }

    /**
     * Runs the check.
     *
     * @param arguments rows, {@code numbers} or {@code mixed}, threads
     */
    public static void main(String[] arguments) {
        long rows = Long.parseLong(arguments[0]);
        boolean mixed = arguments[1].equals("mixed");
        int threads = Integer.parseInt(arguments[2]);
        Profile profile = Profile.of(new LongWindow(mixed, false, REFERENCE_ROWS).draw(REFERENCE_ROWS, 7L))
                .compressed();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            TabularDriftDetector.Builder builder =
                    TabularDriftDetector.builder().reference(profile).confirmations(1);
            TabularDriftDetector detector = (threads > 1 ? builder.executor(executor) : builder).build();
            LongWindow window = new LongWindow(mixed, true, rows);
            long start = System.nanoTime();
            DriftReport report = detector.check(window, Map.of());
            double seconds = (System.nanoTime() - start) / 1e9;
            print(window, threads, seconds, report);
        } finally {
            executor.shutdown();
        }
    }

    private static void print(LongWindow window, int threads, double seconds, DriftReport report) {
        List<String> findings = report.features().stream()
                .filter(feature -> !feature.findings().isEmpty())
                .map(FeatureDrift::column)
                .toList();
        double drawing = window.nanos / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%s, %d rows x %d columns, JDK %s, %d thread%s, -Xmx %d MB%n"
                        + "  %.1f s, %.0f rows/s; of these %.1f s to draw the rows, %.0f rows/s without%n"
                        + "  peak heap %d MB, garbage included%n"
                        + "  verdict %s: %s%n  findings in %s%n",
                window.mixed ? "numbers, 5 % missing, and categories" : "numbers",
                report.windowRows(),
                COLUMNS,
                System.getProperty("java.version"),
                threads,
                threads == 1 ? "" : "s",
                Runtime.getRuntime().maxMemory() >> 20,
                seconds,
                report.windowRows() / seconds,
                drawing,
                report.windowRows() / (seconds - drawing),
                window.peak >> 20,
                report.verdict(),
                report.reason(),
                findings);
        List<String> expected = window.mixed ? List.of("x3", "x57", "k90") : List.of("x3", "x57");
        if (!report.driftedColumns().equals(expected)) {
            throw new IllegalStateException("columns " + expected + " were moved, but " + report.driftedColumns()
                    + " are said to have drifted");
        }
    }

    @Override
    public boolean hasNext() {
        return drawn < rows;
    }

    @Override
    public Dataset next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + rows + " rows were drawn");
        }
        long start = System.nanoTime();
        int count = (int) Math.min(CHUNK_ROWS, rows - drawn);
        Dataset chunk = draw(count, 1_000_003L * (drawn + 1));
        drawn += count;
        nanos += System.nanoTime() - start;
        Runtime runtime = Runtime.getRuntime();
        peak = Math.max(peak, runtime.totalMemory() - runtime.freeMemory());
        return chunk;
    }

    /** Draws rows; x3, x57 and k90 move, and x10 is missing more often, if this is not the reference. */
    private Dataset draw(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Dataset.Builder builder = Dataset.builder();
        for (int c = 0; c < COLUMNS; c++) {
            if (mixed && c >= 80) {
                int[] codes = new int[count];
                int bound = moved && c == 90 ? 7 : LEVELS.size();
                for (int i = 0; i < count; i++) {
                    codes[i] = random.nextInt(bound);
                }
                builder.categories("k" + c, LEVELS, codes);
            } else {
                double shift = moved && (c == 3 || c == 57) ? SHIFT : 0.0;
                int missing = !mixed ? 0 : moved && c == 10 ? 10 : 5;
                double[] values = new double[count];
                for (int i = 0; i < count; i++) {
                    values[i] =
                            missing > 0 && random.nextInt(100) < missing ? Double.NaN : shift + random.nextGaussian();
                }
                builder.numbers("x" + c, values);
            }
        }
        return builder.build();
    }
}
