package io.github.modelkeel.internal.pipeline;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Field;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.model.InputField;
import io.github.modelkeel.model.InputField.Range;
import io.github.modelkeel.model.ModelSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Describes the raw inputs of a model from the rows it learned from. */
final class Signatures {
    private Signatures() {}

    static ModelSignature of(FittedFeatures features, Dataset train, String target, LabelReader labels) {
        List<InputField> inputs = new ArrayList<>();
        for (Field field : features.inputs().fields()) {
            inputs.add(input(train.column(field.name()), field.type()));
        }
        return new ModelSignature(inputs, labels.task(), target, labels.classes());
    }

    /** An input may be missing when it was so in training: a model that never saw it has learned nothing for it. */
    private static InputField input(Column column, ColumnType type) {
        TreeSet<String> levels = new TreeSet<>();
        if (type == ColumnType.CATEGORY) {
            for (int row = 0; row < column.size(); row++) {
                if (!column.isMissing(row)) {
                    levels.add(column.display(row));
                }
            }
        }
        boolean nullable = column.missingCount() > 0;
        return new InputField(column.name(), type, nullable, null, observed(column), List.copyOf(levels), false);
    }

    private static @Nullable Range observed(Column column) {
        if (column.type() != ColumnType.NUMBER || column.missingCount() == column.size()) {
            return null;
        }
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < column.size(); row++) {
            if (!column.isMissing(row)) {
                min = Math.min(min, column.number(row));
                max = Math.max(max, column.number(row));
            }
        }
        return new Range(min, max);
    }
}
