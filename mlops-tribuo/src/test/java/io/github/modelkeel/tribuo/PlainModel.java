package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.TreeEnsemble;

/** Evaluates the neutral form of a model as its description says, and nothing else: what serving is free to do faster. */
record PlainModel(ModelBody body) {
    static PlainModel of(TrainedModel model) {
        return new PlainModel(ModelBody.of(model.bytes()));
    }

    double[] scores(FeatureMatrix features) {
        double[] scores = new double[features.rows() * body.outputs()];
        for (int row = 0; row < features.rows(); row++) {
            double[] margins = margins(features.values(), row * features.width());
            link(margins, scores, row * body.outputs());
        }
        return scores;
    }

    double[] margins(double[] cells, int offset) {
        if (body instanceof LinearModel linear) {
            double[] margins = linear.intercepts().clone();
            for (int i = 0; i < linear.weights().length; i++) {
                margins[i / linear.width()] += linear.weights()[i] * cells[offset + i % linear.width()];
            }
            return margins;
        }
        TreeEnsemble ensemble = (TreeEnsemble) body;
        boolean floats = ensemble.precision() == TreeEnsemble.Precision.FLOAT;
        double[] sums = new double[ensemble.groups()];
        for (int g = 0; g < sums.length && !ensemble.averaged(); g++) {
            sums[g] = ensemble.base()[g];
        }
        for (TreeEnsemble.Tree tree : ensemble.trees()) {
            int node = 0;
            while (tree.feature()[node] >= 0) {
                double cell = (float) cells[offset + tree.feature()[node]];
                double threshold = floats ? (float) tree.threshold()[node] : tree.threshold()[node];
                boolean below =
                        ensemble.comparison() == TreeEnsemble.Comparison.LESS ? cell < threshold : cell <= threshold;
                node = (Double.isNaN(cell) ? tree.missingLeft()[node] : below) ? tree.left()[node] : tree.right()[node];
            }
            if (tree.margin() >= 0) {
                sums[tree.margin()] = sum(sums[tree.margin()], tree.leaf()[node], floats);
            } else {
                for (int g = 0; g < sums.length; g++) {
                    sums[g] = sum(sums[g], tree.leaf()[node * sums.length + g], floats);
                }
            }
        }
        for (int g = 0; g < sums.length && ensemble.averaged(); g++) {
            sums[g] /= ensemble.trees().size();
        }
        return sums;
    }

    private static double sum(double sum, double leaf, boolean floats) {
        return floats ? (float) sum + (float) leaf : sum + leaf;
    }

    private void link(double[] margins, double[] scores, int at) {
        switch (body.link()) {
            case IDENTITY -> System.arraycopy(margins, 0, scores, at, margins.length);
            case SIGMOID -> {
                scores[at + 1] = 1 / (1 + Math.exp(-margins[0]));
                scores[at] = 1 - scores[at + 1];
            }
            case SOFTMAX -> {
                double sum = 0;
                for (int g = 0; g < margins.length; g++) {
                    scores[at + g] = Math.exp(margins[g]);
                    sum += scores[at + g];
                }
                for (int g = 0; g < margins.length; g++) {
                    scores[at + g] /= sum;
                }
            }
        }
    }
}
