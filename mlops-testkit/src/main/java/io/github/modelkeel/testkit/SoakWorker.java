package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.EXPERIMENT;
import static io.github.modelkeel.testkit.Samples.T0;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunQuery;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of the JVMs of {@link SoakTck}: works in several threads and says what each did, or how it failed. */
final class SoakWorker {
    /** Points of one call. */
    static final int POINTS = 10;

    private SoakWorker() {}

    /** Returns the run of a thread. */
    static String run(int process, int thread) {
        return String.format(Locale.ROOT, "s%015dt%015d", process, thread);
    }

    /** Arguments: opener, place, process, threads, seconds (0: versions only), versions of each thread. */
    @SuppressWarnings("SystemOut") // how it talks to the test
    public static void main(String[] arguments) throws InterruptedException {
        int process = Integer.parseInt(arguments[2]);
        int threads = Integer.parseInt(arguments[3]);
        long seconds = Long.parseLong(arguments[4]);
        int versions = Integer.parseInt(arguments[5]);
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        try (Storage storage = StoreProcess.open(arguments[0], arguments[1])) {
            Samples.experiment(storage);
            Thread[] running = new Thread[threads];
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            for (int n = 0; n < threads; n++) {
                int thread = n;
                running[n] = new Thread(() -> {
                    try {
                        if (seconds > 0) {
                            out.println("calls " + thread + " " + soak(storage, run(process, thread), end));
                        } else {
                            for (int i = 0; i < versions; i++) {
                                int number = storage.registry()
                                        .create(Samples.version("raced"))
                                        .version();
                                out.println("version " + thread + " " + number);
                            }
                        }
                    } catch (RuntimeException e) {
                        out.println("failed " + thread + " " + String.valueOf(e).replaceAll("\\s", "_"));
                    }
                });
            }
            for (Thread thread : running) {
                thread.start();
            }
            for (Thread thread : running) {
                thread.join();
            }
        }
    }

    /** Works until {@code end} and returns how many rounds it made, each of four changes and a search. */
    private static int soak(Storage storage, String run, long end) {
        storage.runs().apply(List.of(new RunCommand.Create(run, EXPERIMENT, null, "r", "ann", T0)));
        int round = 0;
        do {
            MetricPoint[] points = new MetricPoint[POINTS];
            for (int i = 0; i < POINTS; i++) {
                long step = (long) round * POINTS + i;
                points[i] = new MetricPoint("m", step / 4.0, step, T0);
            }
            storage.runs().apply(List.of(new RunCommand.Metrics(run, List.of(points))));
            storage.runs().apply(List.of(new RunCommand.Params(run, Map.of("p" + round % 100, "same"))));
            storage.runs().apply(List.of(new RunCommand.Tags(run, Map.of("round", Integer.toString(round)))));
            storage.registry().create(Samples.version("soaked"));
            int found = storage.runs()
                    .search(RunQuery.parse("params.p0 = 'same' limit 5").in(EXPERIMENT))
                    .items()
                    .size();
            if (found == 0) {
                throw new IllegalStateException("a search does not find what this thread wrote before");
            }
            round++;
        } while (System.nanoTime() < end);
        return round;
    }
}
