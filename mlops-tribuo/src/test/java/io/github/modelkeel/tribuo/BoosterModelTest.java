package io.github.modelkeel.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainingContext;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoosterModelTest {
    private final byte[] booster = ((BoosterTrained)
                    Tribuo.xgboost().trees(3).train(Samples.of(Task.MULTICLASS, 200, 0.1, 1), TrainingContext.plain()))
            .booster();

    @Test
    void keepsTheFirstRounds() {
        assertThat(BoosterModel.read(booster, 2).trees()).hasSize(8); // four classes
        assertThat(BoosterModel.read(booster, 1_000).trees()).hasSize(12);
    }

    @Test
    void refusesBoostersOfANewerXgboost() {
        byte[] newer = booster.clone();
        assertThat(Arrays.copyOfRange(newer, newer.length - 7, newer.length)) // version [3, 0, 4]
                .isEqualTo(new byte[] {'i', 3, 'i', 0, 'i', 4, '}'});
        newer[newer.length - 2] = 5;
        assertThatThrownBy(() -> BoosterModel.read(newer, 3))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("written by XGBoost 3.0.5")
                .hasMessageContaining("reads up to 3.0.4");
    }

    @Test
    void everyCutIsAnIntegrityError() {
        for (int length = 0; length < booster.length; length += 1 + length / 40) {
            byte[] cut = Arrays.copyOf(booster, length);
            assertThatThrownBy(() -> BoosterModel.read(cut, 3))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void damagedBytesGiveAValidModelOrAnIntegrityError() {
        Random random = new Random(42);
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = booster.clone();
            for (int k = 0; k < 3; k++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                BoosterModel.read(damaged, 3);
            } catch (IntegrityException expected) {
                assertThat(expected).hasMessageContaining("; ");
            }
        }
    }

    @Test
    void countsAreHeldAgainstTheBytesThatAreLeft() {
        byte[] huge = {'{', 'i', 1, 'a', '[', '$', 'd', '#', 'l', 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, '}'};
        assertThatThrownBy(() -> BoosterModel.read(huge, 3))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("claims 2147483647 elements but only 1 bytes are left");
        byte[] deep = new byte[100_000];
        Arrays.fill(deep, (byte) '[');
        deep[0] = '{';
        deep[1] = 'i';
        deep[2] = 1;
        deep[3] = 'a';
        assertThatCode(() -> BoosterModel.read(deep, 3))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("nest deeper than 64");
    }
}
