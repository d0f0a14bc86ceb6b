package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderedBitsTest {
    private static final double[] RISING = {
        Double.NEGATIVE_INFINITY,
        -Double.MAX_VALUE,
        -1.0,
        -Double.MIN_NORMAL,
        -Double.MIN_VALUE,
        -0.0,
        0.0,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        0.1,
        1.0,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NaN
    };

    @Test
    void specialValuesRiseAndComeBack() {
        for (int i = 0; i < RISING.length; i++) {
            assertThat(OrderedBits.decode(OrderedBits.encode(RISING[i]))).isEqualTo(Double.valueOf(RISING[i]));
            for (int j = 0; j < RISING.length; j++) {
                assertThat(Long.compare(OrderedBits.encode(RISING[i]), OrderedBits.encode(RISING[j])))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @Test
    void randomBitsSortAsDoublesDoAndComeBack() {
        Random random = new Random(3L);
        double before = 0;
        for (int i = 0; i < 500_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            long encoded = OrderedBits.encode(value);
            if (Integer.signum(Long.compare(OrderedBits.encode(before), encoded))
                            != Integer.signum(Double.compare(before, value))
                    || Double.compare(OrderedBits.decode(encoded), value) != 0) {
                throw new AssertionError(before + " and " + value);
            }
            before = value;
        }
    }
}
