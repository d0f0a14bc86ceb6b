package io.github.modelkeel.benchmarks;

import io.github.modelkeel.data.Dataset;
import java.util.Random;

/** Rows of standard normal numbers with one decimal, 5 % of them missing, and a binary label that depends on some of them. */
final class SeededRows {
    static final int WIDTH = 20;

    final double[][] columns = new double[WIDTH][];
    final double[] labels;
    final int count;

    SeededRows(int count, long seed) {
        Random random = new Random(seed);
        this.count = count;
        this.labels = new double[count];
        for (int column = 0; column < WIDTH; column++) {
            columns[column] = new double[count];
        }
        for (int row = 0; row < count; row++) {
            double score = random.nextGaussian();
            for (int column = 0; column < WIDTH; column++) {
                double cell = Math.rint(random.nextGaussian() * 10) / 10;
                score += column < 6 ? cell * (column % 2 == 0 ? 1 : -1) : 0;
                columns[column][row] = random.nextInt(20) == 0 ? Double.NaN : cell;
            }
            labels[row] = score > 0 ? 1 : 0;
        }
    }

    /** Returns the labels, or, for three classes, labels whose positive rows are divided by one more column. */
    double[] labels(int classes) {
        double[] divided = labels.clone();
        for (int row = 0; row < count && classes == 3; row++) {
            divided[row] += labels[row] == 1 && columns[7][row] > 0 ? 1 : 0;
        }
        return divided;
    }

    static String name(int column) {
        return "f" + (char) ('a' + column);
    }

    double[] row(int row) {
        double[] cells = new double[WIDTH];
        for (int column = 0; column < WIDTH; column++) {
            cells[column] = columns[column][row];
        }
        return cells;
    }

    Dataset dataset() {
        Dataset.Builder rows = Dataset.builder();
        for (int column = 0; column < WIDTH; column++) {
            rows.numbers(name(column), columns[column]);
        }
        return rows.build();
    }
}
