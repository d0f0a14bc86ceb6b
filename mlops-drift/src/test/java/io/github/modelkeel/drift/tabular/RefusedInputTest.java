package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modelkeel.drift.CategoryProfile;
import io.github.modelkeel.drift.DriftInputException;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RefusedInputTest {
    static Stream<Golden.Case> golden() {
        return Golden.cases("errors.json");
    }

    @ParameterizedTest
    @MethodSource("golden")
    void isRefusedWithTheNamedKind(Golden.Case c) {
        JsonNode error = c.expected().get("error");
        if (error == null) {
            assertThat(Correction.BENJAMINI_HOCHBERG.adjust()).isEmpty();
            return;
        }
        assertThatThrownBy(call(c.input()))
                .isInstanceOfSatisfying(
                        DriftInputException.class,
                        e -> assertThat(e.kind().name()).isEqualTo(error.asText()));
    }

    private static ThrowingCallable call(JsonNode input) {
        if (input.has("pvalues")) {
            return () -> Correction.HOLM.adjust(Golden.doubles(input.get("pvalues")));
        }
        JsonNode reference = input.get("reference");
        JsonNode production = input.get("production");
        if (reference.isArray()) {
            return () -> KolmogorovSmirnov.twoSample().compare(Golden.doubles(reference), Golden.doubles(production));
        } else if (reference.has("successes")) {
            return () -> Proportions.compare(
                    reference.get("successes").longValue(),
                    reference.get("n").longValue(),
                    production.get("successes").longValue(),
                    production.get("n").longValue());
        }
        return () -> ChiSquared.homogeneity()
                .compare(CategoryProfile.of(Golden.counts(reference)), CategoryProfile.of(Golden.counts(production)));
    }
}
