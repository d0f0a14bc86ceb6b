package io.github.modelkeel.tribuo;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.TreeEnsemble;
import java.util.List;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.common.xgboost.XGBoostModel;

/** Reads XGBoost's boosters out of Tribuo's models. Names a class of a module that a host may not have. */
final class TribuoBoosters {
    private TribuoBoosters() {}

    /** Returns whether a model is one of these; asks by name, so that this class is loaded only then. */
    static boolean holds(Model<?> model) {
        return model.getClass().getName().equals("org.tribuo.common.xgboost.XGBoostModel");
    }

    /**
     * Returns the model with the booster's trees in the neutral form.
     *
     * @param rows the training rows, of which some are scored by both
     * @param classes the classes in the host's order; empty for numbers
     * @return the model; empty if the booster is of a kind that the neutral form has no words for, or a class has no rows
     */
    static <T extends Output<T>> Optional<TrainedModel> read(Model<T> model, FeatureMatrix rows, List<String> classes) {
        List<Booster> boosters = ((XGBoostModel<T>) model).getInnerModels();
        int groups = model.getOutputIDInfo().size();
        if (boosters.size() != 1 || groups != Math.max(1, classes.size())) {
            return Optional.empty();
        }
        Booster booster = boosters.get(0);
        BoosterOrder order = order(model, rows.width(), classes);
        try {
            byte[] bytes = booster.toByteArray("ubj");
            Optional<TreeEnsemble> read = BoosterModel.readIfKnown(bytes);
            if (read.isEmpty()) {
                return Optional.empty();
            }
            int rounds = booster.getNumBoostedRound();
            return BoosterBase.exact(read.get(), booster, rounds, order.select(rows))
                    .map(exact -> new BoosterTrained(bytes, rounds, order.renumbered(exact), order));
        } catch (XGBoostError e) {
            throw new IntegrityException("XGBoost cannot write the model that Tribuo trained: " + e.getMessage(), e);
        }
    }

    private static <T extends Output<T>> BoosterOrder order(Model<T> model, int width, List<String> classes) {
        int[] outputs = new int[model.getOutputIDInfo().size()];
        for (int id = 0; id < outputs.length && !classes.isEmpty(); id++) {
            outputs[id] =
                    classes.indexOf(((Label) (Output<?>) model.getOutputIDInfo().getOutput(id)).getLabel());
        }
        return new BoosterOrder(width, TribuoForests.columns(model.getFeatureIDMap()), outputs);
    }
}
