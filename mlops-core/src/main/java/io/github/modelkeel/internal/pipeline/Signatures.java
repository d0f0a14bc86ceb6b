package io.github.modelkeel.internal.pipeline;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Expectation;
import io.github.modelkeel.data.Expectation.Between;
import io.github.modelkeel.data.Expectation.InSet;
import io.github.modelkeel.data.Expectation.NotNull;
import io.github.modelkeel.data.ExpectationSuite;
import io.github.modelkeel.data.Field;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.model.InputField;
import io.github.modelkeel.model.InputField.Range;
import io.github.modelkeel.model.ModelSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Describes the raw inputs of a model from the rows it learned from. What was expected of those rows (a range, a set of levels,
 * no missing cell) is demanded of every row to predict.
 */
final class Signatures {
    private Signatures() {}

    static ModelSignature of(
            FittedFeatures features,
            Dataset train,
            Optional<ExpectationSuite> expectations,
            String target,
            LabelReader labels) {
        List<InputField> inputs = new ArrayList<>();
        for (Field field : features.inputs().fields()) {
            inputs.add(input(train.column(field.name()), expectations));
        }
        return new ModelSignature(inputs, labels.task(), target, labels.classes());
    }

    /** An input may be missing when it was so in training: a model that never saw it has learned nothing for it. */
    static InputField input(Column column, Optional<ExpectationSuite> expectations) {
        InputField input = InputField.of(column, null, false);
        for (Expectation expectation :
                expectations.map(ExpectationSuite::expectations).orElse(List.of())) {
            input = narrowed(input, expectation);
        }
        return input;
    }

    private static InputField narrowed(InputField input, Expectation expectation) {
        if (expectation instanceof Between range && range.column().equals(input.name())) {
            Range before = input.allowed();
            double min = before == null ? range.min() : Math.max(before.min(), range.min());
            double max = before == null ? range.max() : Math.min(before.max(), range.max());
            Range both = min <= max ? new Range(min, max) : new Range(range.min(), range.max());
            return with(input, input.nullable(), both, input.levels(), input.closed());
        } else if (expectation instanceof InSet set && set.column().equals(input.name())) {
            return switch (input.type()) {
                case CATEGORY, TEXT ->
                    with(input, input.nullable(), input.allowed(), List.copyOf(new TreeSet<>(set.allowed())), true);
                case NUMBER, INSTANT -> input;
            };
        } else if (expectation instanceof NotNull present && present.column().equals(input.name())) {
            return with(input, false, input.allowed(), input.levels(), input.closed());
        }
        return input;
    }

    private static InputField with(
            InputField input, boolean nullable, @Nullable Range allowed, List<String> levels, boolean closed) {
        return new InputField(input.name(), input.type(), nullable, allowed, input.observed(), levels, closed);
    }
}
