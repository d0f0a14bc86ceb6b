package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.TrainedModel;
import java.util.Map;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Tribuo;

/**
 * A model that stays in Tribuo's own form.
 *
 * @param <T> Tribuo's type of output
 */
final class TribuoTrained<T extends Output<T>> implements TrainedModel {
    private final Model<T> model;
    private final TribuoScores<T> scores;
    private final boolean absent;

    TribuoTrained(Model<T> model, TribuoScores<T> scores, boolean absent) {
        this.model = model;
        this.scores = scores;
        this.absent = absent;
    }

    @Override
    public String format() {
        return TribuoFormat.NAME;
    }

    @Override
    public byte[] bytes() {
        return model.serialize().toByteArray();
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("tribuo", Tribuo.VERSION);
    }

    @Override
    public double[] nativeScores(FeatureMatrix features) {
        Inputs.checkWidth(features, scores.width());
        Inputs.check("the model", features, absent ? Inputs.Missing.KEPT : Inputs.Missing.REFUSED);
        return scores.of(features);
    }

    /** Returns a little above zero: the same code scores on both sides, but libraries may add in another order. */
    @Override
    public double tolerance() {
        return 1e-9;
    }
}
