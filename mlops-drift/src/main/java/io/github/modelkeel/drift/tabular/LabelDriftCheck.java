package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import io.github.modelkeel.drift.LabelDrift;
import io.github.modelkeel.drift.Verdict;
import java.util.Locale;

/**
 * Watches the accuracy of a model by delayed labels. It drifts when the accuracy of a window is below that of the reference
 * by more than the tolerated drop, and surely so (one-sided two-proportion z test). Immutable and thread-safe.
 */
public final class LabelDriftCheck {
    /** Fall of accuracy that is tolerated when none is set. */
    public static final double DEFAULT_MAX_DROP = 0.05;

    private static final double SIGNIFICANCE = 0.05;
    private static final double POWER = 0.9;
    private static final long MINIMUM_LABELS = 30;

    private final long correct;
    private final long total;
    private final double maxDrop;

    private LabelDriftCheck(long correct, long total, double maxDrop) {
        this.correct = correct;
        this.total = total;
        this.maxDrop = maxDrop;
    }

    /**
     * Returns a check against the accuracy at approval, usually on the test set.
     *
     * @param correct predictions that were right
     * @param total predictions with a label
     * @throws DriftInputException if there is none, or more are right than there are
     */
    public static LabelDriftCheck against(long correct, long total) {
        Proportions.compare(correct, total, 0, 1); // refuses what is no proportion
        return new LabelDriftCheck(correct, total, DEFAULT_MAX_DROP);
    }

    /**
     * Returns this check with another tolerated drop, as a fraction of 1: 0.05 are five points of accuracy.
     *
     * @throws IllegalArgumentException unless {@code 0 <= drop < 1}
     */
    public LabelDriftCheck maxDrop(double drop) {
        if (!(drop >= 0 && drop < 1)) {
            throw new IllegalArgumentException("max drop must lie in [0, 1), was " + drop);
        }
        return new LabelDriftCheck(correct, total, drop);
    }

    /**
     * Judges a window.
     *
     * @param windowCorrect predictions of the window that were right
     * @param windowTotal predictions of the window with a label; 0 while none has arrived
     * @throws DriftInputException if a count is negative, or more are right than there are
     */
    public LabelDrift check(long windowCorrect, long windowTotal) {
        if (windowCorrect < 0 || windowCorrect > windowTotal) {
            throw new DriftInputException(
                    Kind.INVALID_PROPORTION,
                    "of " + windowTotal + " predictions with a label " + windowCorrect + " cannot be right");
        }
        if (windowTotal == 0) {
            return new LabelDrift(
                    correct, total, 0, 0, 0.0, 1.0, 1.0, Verdict.INSUFFICIENT_DATA, "no label has arrived yet");
        }
        Proportions test = Proportions.compare(correct, total, windowCorrect, windowTotal);
        double p = Survival.normal(test.z());
        double accuracy = Math.min(1.0 - 0.5 / total, Math.max(0.5 / total, test.referenceShare()));
        double error = Math.sqrt(accuracy * (1.0 - accuracy) * (1.0 / total + 1.0 / windowTotal));
        double critical = Math.max(maxDrop, Survival.normalQuantile(SIGNIFICANCE) * error);
        double detectable = critical + Survival.normalQuantile(1.0 - POWER) * spread(accuracy - critical, windowTotal);
        double drop = test.referenceShare() - test.windowShare();
        String figures = String.format(
                Locale.ROOT,
                "accuracy %.3f against %.3f over %d labels, p %s",
                test.windowShare(),
                test.referenceShare(),
                windowTotal,
                Reasons.p(p));
        Verdict verdict;
        String reason;
        if (windowTotal < MINIMUM_LABELS || total < MINIMUM_LABELS) {
            verdict = Verdict.INSUFFICIENT_DATA;
            reason = figures + ": a verdict needs " + MINIMUM_LABELS + " labels on each side";
        } else if (drop > maxDrop && p <= SIGNIFICANCE) {
            verdict = Verdict.DRIFT;
            reason = String.format(
                    Locale.ROOT, "%s: it fell by %.3f, more than %s is tolerated", figures, drop, maxDrop);
        } else {
            verdict = Verdict.STABLE;
            reason = figures
                    + (drop > maxDrop
                            ? ": the fall may be chance"
                            : String.format(Locale.ROOT, ": no fall of more than %s", maxDrop));
        }
        return new LabelDrift(correct, total, windowCorrect, windowTotal, test.z(), p, detectable, verdict, reason);
    }

    /** Standard error of the difference when the window's accuracy is {@code accuracy}. */
    private double spread(double accuracy, long windowTotal) {
        double a = Math.min(0.99, Math.max(0.01, accuracy));
        return Math.sqrt(a * (1.0 - a) * (1.0 / total + 1.0 / windowTotal));
    }
}
