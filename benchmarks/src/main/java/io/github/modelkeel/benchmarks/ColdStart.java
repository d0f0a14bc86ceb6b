package io.github.modelkeel.benchmarks;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.embedded.ModelDirectory;
import io.github.modelkeel.serving.embedded.TreeModels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.impl.ArrayExample;

/**
 * How long a fresh JVM takes from its start to the first prediction of a model of 500 trees, as it is and with an archive of
 * its classes, and the heap that models then hold. Ours verifies its package and replays its golden rows on the way; the peers
 * check nothing. Each start is measured from outside, by the clock of the process that starts it, and from inside, around
 * loading and the first prediction. The libraries take turns; the median of several starts counts. All of them start with the
 * same options and the class path of this program, and each has an archive of its own, made by one start of itself: a CDS
 * archive before Java 25, an AOT cache from there on. As a program without arguments it prints two tables.
 */
public final class ColdStart {
    private static final int ROUNDS = 25;
    private static final int HEAP_ROUNDS = 3;

    private static final int WEIGHED = 10;

    /** Of so many collections one leaves no gaps: the default of Serial's MarkSweepAlwaysCompactCount. */
    private static final int COMPACTING = 4;

    private static final List<String> LIBRARIES = List.of("nothing", "modelkeel", "tribuo", "onnxruntime");

    private final Path directory;

    private ColdStart(Path directory) {
        this.directory = directory;
    }

    /**
     * Prints the tables, or starts one of the libraries.
     *
     * @param arguments none, or {@code start} or {@code weigh}, the name of a library and its model file
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 3) {
            if (arguments[0].equals("weigh")) {
                weigh(arguments[1], Path.of(arguments[2]));
            } else {
                start(arguments[1], Path.of(arguments[2]));
            }
            return;
        }
        Path directory = Files.createTempDirectory("cold-start");
        try {
            ColdStart measurement = new ColdStart(directory);
            measurement.starts();
            measurement.heaps();
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Milliseconds until one start had predicted, and what it printed: of these those of loading and predicting. */
    private record Start(double whole, double inside) {}

    private void starts() throws IOException, InterruptedException {
        SeededRows rows = new SeededRows(4_000, 42L);
        ModelPackage pack = SeededModel.train(rows, 500, 6);
        ModelDirectory.write(directory.resolve("modelkeel"), pack);
        Files.write(directory.resolve("onnxruntime"), OnnxTrees.write((TreeEnsemble) ModelBody.of(pack.model())));
        new TribuoPeer(rows, 500, 6).write(directory.resolve("tribuo"));
        Files.createFile(directory.resolve("nothing"));
        Map<String, List<Start>> plain = new LinkedHashMap<>();
        Map<String, List<Start>> archived = new LinkedHashMap<>();
        boolean cache = Runtime.version().feature() >= 25;
        for (String library : LIBRARIES) {
            Path archive = directory.resolve(library + ".archive");
            start(
                    "start",
                    library,
                    directory.resolve(library),
                    (cache ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive);
            plain.put(library, new ArrayList<>());
            archived.put(library, new ArrayList<>());
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (String library : LIBRARIES) {
                Path file = directory.resolve(library);
                String archive =
                        (cache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + directory.resolve(library + ".archive");
                of(plain, library).add(start("start", library, file, "-Xshare:auto"));
                of(archived, library).add(start("start", library, file, archive));
            }
        }
        String line = "%-24s %14s %14s   %14s %14s%n";
        System.out.printf(
                Locale.ROOT,
                "Java %s, 500 trees of depth 6, median of %d starts, milliseconds%n" + line + line,
                System.getProperty("java.version"),
                ROUNDS,
                "",
                "as it is",
                "",
                cache ? "AOT cache" : "CDS archive",
                "",
                "",
                "whole process",
                "load + first",
                "whole process",
                "load + first");
        for (String library : LIBRARIES) {
            row(library, of(plain, library), of(archived, library), 1, 1, 1, 1);
        }
        for (String peer : List.of("tribuo", "onnxruntime")) {
            row(
                    "modelkeel / " + peer,
                    of(plain, "modelkeel"),
                    of(archived, "modelkeel"),
                    median(of(plain, peer), Start::whole),
                    median(of(plain, peer), Start::inside),
                    median(of(archived, peer), Start::whole),
                    median(of(archived, peer), Start::inside));
        }
    }

    private static List<Start> of(Map<String, List<Start>> starts, String library) {
        return requireNonNull(starts.get(library), library);
    }

    private static void row(String name, List<Start> plain, List<Start> archived, double... units) {
        String format = units[0] == 1 ? "%14.1f" : "%14.2f";
        System.out.printf(
                Locale.ROOT,
                "%-24s " + format + " " + format + "   " + format + " " + format + "%n",
                name,
                median(plain, Start::whole) / units[0],
                median(plain, Start::inside) / units[1],
                median(archived, Start::whole) / units[2],
                median(archived, Start::inside) / units[3]);
    }

    private void heaps() throws IOException, InterruptedException {
        System.out.printf(Locale.ROOT, "%nHeap of a model and what serves it, KB%n");
        for (int classes : new int[] {2, 3}) {
            for (int rounds : new int[] {100, 500}) {
                String name = "modelkeel-" + classes + "-" + rounds;
                ModelPackage pack = SeededModel.train(new SeededRows(4_000, 42L), rounds, 6, classes);
                ModelDirectory.write(directory.resolve(name), pack);
                TreeEnsemble body = (TreeEnsemble) ModelBody.of(pack.model());
                int trees = body.trees().size();
                int nodes = body.trees().stream()
                        .mapToInt(tree -> tree.feature().length)
                        .sum();
                System.out.printf(
                        Locale.ROOT,
                        "modelkeel, %d classes, %5d trees, %6d nodes, model.bin %5d KB %10.0f%n",
                        classes,
                        trees,
                        nodes,
                        pack.model().length / 1024,
                        heap(name));
            }
        }
        System.out.printf(Locale.ROOT, "tribuo, 2 classes, 500 rounds %39.0f and native memory%n", heap("tribuo"));
        System.out.printf(Locale.ROOT, "onnxruntime, 500 trees %46.0f and native memory%n", heap("onnxruntime"));
    }

    private double heap(String model) throws IOException, InterruptedException {
        List<Start> starts = new ArrayList<>();
        for (int round = 0; round < HEAP_ROUNDS; round++) {
            starts.add(start("weigh", model.replaceAll("-.*", ""), directory.resolve(model), "-Xshare:auto"));
        }
        return median(starts, Start::inside);
    }

    private static Start start(String what, String library, Path file, String option)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xlog:disable", option));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(ColdStart.class.getName(), what, library, file.toString()));
        long from = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String inside = out.readLine(); // printed after the first prediction
            double whole = (System.nanoTime() - from) / 1e6;
            while (out.readLine() != null) {
                // what a JVM says about the archive it writes
            }
            if (process.waitFor() != 0 || inside == null) {
                throw new IllegalStateException(library + " failed");
            }
            return new Start(whole, Double.parseDouble(inside));
        }
    }

