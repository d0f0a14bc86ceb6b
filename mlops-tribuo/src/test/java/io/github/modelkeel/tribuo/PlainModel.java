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
        float[] sums = new float[ensemble.groups()];
        for (int g = 0; g < sums.length && !ensemble.averaged(); g++) {
            sums[g] = (float) ensemble.base()[g];
        }
        for (TreeEnsemble.Tree tree : ensemble.trees()) {
            int node = 0;
            while (tree.feature()[node] >= 0) {
                float cell = (float) cells[offset + tree.feature()[node]];
                boolean left = Float.isNaN(cell) ? tree.missingLeft()[node] : cell < (float) tree.threshold()[node];
                node = left ? tree.left()[node] : tree.right()[node];
            }
            if (tree.margin() >= 0) {
                sums[tree.margin()] += (float) tree.leaf()[node];
            } else {
                for (int g = 0; g < sums.length; g++) {
                    sums[g] += (float) tree.leaf()[node * sums.length + g];
                }
            }
        }
        double[] margins = new double[sums.length];
        for (int g = 0; g < sums.length; g++) {
            margins[g] = ensemble.averaged() ? sums[g] / ensemble.trees().size() : sums[g];
        }
        return margins;
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
