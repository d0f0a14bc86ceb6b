package io.github.modelkeel.benchmarks.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures the stores: {@code writers [files]}, {@code points}, {@code async}, {@code search}, {@code open}, {@code load [runs]},
 * {@code h2 [seconds]}, {@code grow [runs [engine]]}; without a word all but {@code load}, {@code h2} and {@code grow}. Prints the
 * machine and what a flush to its disk costs, then ratios between things measured in the same run.
 * Everything is written below a new folder in {@code java.io.tmpdir}, which is removed at the end.
 */
@SuppressWarnings("SystemOut") // it prints a table: that is what it is for
public final class StoreBench {
    private StoreBench() {}

    /** Runs what the arguments name. */
    public static void main(String[] arguments) throws Exception {
        List<String> words =
                arguments.length == 0 ? List.of("open", "writers", "points", "async", "search") : List.of(arguments[0]);
        Path folder = Files.createTempDirectory("modelkeel-stores");
        boolean passed = true;
        try {
            machine(folder);
            for (String word : words) {
                switch (word) {
                    case "writers" -> {
                        WriterBench bench = new WriterBench(folder.resolve("writers"));
                        if (arguments.length > 1 && arguments[1].equals("files")) {
                            bench.files();
                        } else {
                            bench.run();
                        }
                    }
                    case "points" -> new PointBench(folder.resolve("points")).run();
                    case "async" -> new AsyncBench(folder.resolve("async")).run();
                    case "search" -> new SearchBench(folder.resolve("search")).run();
                    case "open" -> new OpenBench(folder.resolve("open")).run();
                    case "load" ->
                        new LoadBench(folder.resolve("load"))
                                .run(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000);
                    case "grow" -> {
                        int most = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
                        String engine = arguments.length > 2 ? arguments[2] : "sqlite";
                        passed &= new GrowBench(folder.resolve("grow")).run(engine, most);
                    }
                    case "h2" ->
                        new H2Bench(folder.resolve("h2"))
                                .run(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60);
                    default ->
                        throw new IllegalArgumentException(
                                "expected writers [files], points, async, search, open, load [runs], h2 [seconds]"
                                        + " or grow [runs [engine]], was '"
                                        + word + "'");
                }
            }
        } finally {
            delete(folder);
        }
        if (!passed) {
            System.exit(1);
        }
    }

    private static void machine(Path folder) throws IOException {
        FileStore disk = Files.getFileStore(folder);
        print(
                "%s, %d cores, %s %s, JDK %s, heap %,d MB, %s on %s",
                cpu(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                Runtime.version(),
                Runtime.getRuntime().maxMemory() >> 20,
                disk.type(),
                disk.name());
        double[] millis = new double[300];
        try (FileChannel channel =
                FileChannel.open(folder.resolve("flush"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < millis.length; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(4096), 4096L * i);
                channel.force(false);
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        print("write of 4 KB and flush: p50 %.3f ms, p95 %.3f ms%n", quantile(millis, 0.5), quantile(millis, 0.95));
    }

    private static String cpu() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.exists(info)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    /** Returns a quantile of the values, the nearest that was measured. */
    static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))];
    }

    /** Returns the bytes of all files below a folder. */
    static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(StoreBench::size)
                    .sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
