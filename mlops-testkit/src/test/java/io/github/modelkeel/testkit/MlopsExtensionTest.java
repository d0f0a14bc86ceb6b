package io.github.modelkeel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.RunRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MlopsExtensionTest {
    @RegisterExtension
    static final MlopsExtension MLOPS = MlopsExtension.with(builder -> builder.user("ann"));

    private static final List<Mlops> SEEN = new ArrayList<>();

    @BeforeEach
    void makeExperiment(Mlops mlops) {
        mlops.tracker().experiment("prepared");
    }

    @RepeatedTest(2)
    void eachTestHasItsOwn(Mlops mlops, MovableClock clock) {
        assertThat(mlops.tracker().experiments())
                .extracting(ExperimentRecord::name)
                .containsExactly("prepared");
        RunRecord run = mlops.tracker().experiment("mine").run("first", body -> clock.advance(Duration.ofMinutes(5)));
        assertThat(run.startedAt()).isEqualTo(MlopsExtension.START);
        assertThat(run.endedAt()).isEqualTo(MlopsExtension.START.plusSeconds(300));
        assertThat(run.user()).isEqualTo("ann");
        assertThat(run.id()).startsWith("0000");
        SEEN.add(mlops);
    }

    @AfterAll
    static void everyOneIsClosed() {
        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
        for (Mlops mlops : SEEN) {
            assertThatThrownBy(() -> mlops.tracker().experiments()).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void aClockGoesBackToo() {
        MovableClock clock = MovableClock.at(MlopsExtension.START);
        assertThat(clock.advance(Duration.ofSeconds(-1))).isEqualTo(clock.instant());
        clock.set(MlopsExtension.START.plusSeconds(9));
        assertThat(clock.instant()).isEqualTo(MlopsExtension.START.plusSeconds(9));
    }
}
