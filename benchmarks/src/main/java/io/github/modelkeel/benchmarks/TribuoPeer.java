package io.github.modelkeel.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.xgboost.XGBoostClassificationTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Tribuo's own XGBoost on the same rows and settings; it grows two trees a round where ours grows one. */
final class TribuoPeer {
    private final Model<Label> model;
    private final List<Example<Label>> examples = new ArrayList<>();

    TribuoPeer(SeededRows rows, int trees, int depth) {
        LabelFactory factory = new LabelFactory();
        MutableDataset<Label> data =
                new MutableDataset<>(new SimpleDataSourceProvenance("seeded rows", factory), factory);
        for (int row = 0; row < rows.count; row++) {
            ArrayExample<Label> example = new ArrayExample<>(new Label(rows.labels[row] == 1 ? "yes" : "no"));
            for (int column = 0; column < SeededRows.WIDTH; column++) {
                if (!Double.isNaN(rows.columns[column][row])) { // an absent feature is Tribuo's missing cell
                    example.add(SeededRows.name(column), rows.columns[column][row]);
                }
            }
            examples.add(example);
            data.add(example);
        }
        model = new XGBoostClassificationTrainer(trees, 0.3, 0, depth, 1, 1, 1, 1, 0, 1, true, 42L).train(data);
    }

    void write(Path file) throws IOException {
        model.serializeToFile(file);
    }

    Prediction<Label> predict(int row) {
        return model.predict(examples.get(row));
    }

    List<Prediction<Label>> predict(int from, int to) {
        return model.predict(examples.subList(from, to));
    }
}
