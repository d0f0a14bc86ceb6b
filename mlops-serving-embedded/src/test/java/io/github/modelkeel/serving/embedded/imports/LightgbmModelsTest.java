package io.github.modelkeel.serving.embedded.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LightgbmModelsTest {
    private static final Set<String> REFUSED = Set.of("sqrt", "linear-tree");

    static Stream<String> boosters() {
        return Fixture.names("lightgbm").stream().filter(name -> !REFUSED.contains(name));
    }

    @ParameterizedTest
    @MethodSource("boosters")
    void rawScoresAreLightgbmsOwnBitForBitAndPredictionsWithinTheLastPlaces(String name) {
        Fixture fixture = Fixture.of("lightgbm", name);
        ImportedModel model = LightgbmModels.read(fixture.model());
        TreeEnsemble body = (TreeEnsemble) model.body();
        assertThat(body.averaged()).isEqualTo(name.contains("forest"));
        // raw scores of a forest are sums, its predictions averages
        assertThat(fixture.marginDifference(sum(body))).isEqualTo(0);
        assertThat(fixture.scoreDifference(model.compile())).isLessThanOrEqualTo(1e-15);
    }

    private static TreeEnsemble sum(TreeEnsemble body) {
        return new TreeEnsemble(
                body.width(),
                body.groups(),
                body.link(),
                body.slope(),
                body.precision(),
                body.comparison(),
                Aggregation.SUM,
                1,
                body.base(),
                body.trees());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqrt", "linear-tree"})
    void whatIsNotSupportedIsRefusedByName(String name) {
        assertThatThrownBy(
                        () -> LightgbmModels.read(Fixture.of("lightgbm", name).model()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(name.equals("sqrt") ? "reg_sqrt" : "linear trees")
                .hasMessageContaining("train");
    }

    @Test
    void levelsOfPandasColumnsComeWithTheModel() {
        ImportedModel model =
                LightgbmModels.read(Fixture.of("lightgbm", "levels").model());
        assertThat(model.inputs()).extracting(ImportedInput::name).containsExactly("a", "b", "c", "colour");
        assertThat(model.inputs().get(3).levels())
                .containsExactly("red", "green", "blue", "a \"quoted\" one", "gr\u00fcn");
    }

    @Test
    void aFileThatWasCutOffIsRefused() {
        byte[] whole = Fixture.of("lightgbm", "binary").model();
        String text = new String(whole, StandardCharsets.UTF_8);
        int trees = text.indexOf("end of trees");
        for (int length : new int[] {0, 3, 300, trees / 2, trees - 1}) {
            assertThatThrownBy(() -> LightgbmModels.read(Arrays.copyOf(whole, length)))
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining("LightGBM");
        }
    }
}
