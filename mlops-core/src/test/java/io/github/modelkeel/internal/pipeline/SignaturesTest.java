package io.github.modelkeel.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Expectation;
import io.github.modelkeel.data.ExpectationSuite;
import io.github.modelkeel.features.Features;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.model.InputField;
import io.github.modelkeel.model.InputField.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignaturesTest {
    private final Dataset train = Dataset.builder()
            .numbers("age", 30, 40, Double.NaN)
            .categories("plan", List.of("basic", "plus", "basic"))
            .build();
    private final FittedFeatures features = Features.all().fit(train);

    private List<InputField> inputs(Expectation... expectations) {
        List<InputField> inputs = new ArrayList<>();
        for (var field : features.inputs().fields()) {
            inputs.add(
                    Signatures.input(train.column(field.name()), Optional.of(ExpectationSuite.of("s", expectations))));
        }
        return inputs;
    }

    @Test
    void whatTrainingShowedIsDescribedAndNotDemanded() {
        assertThat(inputs())
                .containsExactly(
                        new InputField("age", ColumnType.NUMBER, true, null, new Range(30, 40), List.of(), false),
                        new InputField(
                                "plan", ColumnType.CATEGORY, false, null, null, List.of("basic", "plus"), false));
    }

    @Test
    void whatWasExpectedIsDemanded() {
        assertThat(inputs(
                        Expectation.between("age", 0, 120),
                        Expectation.between("age", 18, 130),
                        Expectation.notNull("age"),
                        Expectation.inSet("plan", "plus", "basic", "gold")))
                .containsExactly(
                        new InputField(
                                "age",
                                ColumnType.NUMBER,
                                false,
                                new Range(18, 120),
                                new Range(30, 40),
                                List.of(),
                                false),
                        new InputField(
                                "plan",
                                ColumnType.CATEGORY,
                                false,
                                null,
                                null,
                                List.of("basic", "gold", "plus"),
                                true));
    }
}
