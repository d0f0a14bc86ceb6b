package io.github.modelkeel.drift.estimate;

import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Turns the scores of a classifier into probabilities: the rising step function closest to the labels, with straight lines
 * between the scores it was fitted on and flat beyond them. Immutable and thread-safe.
 *
 * @see <a href="https://doi.org/10.1145/775047.775151">B. Zadrozny and C. Elkan, Transforming classifier scores into
 *     accurate multiclass probability estimates, KDD 2002</a>
 */
public final class IsotonicCalibration {
    /** Version of the stored form. A reader refuses another. */
    public static final long FORMAT_VERSION = 1;

    private final double[] scores;
    private final double[] fitted;

    private IsotonicCalibration(double[] scores, double[] fitted) {
        this.scores = scores;
        this.fitted = fitted;
    }

    /**
     * Fits a calibration. Labels of equal scores are averaged first, then neighbours that fall are pooled. O(n log n).
     *
     * @param scores any finite numbers, larger meaning likelier
     * @param labels 1 for the positive class and 0 for the other, or shares between
     * @throws DriftInputException if there is no row, a score is not finite or a label outside [0, 1]
     * @throws IllegalArgumentException if the arrays differ in length
     */
    public static IsotonicCalibration fit(double[] scores, double[] labels) {
        if (scores.length != labels.length) {
            throw new IllegalArgumentException(scores.length + " scores but " + labels.length + " labels");
        }
        if (scores.length == 0) {
            throw new DriftInputException(
                    Kind.EMPTY_SAMPLE, "a calibration needs at least one scored and labelled row");
        }
        for (int i = 0; i < scores.length; i++) {
            if (!Double.isFinite(scores[i]) || !(labels[i] >= 0 && labels[i] <= 1)) {
                throw new DriftInputException(
                        Kind.VALUE_OUT_OF_RANGE,
                        "row " + i + " has score " + scores[i] + " and label " + labels[i]
                                + "; scores must be finite and labels lie in [0, 1]");
            }
        }
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i] + 0.0))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] x = new double[order.length];
        double[] sums = new double[order.length];
        double[] weights = new double[order.length];
        int size = 0;
        for (int i : order) {
            if (size == 0 || x[size - 1] != scores[i]) {
                x[size++] = scores[i] + 0.0;
            }
            sums[size - 1] += labels[i];
            weights[size - 1]++;
        }
        return new IsotonicCalibration(Arrays.copyOf(x, size), pool(sums, weights, size));
    }

    /** Pool adjacent violators. */
    private static double[] pool(double[] sums, double[] weights, int size) {
        double[] blockSum = new double[size];
        double[] blockWeight = new double[size];
        int[] blockEnd = new int[size];
        int blocks = 0;
        for (int i = 0; i < size; i++) {
            blockSum[blocks] = sums[i];
            blockWeight[blocks] = weights[i];
            blockEnd[blocks++] = i + 1;
            while (blocks > 1
                    && blockSum[blocks - 2] * blockWeight[blocks - 1]
                            >= blockSum[blocks - 1] * blockWeight[blocks - 2]) {
                blocks--;
                blockSum[blocks - 1] += blockSum[blocks];
                blockWeight[blocks - 1] += blockWeight[blocks];
                blockEnd[blocks - 1] = blockEnd[blocks];
            }
        }
        double[] fitted = new double[size];
        int from = 0;
        for (int block = 0; block < blocks; block++) {
            Arrays.fill(fitted, from, blockEnd[block], blockSum[block] / blockWeight[block]);
            from = blockEnd[block];
        }
        return fitted;
    }

    /**
     * Returns the probability of the positive class.
     *
     * @throws DriftInputException if the score is NaN
     */
    public double probability(double score) {
        if (Double.isNaN(score)) {
            throw new DriftInputException(Kind.VALUE_OUT_OF_RANGE, "a score must be a number, was NaN");
        }
        int found = Arrays.binarySearch(scores, score + 0.0);
        if (found >= 0) {
            return fitted[found];
        }
        int above = -found - 1;
        if (above == 0) {
            return fitted[0];
        } else if (above == scores.length) {
            return fitted[above - 1];
        }
        double low = scores[above - 1];
        double width = scores[above] - low;
        double share = Double.isInfinite(width)
                ? (score / 2 - low / 2) / (scores[above] / 2 - low / 2)
                : (score - low) / width;
        return fitted[above - 1] + share * (fitted[above] - fitted[above - 1]);
    }

    /** Returns the probabilities of several scores in a new array. */
    public double[] probabilities(double[] scores) {
        return Arrays.stream(scores).map(this::probability).toArray();
    }

    /** Returns the distinct scores of the fit, ascending. */
    public double[] scores() {
        return scores.clone();
    }

    /** Returns the probability at each of {@link #scores()}, not falling. */
    public double[] fitted() {
        return fitted.clone();
    }

    /** Returns the content as maps, lists and numbers, for storage. */
    public Map<String, Object> toDocument() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("format_version", FORMAT_VERSION);
        document.put("scores", Arrays.stream(scores).boxed().toList());
        document.put("probabilities", Arrays.stream(fitted).boxed().toList());
        return document;
    }

    /**
     * Returns the calibration of a stored document, which is checked.
     *
     * @throws DriftInputException if the document contradicts itself or is of another version
     */
    public static IsotonicCalibration of(Map<String, ?> document) {
        if (!(document.get("format_version") instanceof Number version) || version.longValue() != FORMAT_VERSION) {
            throw broken("format version must be " + FORMAT_VERSION + ", was " + document.get("format_version"));
        }
        double[] x = numbers(document, "scores");
        double[] y = numbers(document, "probabilities");
        if (x.length == 0 || x.length != y.length) {
            throw broken(x.length + " scores but " + y.length + " probabilities");
        }
        for (int i = 0; i < x.length; i++) {
            boolean rising = i == 0 || (x[i] > x[i - 1] && y[i] >= y[i - 1]);
            if (!rising || !(y[i] >= 0 && y[i] <= 1)) {
                throw broken("scores must rise, probabilities not fall and lie in [0, 1]; not so at position " + i);
            }
        }
        return new IsotonicCalibration(x, y);
    }

    private static double[] numbers(Map<String, ?> document, String key) {
        if (!(document.get(key) instanceof List<?> list)) {
            throw broken("'" + key + "' must be an array");
        }
        List<Double> numbers = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof Number number) || !Double.isFinite(number.doubleValue())) {
                throw broken("'" + key + "' must hold finite numbers, has '" + element + "'");
            }
            numbers.add(number.doubleValue());
        }
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static DriftInputException broken(String what) {
        return new DriftInputException(
                Kind.INVALID_PROFILE, "stored calibration: " + what + "; fit the calibration again");
    }
}
