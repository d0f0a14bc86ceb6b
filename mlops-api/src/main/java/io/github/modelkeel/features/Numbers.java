package io.github.modelkeel.features;

import java.util.Arrays;

/** Statistics of present numbers that depend on nothing but their values. */
final class Numbers {
    private Numbers() {}

    /** Returns the numbers that are not NaN. */
    static double[] present(double[] numbers) {
        return Arrays.stream(numbers).filter(number -> !Double.isNaN(number)).toArray();
    }

    static double mean(double[] numbers) {
        return sum(numbers) / numbers.length;
    }

    /** Returns the root of the mean squared distance from the mean, divided by n. */
    static double deviation(double[] numbers) {
        double mean = mean(numbers);
        double[] squares = new double[numbers.length];
        Arrays.setAll(squares, i -> (numbers[i] - mean) * (numbers[i] - mean));
        return Math.sqrt(sum(squares) / numbers.length);
    }

    static double median(double[] numbers) {
        double[] sorted = sorted(numbers);
        double low = sorted[(sorted.length - 1) / 2];
        double high = sorted[sorted.length / 2];
        return low + (high - low) / 2;
    }

    /** Returns the number that occurs most often; of several the smallest. */
    static double mostFrequent(double[] numbers) {
        double[] sorted = sorted(numbers);
        double best = sorted[0];
        int bestCount = 0;
        int start = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || sorted[i] != sorted[start]) {
                if (i - start > bestCount) {
                    bestCount = i - start;
                    best = sorted[start];
                }
                start = i;
            }
        }
        return best;
    }

    static double min(double[] numbers) {
        return Arrays.stream(numbers).min().orElse(Double.NaN);
    }

    static double max(double[] numbers) {
        return Arrays.stream(numbers).max().orElse(Double.NaN);
    }

    private static double[] sorted(double[] numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /** Neumaier's sum, so that the result does not hang on the order of magnitude of what came before. */
    private static double sum(double[] numbers) {
        double total = 0;
        double carry = 0;
        for (double number : numbers) {
            double next = total + number;
            carry += Math.abs(total) >= Math.abs(number) ? (total - next) + number : (number - next) + total;
            total = next;
        }
        return total + carry;
    }
}
