package io.github.modelkeel.benchmarks.stores;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.store.jdbc.JdbcStore;
import io.github.modelkeel.tracking.MetricPoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** An H2 file that is written by eight threads and read by two: how large it becomes, and how long a call takes at most. */
final class H2Bench {
    private static final int WRITERS = 8;
    private static final int READERS = 2;
    private static final long LOOK_MILLIS = 5;

    private final Path folder;

    H2Bench(Path folder) {
        this.folder = folder;
    }

    /** What one thread does. */
    private interface Step {
        void run(int number) throws Exception;
    }

    /** How many calls a thread made, and how long the longest took. */
    private record Calls(long count, double longestMillis) {}

    void run(int seconds) throws Exception {
        Files.createDirectories(folder);
        Path file = folder.resolve("mlops.mv.db");
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Storage storage = JdbcStore.h2(file)) {
            storage.runs().experiment("bench", Samples.EXPERIMENT, Samples.T0);
            for (int writer = 0; writer < WRITERS; writer++) {
                storage.runs()
                        .apply(List.of(new RunCommand.Create(
                                Samples.id("r", writer), Samples.EXPERIMENT, null, "r", "ann", Samples.T0)));
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            List<Future<Calls>> writes = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String id = Samples.id("r", writer);
                writes.add(threads.submit(loop(
                        end,
                        number -> storage.runs()
                                .apply(List.of(new RunCommand.Metrics(
                                        id,
                                        List.of(new MetricPoint(
                                                "loss", 0.5, number, Samples.T0.plusMillis(number)))))))));
            }
            List<Future<Calls>> reads = new ArrayList<>();
            for (int reader = 0; reader < READERS; reader++) {
                String id = Samples.id("r", reader);
                reads.add(threads.submit(loop(end, number -> {
                    if (storage.runs().find(id).isEmpty()) {
                        throw new IllegalStateException("run " + id + " is gone");
                    }
                    TimeUnit.MILLISECONDS.sleep(1);
                })));
            }
            long largest = 0;
            long before = 0;
            int compactions = 0;
            while (System.nanoTime() < end) {
                long size = Files.size(file);
                largest = Math.max(largest, size);
                compactions += size < before ? 1 : 0;
                before = size;
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
            print("writes", writes, seconds);
            print("reads", reads, seconds);
            StoreBench.print(
                    "H2 file: largest %,d MB, compacted %d times, at the end %,d MB",
                    largest >> 20, compactions, Files.size(file) >> 20);
        } finally {
            threads.shutdown();
        }
        StoreBench.print("closed: %,d MB%n", Files.size(file) >> 20);
    }

    private static Callable<Calls> loop(long end, Step step) {
        return () -> {
            long count = 0;
            long longest = 0;
            for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
                step.run(Math.toIntExact(count++));
                longest = Math.max(longest, System.nanoTime() - start);
            }
            return new Calls(count, longest / 1e6);
        };
    }

    private static void print(String name, List<Future<Calls>> threads, int seconds) throws Exception {
        long count = 0;
        double longest = 0;
        for (Future<Calls> thread : threads) {
            count += thread.get().count();
            longest = Math.max(longest, thread.get().longestMillis());
        }
        StoreBench.print("%-8s %,8d calls/s, longest %,7.0f ms", name, count / seconds, longest);
    }
}
