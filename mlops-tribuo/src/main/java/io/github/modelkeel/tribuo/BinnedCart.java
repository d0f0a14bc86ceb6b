package io.github.modelkeel.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.modelkeel.model.Labels;
import java.util.Locale;
import org.tribuo.Dataset;
import org.tribuo.Output;
import org.tribuo.common.tree.AbstractCARTTrainer;
import org.tribuo.common.tree.AbstractTrainingNode;
import org.tribuo.dataset.DatasetView;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

/**
 * Tribuo's CART trainer with a training node that reads bins. Tribuo's own nodes keep a list of row numbers for each
 * distinct value and copy it at every split, which takes time quadratic in the rows for a real-valued feature: hours for a
 * regression forest on 16,000 rows, where this takes seconds. Trees, bootstrap, ensemble and scores stay Tribuo's.
 *
 * @param <T> Tribuo's type of output
 */
final class BinnedCart<T extends Output<T>> extends AbstractCARTTrainer<T> {
    @Config(mandatory = true, description = "The number of features drawn for each split.")
    private int featuresPerSplit;

    private final BinnedFeatures features;
    private final Labels labels;
    private final float[] weights;
    private final ForestTargets<T> targets;

    BinnedCart(
            Settings settings,
            int featuresPerSplit,
            BinnedFeatures features,
            Labels labels,
            float[] weights,
            ForestTargets<T> targets) {
        super(
                settings.whole("max_depth"),
                (float) settings.real("min_samples_leaf"),
                (float) settings.real("min_impurity_decrease"),
                1.0f, // every feature reaches the node, which draws for itself and skips constant ones
                false,
                settings.big("random_state"));
        this.featuresPerSplit = featuresPerSplit;
        this.features = features;
        this.labels = labels;
        this.weights = weights;
        this.targets = targets;
        postConfig();
    }

    @Override
    protected AbstractTrainingNode<T> mkTrainingNode(
            Dataset<T> examples, AbstractTrainingNode.LeafDeterminer leafDeterminer) {
        float[] drawn = new float[features.rows()];
        for (int row : ((DatasetView<T>) examples).getExampleIndices()) {
            drawn[row] += weights[row];
        }
        return BinnedNode.root(features, labels, drawn, targets, featuresPerSplit, leafDeterminer);
    }

    @Override
    public TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "BinnedCart(maxDepth=%d,featuresPerSplit=%d)", maxDepth, featuresPerSplit);
    }
}
