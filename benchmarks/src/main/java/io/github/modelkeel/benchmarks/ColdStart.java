package io.github.modelkeel.benchmarks;

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
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.impl.ArrayExample;

/**
 * How long a fresh JVM takes from its start to the first prediction of a model of 500 trees, and the heap that the model then
 * holds. Ours verifies its package and replays its golden rows on the way; the peers check nothing. Each start is measured from
 * outside, by the clock of the process that starts it; the median of several counts. As a program without arguments it
 * prints a table.
 */
public final class ColdStart {
    private static final int ROUNDS = 9;

    private ColdStart() {}

    /**
     * Prints the table, or starts one of the libraries.
     *
     * @param arguments none, or the name of a library and its model file
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 2) {
            start(arguments[0], Path.of(arguments[1]));
            return;
        }
        Path directory = Files.createTempDirectory("cold-start");
        try {
            prepare(directory);
            System.out.printf(
                    Locale.ROOT,
                    "Java %s, 500 trees of depth 6, median of %d starts%n%-28s %18s %18s %12s%n",
                    System.getProperty("java.version"),
                    ROUNDS,
                    "",
                    "whole process, ms",
                    "load + first, ms",
                    "heap, KB");
            for (String library : List.of("nothing", "modelkeel", "tribuo", "onnxruntime")) {
                measure(library, directory.resolve(library));
            }
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void prepare(Path directory) throws IOException {
        SeededRows rows = new SeededRows(4_000, 42L);
        ModelPackage pack = SeededModel.train(rows, 500, 6);
        ModelDirectory.write(directory.resolve("modelkeel"), pack);
        Files.write(directory.resolve("onnxruntime"), OnnxTrees.write((TreeEnsemble) ModelBody.of(pack.model())));
        new TribuoPeer(rows, 500, 6).write(directory.resolve("tribuo"));
        Files.createFile(directory.resolve("nothing"));
    }

    private static void measure(String library, Path file) throws IOException, InterruptedException {
        double[] whole = new double[ROUNDS];
        double[] inside = new double[ROUNDS];
        double[] heap = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) { // the first fills the disk cache
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4", "-cp"));
            command.add(System.getProperty("java.class.path"));
            command.addAll(List.of(ColdStart.class.getName(), library, file.toString()));
            long from = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String line = out.readLine(); // printed after the first prediction
                double millis = (System.nanoTime() - from) / 1e6;
                String memory = out.readLine();
                if (process.waitFor() != 0 || line == null || memory == null) {
                    throw new IllegalStateException(library + " failed");
                }
                if (round >= 0) {
                    whole[round] = millis;
                    inside[round] = Double.parseDouble(line);
                    heap[round] = Double.parseDouble(memory);
                }
            }
        }
        System.out.printf(
                Locale.ROOT, "%-28s %18.0f %18.1f %12.0f%n", library, median(whole), median(inside), median(heap));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void start(String library, Path file) throws Exception {
        double[] cells = new double[SeededRows.WIDTH];
        Arrays.fill(cells, 0.5);
        long from = System.nanoTime();
        Object model = switch (library) {
            case "modelkeel" -> {
                var predictor = ModelDirectory.open(file, TreeModels.format()).predictor("cold", 1, () -> "id");
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
        System.out.println((System.nanoTime() - from) / 1e6);
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.println((runtime.totalMemory() - runtime.freeMemory()) / 1024.0);
        if (model.equals("never")) { // holds it until here
            System.out.println();
        }
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
