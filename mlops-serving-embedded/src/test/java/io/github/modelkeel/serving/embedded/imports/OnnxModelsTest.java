package io.github.modelkeel.serving.embedded.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.PreparedModel;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.serving.embedded.TreeModels;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxModelsTest {
    private static final Set<String> REFUSED = Set.of("v5-softmax");

    static Stream<String> models() {
        return Fixture.names("onnx").stream().filter(name -> !REFUSED.contains(name));
    }

    @ParameterizedTest
    @MethodSource("models")
    void scoresAreThoseOfOnnxRuntime(String name) {
        Fixture fixture = Fixture.of("onnx", name);
        ImportedModel model = OnnxModels.read(fixture.model());
        Link link = model.body().link();
        boolean exact = link == Link.IDENTITY || link == Link.COMPLEMENT;
        double allowed;
        if (model.body() instanceof LinearModel
                || (model.body() instanceof PreparedModel prepared && prepared.body() instanceof LinearModel)) {
            allowed = 2e-6; // it adds in floats, and scales before it multiplies
        } else if (name.contains("double")) {
            allowed = 1e-7; // it rounds the sum of doubles to a float
        } else {
            allowed = exact ? 0 : 1e-6; // another exponential function
        }
        assertThat(fixture.scoreDifference(model.compile())).isLessThanOrEqualTo(allowed);
        ModelBody stored = ModelBody.of(model.body().toBytes());
        assertThat(fixture.scoreDifference(TreeModels.compile(stored))).isLessThanOrEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "v5-softmax, post_transform 1, post_transform 0",
    })
    void whatIsNotSupportedIsRefusedByName(String name, String what, String instead) {
        assertThatThrownBy(() -> OnnxModels.read(Fixture.of("onnx", name).model()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(what)
                .hasMessageContaining(instead);
    }

    @Test
    void namesOfColumnsLevelsAndClassesComeWithTheModel() {
        ImportedModel columns = OnnxModels.read(Fixture.of("onnx", "columns").model());
        assertThat(columns.inputs())
                .extracting(ImportedInput::name)
                .containsExactly("age", "visits", "spend", "gap", "colour", "plan");
        assertThat(columns.inputs().get(4).levels()).containsExactly("blue", "green", "gr\u00fcn", "red");
        assertThat(columns.task()).isEqualTo(Task.BINARY);
        assertThat(OnnxModels.read(Fixture.of("onnx", "forest-zipmap").model()).classes())
                .containsExactly("eggs", "ham", "spam");
        assertThat(OnnxModels.read(Fixture.of("onnx", "tree").model()).inputs())
                .extracting(ImportedInput::name)
                .startsWith("X0", "X1")
                .hasSize(8);
    }
}
