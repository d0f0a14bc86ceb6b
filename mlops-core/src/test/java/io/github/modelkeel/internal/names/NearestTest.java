package io.github.modelkeel.internal.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    void idsAreOfTheRightFormAndNeverTheSame() {
        Ids ids = Ids.seeded(7);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = ids.get();
            assertThat(id).matches("[a-z0-9]{32}");
            assertThat(seen.add(id)).isTrue();
        }
        assertThat(Ids.seeded(7).get()).isEqualTo(Ids.seeded(7).get());
        assertThat(Ids.random().get()).isNotEqualTo(Ids.random().get());
    }
}
