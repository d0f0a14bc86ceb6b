package io.github.modelkeel.model;

import java.util.Map;

/** A trained model and the curves learned for it. Thread-safe. */
final class CalibratedTrained implements TrainedModel {
    private static final double LARGEST_ODDS = 37; // logarithm, of a probability next to 1
    private static final int STEPS = 2_000;

    private final TrainedModel model;
    private final CalibratedModel body;

    CalibratedTrained(TrainedModel model, CalibratedModel body) {
        this.model = model;
        this.body = body;
    }

    @Override
    public String format() {
        return model.format();
    }

    @Override
    public byte[] bytes() {
        return body.toBytes();
    }

    @Override
    public Map<String, String> environment() {
        return model.environment();
    }

    @Override
    public double[] nativeScores(FeatureMatrix features) {
        double[] scores = model.nativeScores(features);
        for (int row = 0; row < features.rows(); row++) {
            body.apply(scores, row * body.outputs());
        }
        return scores;
    }

    /** The farthest that a curve moves when its argument moves by the tolerance of the model inside. */
    @Override
    public double tolerance() {
        double inside = model.tolerance();
        double farthest = inside;
        for (Calibration curve : body.curves()) {
            if (curve instanceof Calibration.Isotonic isotonic) {
                for (double knot : isotonic.x()) { // lines between them: the farthest move begins or ends at one
                    farthest = Math.max(farthest, move(curve, knot, knot + inside));
                    farthest = Math.max(farthest, move(curve, knot - inside, knot));
                }
            } else {
                for (int i = -STEPS; i <= STEPS; i++) {
                    double p = 1 / (1 + Math.exp(-i * LARGEST_ODDS / STEPS));
                    farthest = Math.max(farthest, move(curve, p, p + inside));
                    farthest = Math.max(farthest, move(curve, p - inside, p));
                }
            }
        }
        return farthest;
    }

    private static double move(Calibration curve, double from, double to) {
        return curve.apply(Math.min(1, to)) - curve.apply(Math.max(0, from));
    }
}
