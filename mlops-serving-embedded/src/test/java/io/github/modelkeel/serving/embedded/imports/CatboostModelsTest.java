package io.github.modelkeel.serving.embedded.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.Task;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CatboostModelsTest {
    private static final Set<String> REFUSED = Set.of("levels", "rmse-uncertainty");

    static Stream<String> models() {
        return Fixture.names("catboost").stream().filter(name -> !REFUSED.contains(name));
    }

    @ParameterizedTest
    @MethodSource("models")
    void rawValuesAreCatboostsOwnUpToTheRoundingOfDoubles(String name) {
        Fixture fixture = Fixture.of("catboost", name);
        ImportedModel model = CatboostModels.read(fixture.model());
        assertThat(fixture.marginDifference(model.body())).isLessThanOrEqualTo(1e-14);
        assertThat(fixture.scoreDifference(model.compile())).isLessThanOrEqualTo(1e-13);
    }

    @Test
    void namesOfClassesComeWithTheModel() {
        ImportedModel three =
                CatboostModels.read(Fixture.of("catboost", "multiclass-names").model());
        assertThat(three.classes()).containsExactly("eggs", "ham", "spam");
        assertThat(three.task()).isEqualTo(Task.MULTICLASS);
        ImportedModel two =
                CatboostModels.read(Fixture.of("catboost", "binary-names").model());
        assertThat(two.classes()).containsExactly("no", "yes");
        assertThat(two.task()).isEqualTo(Task.BINARY);
        assertThat(two.environment()).containsEntry("catboost", "1.2.10");
    }

    @ParameterizedTest
    @CsvSource({"levels, categorical_features, encode them", "rmse-uncertainty, RMSEWithUncertainty, train with"})
    void whatIsNotSupportedIsRefusedByName(String name, String what, String instead) {
        assertThatThrownBy(
                        () -> CatboostModels.read(Fixture.of("catboost", name).model()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(what)
                .hasMessageContaining(instead);
    }
}
