package io.github.modelkeel.internal.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void findsNamesAFewEditsAwayNearestFirst() {
        List<String> names = List.of("churn-classifier", "churn-classifier-2", "pricing");

        assertThat(Nearest.to("chrun-classifier", names)).containsExactly("churn-classifier", "churn-classifier-2");
        assertThat(Nearest.to("PRICING", names)).containsExactly("pricing");
        assertThat(Nearest.to("fraud", names)).isEmpty();
    }

    @Test
    void hintsFallBackToTheNamesThereAre() {
        assertThat(Nearest.hint("fraud", List.of("churn"), "models", "none")).isEqualTo("; the models are [churn]");
        assertThat(Nearest.hint("fraud", List.of(), "models", "none is registered"))
                .isEqualTo("; none is registered");
    }

    @Test
    void idsAreOfTheRightFormAndNeverTheSame() { // behaviour 9
        Ids ids = Ids.seeded(7);
        long[] halves = new long[1_000_000]; // the second half alone tells them apart
        for (int i = 0; i < halves.length; i++) {
            String id = ids.get();
            if (i < 10_000) {
                assertThat(id).matches("[a-z0-9]{32}");
            }
            halves[i] = Long.parseUnsignedLong(id, 16, 32, 16);
        }
        assertThat(Arrays.stream(halves).distinct().count()).isEqualTo(halves.length);
        assertThat(Ids.seeded(7).get()).isEqualTo(Ids.seeded(7).get());
        assertThat(Ids.random().get()).isNotEqualTo(Ids.random().get());
    }
}