    private static double median(List<Start> starts, ToDoubleFunction<Start> value) {
        double[] sorted = starts.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Loads, predicts and prints the milliseconds of that. */
    private static void start(String library, Path file) throws Exception {
        double[] cells = cells();
        Supplier<String> ids = () -> "id"; // the host's, in which a lambda is not the first, whatever it loads
        long from = System.nanoTime();
        load(library, file, cells, ids);
        System.out.println((System.nanoTime() - from) / 1e6);
    }

    /** Loads often and prints the heap that each model but the first holds, in KB. */
    private static void weigh(String library, Path file) throws Exception {
        List<Object> models = new ArrayList<>();
        try {
            models.add(load(library, file, cells(), () -> "id"));
            used(); // lets go what only the start needed
            long before = used();
            for (int i = 0; i < WEIGHED; i++) {
                models.add(load(library, file, cells(), () -> "id"));
            }
            System.out.println((used() - before) / 1024.0 / WEIGHED);
        } finally {
            Reference.reachabilityFence(models);
        }
    }

    private static double[] cells() {
        double[] cells = new double[SeededRows.WIDTH];
        Arrays.fill(cells, 0.5);
        return cells;
    }

    private static long used() {
        for (int i = 0; i < COMPACTING; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static Object load(String library, Path file, double[] cells, Supplier<String> ids) throws Exception {
        return switch (library) {
            case "modelkeel" -> {
                var predictor = ModelDirectory.open(file, TreeModels.format()).predictor("cold", 1, ids);
                predictor.predict(cells);
                yield predictor;
            }
            case "tribuo" -> {
                Model<?> loaded = Model.deserializeFromFile(file);
                yield predict(loaded, cells);
            }
            case "onnxruntime" -> {
                OrtEnvironment environment = OrtEnvironment.getEnvironment();
                OrtSession session = environment.createSession(file.toString());
                OnnxTensor tensor = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(TreePeers.floats(cells)), new long[] {1, cells.length});
                session.run(Map.of("cells", tensor));
                yield session;
            }
            default -> "";
        };
    }

    private static <T extends org.tribuo.Output<T>> Object predict(Model<T> model, double[] cells) {
        T output = model.getOutputIDInfo().getOutput(0);
        ArrayExample<T> example = new ArrayExample<>(output);
        for (int column = 0; column < cells.length; column++) {
            example.add(SeededRows.name(column), cells[column]);
        }
        Prediction<T> prediction = model.predict(example);
        return List.of(model, prediction);
    }
}
