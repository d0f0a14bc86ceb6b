package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CorrectionTest {
    private static final Map<String, Correction> NAMES = Map.of(
            "bh", Correction.BENJAMINI_HOCHBERG,
            "by", Correction.BENJAMINI_YEKUTIELI,
            "holm", Correction.HOLM,
            "bonferroni", Correction.BONFERRONI);

    static Stream<Golden.Case> golden() {
        return Golden.cases("multiple_testing.json");
    }

    @ParameterizedTest
    @MethodSource("golden")
    void agreesWithScipy(Golden.Case c) {
        double[] pValues = Golden.doubles(c.input().get("pvalues"));
        NAMES.forEach((name, correction) -> {
            JsonNode expected = c.expected().get(name);
            double[] adjusted = correction.adjust(pValues);
            assertThat(adjusted).hasSameSizeAs(pValues);
            for (int i = 0; i < adjusted.length; i++) {
                Golden.assertClose(adjusted[i], expected.get(i), 1e-9, 0.0, name + "[" + i + "]");
            }
        });
        assertThat(Correction.NONE.adjust(pValues)).containsExactly(pValues);
    }
}
