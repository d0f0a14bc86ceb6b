package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import io.github.modelkeel.model.TreeEnsemble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.dataset.DatasetView;
import org.tribuo.ensemble.WeightedEnsembleModel;

/**
 * One training of a forest, tree by tree. Confined to one thread.
 *
 * @param <T> Tribuo's type of output
 */
final class ForestTraining<T extends Output<T>> {
    private final Settings settings;
    private final FeatureMatrix features;
    private final Labels labels;
    private final TrainingContext context;
    private final ForestTargets<T> targets;

    ForestTraining(Settings settings, TrainingData data, TrainingContext context, ForestTargets<T> targets) {
        this.settings = settings;
        this.features = data.features();
        this.labels = data.labels();
        this.context = context;
        this.targets = targets;
    }

    TrainedModel run() {
        float[] cells = Inputs.floats(features);
        BinnedFeatures binned =
                new BinnedFeatures(cells, features.rows(), features.width(), settings.whole("max_bins"));
        float[] weights = RowWeights.of(settings, labels);
        BinnedCart<T> cart = new BinnedCart<>(settings, featuresPerSplit(), binned, labels, weights, targets);
        MutableDataset<T> rows = Examples.carriers(features, labels, weights, targets);
        ImmutableFeatureMap featureMap = rows.getFeatureIDMap();
        ImmutableOutputInfo<T> outputs = rows.getOutputIDInfo();
        SplittableRandom random = new SplittableRandom(settings.big("random_state"));
        List<Model<T>> members = new ArrayList<>();
        List<TreeEnsemble.Tree> trees = new ArrayList<>();
        for (int i = 0; i < settings.whole("n_estimators"); i++) {
            context.checkCancelled();
            DatasetView<T> bag =
                    DatasetView.createBootstrapView(rows, rows.size(), random.nextInt(), featureMap, outputs);
            TreeModel<T> member = cart.train(bag, Map.of(), i);
            members.add(member);
            trees.add(TribuoTrees.floats(member.getRoot(), groups(), targets));
            context.progress(i + 1, Map.of());
        }
        TreeEnsemble ensemble = new TreeEnsemble(
                features.width(),
                groups(),
                TreeEnsemble.Link.IDENTITY,
                TreeEnsemble.Precision.FLOAT,
                TreeEnsemble.Comparison.LESS,
                true,
                new double[groups()],
                trees);
        return new ForestTrained<>(
                settings.algorithm(),
                Inputs.Missing.REFUSED,
                ensemble,
                WeightedEnsembleModel.createEnsembleFromExistingModels("random-forest", members, targets.combiner()),
                labels.classes());
    }

    private int groups() {
        return labels.task() == Task.REGRESSION ? 1 : labels.classes().size();
    }

    private int featuresPerSplit() {
        int width = features.width();
        Object rule = settings.value("max_features");
        double number;
        if (rule instanceof Double share) {
            number = share * width;
        } else if (rule.equals("log2")) {
            number = Math.log(width) / Math.log(2);
        } else if (rule.equals("sqrt") || (rule.equals("auto") && labels.task() != Task.REGRESSION)) {
            number = Math.sqrt(width);
        } else {
            number = width;
        }
        return (int) Math.max(1, Math.min(width, Math.round(number)));
    }
}
