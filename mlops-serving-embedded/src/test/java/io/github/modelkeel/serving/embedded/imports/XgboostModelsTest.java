package io.github.modelkeel.serving.embedded.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TreeEnsemble;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class XgboostModelsTest {
    /** Boosters of XGBoost 1.0.2, 1.2.1, 1.3.3, 1.4.2, 1.7.6, 2.1.4, 3.0.5, 3.2.0 and 3.4.0; the name begins with the version. */
    static Stream<String> boosters() {
        return Fixture.names("xgboost").stream().filter(name -> !name.endsWith("hinge"));
    }

    @ParameterizedTest
    @MethodSource("boosters")
    void marginsAreXgboostsOwnBitForBitAndScoresAreWithinTheLastPlaces(String name) {
        Fixture fixture = Fixture.of("xgboost", name);
        ImportedModel model = XgboostModels.read(fixture.model());

        // XGBoost adds linear models in floats, we in doubles
        double allowed = model.body() instanceof LinearModel ? 1e-5 : 0;
        assertThat(fixture.marginDifference(model.body())).isLessThanOrEqualTo(allowed);
        if (name.contains("softmax")) { // predicts the number of the class
            double[] scores = new double[model.body().outputs()];
            for (int row = 0; row < fixture.rows().length; row++) {
                model.compile().score(fixture.rows()[row], 0, scores, 0);
                assertThat(scores[(int) fixture.scores()[row][0]])
                        .isEqualTo(java.util.Arrays.stream(scores).max().orElseThrow());
            }
        } else if (!name.contains("logitraw")) { // predicts the margin, we the probability
            assertThat(fixture.scoreDifference(model.compile())).isLessThanOrEqualTo(Math.max(allowed, 5e-7));
        }
    }

    @Test
    void theTwoFormsOfABoosterAreTheSameModel() {
        for (String version : List.of("v1.7.6", "v2.1.4", "v3.0.5", "v3.2.0")) {
            ImportedModel json = XgboostModels.read(
                    Fixture.of("xgboost", version + "-binary").model());
            ImportedModel ubj = XgboostModels.read(
                    Fixture.of("xgboost", version + "-binary-ubj").model());
            assertThat(json.body().toBytes()).isEqualTo(ubj.body().toBytes());
            assertThat(json.task()).isEqualTo(Task.BINARY);
            assertThat(json.environment()).isEqualTo(Map.of("xgboost", version.substring(1)));
        }
    }

    @Test
    void keepsTheRoundsUpToTheBestUnlessAllAreAskedFor() {
        Fixture best = Fixture.of("xgboost", "v1.7.6-best");
        TreeEnsemble kept = (TreeEnsemble) XgboostModels.read(best.model()).body();
        TreeEnsemble all =
                (TreeEnsemble) XgboostModels.readAllRounds(best.model()).body();
        assertThat(all.trees().size()).isEqualTo(kept.trees().size() + 5); // stopped after five without a better one
    }

    @Test
    void namesOfInputsAndLevelsComeWithTheModel() {
        ImportedModel model =
                XgboostModels.read(Fixture.of("xgboost", "v3.2.0-levels-ubj").model());
        assertThat(model.inputs()).extracting(ImportedInput::name).containsExactly("a", "b", "c", "d", "colour");
        assertThat(model.inputs().get(4).levels())
                .containsExactly(
                        "red",
                        "green",
                        "blue",
                        "a \"quoted\" one",
                        "gr\u00fc"); // XGBoost 3.2.0 wrote 4 of 5 bytes of the last
        assertThat(XgboostModels.read(
                                Fixture.of("xgboost", "v1.7.6-categorical").model())
                        .inputs())
                .extracting(ImportedInput::name)
                .containsExactly("age", "visits", "spend", "gap", "tiny", "flag", "x y", "z\u00e9");
    }

    @Test
    void whatIsNotSupportedIsRefusedByName() {
        assertThatThrownBy(() ->
                        XgboostModels.read(Fixture.of("xgboost", "v3.2.0-hinge").model()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("binary:hinge")
                .hasMessageContaining("train with");
    }
}
