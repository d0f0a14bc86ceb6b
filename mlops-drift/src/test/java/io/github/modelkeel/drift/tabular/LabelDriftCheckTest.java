package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.LabelDrift;
import io.github.modelkeel.drift.Verdict;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelDriftCheckTest {
    private final LabelDriftCheck check = LabelDriftCheck.against(1_813, 2_000); // 0.9065, the forest of the customers

    @Test
    void seesTheRelationChangeThatNoFeatureShows() {
        LabelDrift month1 = check.check(2_754, 3_000);
        assertThat(month1.verdict()).isEqualTo(Verdict.STABLE);
        LabelDrift month3 = check.check(1_524, 3_000);
        assertThat(month3.verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(month3.drop()).isBetween(0.39, 0.40);
        assertThat(month3.reason()).contains("it fell by 0.398");
    }

    @Test
    void aFallWithinTheToleranceIsStableHoweverSure() {
        LabelDrift small = check.check(879_000, 1_000_000);
        assertThat(small.pValue()).isLessThan(0.001);
        assertThat(small.verdict()).isEqualTo(Verdict.STABLE);
        assertThat(check.maxDrop(0.02).check(879_000, 1_000_000).verdict()).isEqualTo(Verdict.DRIFT);
    }

    @Test
    void aFallThatMayBeChanceIsStable() {
        LabelDrift few = check.check(25, 30);
        assertThat(few.drop()).isGreaterThan(0.05);
        assertThat(few.verdict()).isEqualTo(Verdict.STABLE);
        assertThat(few.minimumDetectableDrop()).isGreaterThan(0.1);
        assertThat(few.reason()).contains("may be chance");
    }

    @Test
    void fewLabelsAreInsufficientDataWhateverTheySay() {
        assertThat(check.check(0, 0).verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
        assertThat(check.check(0, 29).verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
        assertThat(LabelDriftCheck.against(10, 10).check(0, 1_000).verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
    }

    @Test
    void theDropStatedAsDetectableIsDetected() {
        double drop = check.check(450, 500).minimumDetectableDrop();
        Random random = new Random(5L);
        int found = 0;
        for (int i = 0; i < 500; i++) {
            int correct = 0;
            for (int j = 0; j < 500; j++) {
                correct += random.nextDouble() < 0.9065 - drop ? 1 : 0;
            }
            found += check.check(correct, 500).verdict() == Verdict.DRIFT ? 1 : 0;
        }
        assertThat(found / 500.0).isBetween(0.86, 0.99);
    }

    @Test
    void refusesWhatIsNoProportion() {
        assertThatThrownBy(() -> LabelDriftCheck.against(5, 4)).isInstanceOf(DriftInputException.class);
        assertThatThrownBy(() -> check.check(5, 4)).isInstanceOf(DriftInputException.class);
        assertThatThrownBy(() -> check.check(-1, 4)).isInstanceOf(DriftInputException.class);
        assertThatThrownBy(() -> check.maxDrop(1.0)).isInstanceOf(IllegalArgumentException.class);
    }
}
