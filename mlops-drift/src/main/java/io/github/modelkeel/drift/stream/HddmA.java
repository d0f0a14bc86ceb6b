package io.github.modelkeel.drift.stream;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * HDDM with moving averages: alarms when the mean after the best cut differs by Hoeffding's bound. Takes values in [0, 1].
 * Confined to one thread.
 *
 * @see <a href="https://doi.org/10.1109/TKDE.2014.2345382">I. Frias-Blanco and others, Online and non-parametric drift
 *     detection methods based on Hoeffding's bounds, IEEE TKDE 27 (2015), 810-823</a>
 */
public final class HddmA extends BaseDetector {
    static final String NAME = "HDDM_A";

    private final double driftConfidence;
    private final double warningConfidence;
    private final boolean twoSided;
    private double n;
    private double sum;
    private double lowN;
    private double lowSum;
    private double highN;
    private double highSum;

    HddmA(double driftConfidence, double warningConfidence, boolean twoSided) {
        this.driftConfidence = inside("drift confidence", driftConfidence, 0.0, 1.0);
        this.warningConfidence = inside("warning confidence", warningConfidence, 0.0, 1.0);
        this.twoSided = twoSided;
    }

    /** Returns the detector of rises with confidence 0.001 for a drift and 0.005 for a warning. */
    public static HddmA standard() {
        return of(0.001, 0.005, false);
    }

    /**
     * Returns the detector.
     *
     * @param driftConfidence false-alarm rate of a drift, in (0, 1)
     * @param warningConfidence false-alarm rate of a warning, in (0, 1)
     * @param twoSided whether falls alarm as well as rises
     * @throws IllegalArgumentException if a parameter is out of range
     */
    public static HddmA of(double driftConfidence, double warningConfidence, boolean twoSided) {
        return new HddmA(driftConfidence, warningConfidence, twoSided);
    }

    @Override
    void check(double value) {
        checkShare(value);
    }

    @Override
    StreamState accept(double value) {
        sum += value;
        n++;
        double log = Math.log(1.0 / driftConfidence);
        double bound = Math.sqrt(log / (2.0 * n));
        if (lowN == 0 || sum / n + bound <= lowSum / lowN + Math.sqrt(log / (2.0 * lowN))) {
            lowN = n;
            lowSum = sum;
        }
        if (highN == 0 || sum / n - bound >= highSum / highN - Math.sqrt(log / (2.0 * highN))) {
            highN = n;
            highSum = sum;
        }
        if (risen(driftConfidence) || (twoSided && fallen(driftConfidence))) {
            return StreamState.DRIFT;
        }
        return risen(warningConfidence) || (twoSided && fallen(warningConfidence))
                ? StreamState.WARNING
                : StreamState.STABLE;
    }

    private boolean risen(double confidence) {
        return lowN != n && sum / n - lowSum / lowN >= bound(lowN, confidence);
    }

    private boolean fallen(double confidence) {
        return highN != n && highSum / highN - sum / n >= bound(highN, confidence);
    }

    private double bound(double cut, double confidence) {
        return Math.sqrt((n - cut) / (cut * n) / 2.0 * Math.log(2.0 / confidence));
    }

    @Override
    void clear() {
        n = 0;
        sum = 0.0;
        lowN = 0;
        lowSum = 0.0;
        highN = 0;
        highSum = 0.0;
    }

    @Override
    String name() {
        return NAME;
    }

    @Override
    Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("drift_confidence", driftConfidence);
        parameters.put("warning_confidence", warningConfidence);
        parameters.put("two_sided", twoSided);
        return parameters;
    }

    @Override
    double[] save() {
        return new double[] {n, sum, lowN, lowSum, highN, highSum};
    }

    @Override
    void load(Numbers numbers) {
        n = numbers.count();
        sum = numbers.atLeast(0.0);
        lowN = numbers.whole((long) n);
        lowSum = numbers.atLeast(0.0);
        highN = numbers.whole((long) n);
        highSum = numbers.atLeast(0.0);
    }
}
