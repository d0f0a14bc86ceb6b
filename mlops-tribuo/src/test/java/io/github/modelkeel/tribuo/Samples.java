package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainingData;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Made-up rows with one decimal, as real tables have: comparing them in the wrong precision shows. */
final class Samples {
    private Samples() {}

    static TrainingData of(Task task, int rows, double missing, long seed) {
        int width = 6;
        Random random = new Random(seed);
        double[] cells = new double[rows * width];
        double[] labels = new double[rows];
        int classes = task == Task.REGRESSION ? 0 : task == Task.BINARY ? 2 : 4;
        for (int row = 0; row < rows; row++) {
            double signal = 0;
            for (int c = 0; c < width; c++) {
                double cell = (random.nextInt(101) - 30) / 10.0;
                signal += c < 3 ? cell * (c + 1) : 0;
                cells[row * width + c] = random.nextDouble() < missing ? Double.NaN : cell;
            }
            signal += random.nextGaussian() * 2;
            labels[row] = classes == 0 ? signal : Math.max(0, Math.min(classes - 1, Math.floor(signal / 6)));
        }
        return data(task, classes, width, cells, labels);
    }

    static TrainingData data(Task task, int classes, int width, double[] cells, double[] labels) {
        List<String> names = new ArrayList<>();
        IntStream.range(0, width).forEach(c -> names.add("x" + c));
        List<String> known = List.of("no", "yes", "maybe", "never").subList(0, classes);
        return new TrainingData(new FeatureMatrix(names, labels.length, cells), new Labels(task, known, labels));
    }
}
