package io.github.modelkeel.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.model.Evaluation;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.model.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateTest {
    private record Candidate(Evaluation evaluation, Optional<Evaluation> champion) implements Gate.Candidate {
        @Override
        public Optional<Evaluation> evaluationOf(String alias) {
            return champion;
        }
    }

    private static Evaluation evaluation(Metric metric, double value) {
        return new Evaluation(Task.REGRESSION, 100, Map.of(metric, value), Map.of(), List.of(), List.of(), Map.of());
    }

    private static Gate.Candidate alone(Metric metric, double value) {
        return new Candidate(evaluation(metric, value), Optional.empty());
    }

    @Test
    void aValueJustBelowTheFloorIsHeldAndReadsSo() {
        GateResult result = Gate.atLeast(Metric.R2, 0.85).check(alone(Metric.R2, 0.84996));

        assertThat(result).isEqualTo(new GateResult("r2 >= 0.85", false, "r2 is 0.84996"));
    }

    @Test
    void theBoundItselfPasses() {
        assertThat(Gate.atLeast(Metric.R2, 0.85).check(alone(Metric.R2, 0.85)).passed())
                .isTrue();
        assertThat(Gate.atMost(Metric.RMSE, 3).check(alone(Metric.RMSE, 3)).passed())
                .isTrue();
    }

    @Test
    void worseMeansLargerWhereSmallerIsBetter() {
        Gate gate = Gate.notWorseThan("champion", Metric.RMSE, 0.5);
        Optional<Evaluation> champion = Optional.of(evaluation(Metric.RMSE, 3));

        assertThat(gate.check(new Candidate(evaluation(Metric.RMSE, 3.5), champion))
                        .passed())
                .isTrue();
        assertThat(gate.check(new Candidate(evaluation(Metric.RMSE, 3.75), champion)))
                .isEqualTo(new GateResult(
                        "rmse not worse than champion by more than 0.5",
                        false,
                        "rmse is 3.75, that of champion 3 on the same rows"));
    }

    @Test
    void theFirstModelHasNobodyToBeat() {
        assertThat(Gate.notWorseThan("champion", Metric.R2, 0)
                        .check(alone(Metric.R2, -1))
                        .passed())
                .isTrue();
    }
}
