package io.github.modelkeel.drift;

import static java.util.Objects.requireNonNull;

/**
 * What delayed labels say about a model: its accuracy in a window beside its accuracy when it was approved. A fall with
 * features that did not move is concept drift. Immutable.
 *
 * @param referenceCorrect predictions of the reference that were right
 * @param referenceTotal predictions of the reference with a label
 * @param windowCorrect predictions of the window that were right
 * @param windowTotal predictions of the window with a label
 * @param z two-proportion z, positive where the window is worse
 * @param pValue probability of a fall at least this large if nothing changed (one-sided), in [0, 1]
 * @param minimumDetectableDrop smallest fall of accuracy found with a probability of 0.9 at these sizes
 * @param verdict what follows; {@link Verdict#DRIFT} or {@link Verdict#STABLE}, or {@link Verdict#INSUFFICIENT_DATA}
 * @param reason why, in one sentence
 */
public record LabelDrift(
        long referenceCorrect,
        long referenceTotal,
        long windowCorrect,
        long windowTotal,
        double z,
        double pValue,
        double minimumDetectableDrop,
        Verdict verdict,
        String reason) {
    /** Checks the ranges. */
    public LabelDrift {
        requireNonNull(verdict, "verdict");
        requireNonNull(reason, "reason");
        if (!(pValue >= 0 && pValue <= 1) || Double.isNaN(z) || Double.isNaN(minimumDetectableDrop)) {
            throw new IllegalArgumentException("p-value " + pValue + ", z " + z);
        }
    }

    /** Returns the share of right predictions in the reference, 0 without a label. */
    public double referenceAccuracy() {
        return referenceTotal == 0 ? 0.0 : (double) referenceCorrect / referenceTotal;
    }

    /** Returns the share of right predictions in the window, 0 without a label. */
    public double windowAccuracy() {
        return windowTotal == 0 ? 0.0 : (double) windowCorrect / windowTotal;
    }

    /** Returns how much lower the accuracy is than in the reference; negative where it is higher. */
    public double drop() {
        return referenceAccuracy() - windowAccuracy();
    }
}
