package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.SoakWorker.POINTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.spi.StoreEvent;
import io.github.modelkeel.tracking.MetricPoint;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two JVMs write into one storage at the same time (behaviours 57 and 69), while a third reads the log of changes. How long
 * is said by {@code -Dmodelkeel.soak.seconds=60}, {@value #DEFAULT_SECONDS} unless said; the calls of each thread are
 * printed. That no thread is starved is asked from {@value #FAIR_SECONDS} seconds on, when the threads had their turns.
 */
public abstract class SoakTck {
    /** Seconds when nothing else is said. */
    public static final int DEFAULT_SECONDS = 2;

    /** Shortest soak whose threads are compared. */
    public static final int FAIR_SECONDS = 20;

    private static final int PROCESSES = 2;
    private static final int THREADS = 8;

    @TempDir
    Path folder;

    /** Made by JUnit. */
    @SuppressWarnings("NullAway.Init") // JUnit fills the folder before each test
    protected SoakTck() {}

    /** Returns what opens the storage, here and in the other JVMs. */
    protected abstract Class<? extends StorageOpener> opener();

    /**
     * Returns where the storage is; empty when a test begins.
     *
     * @param folder empty, gone after the test
     */
    protected String place(Path folder) {
        return folder.resolve("soaked").toString();
    }

    /** Numbers that a JVM printed, those of one thread in a list. */
    private record Said(List<List<Integer>> byThread, List<String> failures) {}

    private Said run(String place, int process, int threads, long seconds, int versions)
            throws IOException, InterruptedException {
        Said said = new Said(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < threads; i++) {
            said.byThread.add(new ArrayList<>());
        }
        try (StoreProcess jvm = StoreProcess.start(
                SoakWorker.class,
                opener(),
                place,
                folder,
                Integer.toString(process),
                Integer.toString(threads),
                Long.toString(seconds),
                Integer.toString(versions))) {
            int code = jvm.read(line -> {
                String[] parts = line.split(" ", -1);
                if (parts[0].equals("failed")) {
                    said.failures.add(line);
                } else {
                    said.byThread.get(Integer.parseInt(parts[1])).add(Integer.parseInt(parts[2]));
                }
            });
            assertThat(said.failures).as("failures of JVM %d", process).isEmpty();
            assertThat(code)
                    .as("exit code of JVM %d: %s", process, jvm.errors())
                    .isZero();
        }
        return said;
    }

    private List<Said> both(String place, int threads, long seconds, int versions) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(PROCESSES);
        try {
            List<Future<Said>> running = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                int process = i;
                running.add(pool.submit(() -> run(place, process, threads, seconds, versions)));
            }
            List<Said> said = new ArrayList<>();
            for (Future<Said> one : running) {
                said.add(one.get(seconds + 300, TimeUnit.SECONDS));
            }
            return said;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void twoProcessesGetTheNumbersOneToEightHundred() throws Exception { // behaviour 69
        String place = place(folder);
        List<Integer> numbers = both(place, 4, 0, 100).stream()
                .flatMap(said -> said.byThread.stream())
                .peek(own -> assertThat(own).isSorted())
                .flatMap(List::stream)
                .sorted()
                .toList();
        assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, 800).boxed().toList());
        try (Storage storage = StoreProcess.open(opener().getName(), place)) {
            assertThat(storage.registry().versions("raced"))
                    .extracting(ModelVersion::version)
                    .isEqualTo(numbers);
        }
    }

    @Test
    void twoProcessesOfEightThreadsWriteSideBySide() throws Exception { // behaviours 56 and 57
        int seconds = Integer.getInteger("modelkeel.soak.seconds", DEFAULT_SECONDS);
        String place = place(folder);
        List<StoreEvent> seen;
        List<Said> said;
        try (Storage storage = StoreProcess.open(opener().getName(), place)) {
            LogReader reader = new LogReader(storage);
            reader.start();
            said = both(place, THREADS, seconds, 0);
            seen = reader.end();
            assertThat(LogReader.all(storage)).as("the log, read at once").isEqualTo(seen);
            assertThat(storage.check()).isEmpty();
        }
        try (Storage storage = StoreProcess.open(opener().getName(), place)) {
            verify(storage, said);
        }
        List<Integer> rounds = said.stream()
                .flatMap(one -> one.byThread.stream())
                .flatMap(List::stream)
                .toList();
        int slowest = Collections.min(rounds);
        int fastest = Collections.max(rounds);
        PrintStream out = new PrintStream(System.out, true, UTF_8); // the table is what a long run is for
        out.printf(
                Locale.ROOT,
                "%-24s %d JVMs x %d threads, %d s: %,d rounds of 4 calls, %.0f calls/s; slowest thread %d, fastest %d"
                        + " (ratio %.2f); %,d events read in order%n",
                getClass().getSimpleName(),
                PROCESSES,
                THREADS,
                seconds,
                rounds.stream().mapToInt(Integer::intValue).sum(),
                4.0 * rounds.stream().mapToInt(Integer::intValue).sum() / seconds,
                slowest,
                fastest,
                slowest / (double) fastest,
                seen.size());
        if (seconds >= FAIR_SECONDS) {
            assertThat(slowest).as("rounds of the slowest thread").isGreaterThanOrEqualTo(fastest / 2);
        }
    }

    private static void verify(Storage storage, List<Said> said) {
        int rounds = 0;
        for (int process = 0; process < PROCESSES; process++) {
            for (int thread = 0; thread < THREADS; thread++) {
                int own = said.get(process).byThread.get(thread).get(0);
                rounds += own;
                String run = SoakWorker.run(process, thread);
                assertThat(storage.runs().history(run, "m"))
                        .extracting(MetricPoint::step)
                        .isEqualTo(
                                LongStream.range(0, (long) own * POINTS).boxed().toList());
                assertThat(storage.runs().find(run).orElseThrow().tags().get("round"))
                        .isEqualTo(Integer.toString(own - 1));
            }
        }
        assertThat(storage.registry().versions("soaked"))
                .extracting(ModelVersion::version)
                .isEqualTo(IntStream.rangeClosed(1, rounds).boxed().toList());
    }

    /** Follows the log while others write. */
    private static final class LogReader extends Thread {
        private final Storage storage;
        private final List<StoreEvent> seen = new ArrayList<>();
        private volatile boolean ending;

        LogReader(Storage storage) {
            this.storage = storage;
        }

        @Override
        public void run() {
            boolean last;
            do {
                last = ending;
                read(storage, seen);
            } while (!last);
        }

        private static void read(Storage storage, List<StoreEvent> seen) {
            List<StoreEvent> some;
            do {
                long known = seen.isEmpty() ? 0 : seen.get(seen.size() - 1).sequence();
                some = storage.events().after(known, 1_000);
                seen.addAll(some);
            } while (some.size() == 1_000);
        }

        static List<StoreEvent> all(Storage storage) {
            List<StoreEvent> all = new ArrayList<>();
            read(storage, all);
            return all;
        }

        List<StoreEvent> end() throws InterruptedException {
            ending = true;
            join();
            return seen;
        }
    }
}
