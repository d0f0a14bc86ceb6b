package io.github.modelkeel.drift.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.drift.tabular.KolmogorovSmirnov;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KsStreamsTest {
    private static final KolmogorovSmirnov KS = KolmogorovSmirnov.twoSample();

    private static double[] values(int size, double shift, boolean rounded, long seed) {
        Random random = new Random(seed);
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            double x = shift + random.nextGaussian();
            values[i] = rounded ? Math.rint(4 * x) / 4 : x;
        }
        return values;
    }

    /** Continuous values, values with many ties, and a constant. */
    static Stream<double[]> references() {
        double[] constant = new double[50];
        Arrays.fill(constant, 0.25);
        return Stream.of(values(700, 0.0, false, 1L), values(700, 0.0, true, 2L), constant);
    }

    @ParameterizedTest
    @MethodSource("references")
    void theCounterGivesTheResultOfTheBatchTest(double[] reference) {
        for (boolean rounded : new boolean[] {true, false}) {
            double[] stream = values(500, 0.3, rounded, 3L);
            KsCounter counter = KsCounter.against(NumericProfile.of(reference));
            for (double value : stream) {
                counter.update(value);
            }
            TestResult batch = KS.compare(reference, stream);
            assertThat(counter.result().statistic()).isEqualTo(batch.statistic());
            assertThat(counter.result().pValue()).isEqualTo(batch.pValue());
            assertThat(counter.resolution()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("references")
    void theSlidingWindowGivesTheDistanceOfTheBatchTestAtEveryValue(double[] reference) {
        double[] stream = values(600, 0.2, true, 4L);
        SlidingKs sliding = SlidingKs.against(NumericProfile.of(reference), 80, 0.001);
        for (int i = 0; i < stream.length; i++) {
            StreamState state = sliding.update(stream[i]);
            sliding.update(Double.NaN);
            if (i + 1 < 80) {
                assertThat(sliding.full()).isFalse();
                assertThat(state).isEqualTo(StreamState.STABLE);
            } else {
                TestResult batch = KS.compare(reference, Arrays.copyOfRange(stream, i + 1 - 80, i + 1));
                assertThat(sliding.statistic()).isCloseTo(batch.statistic(), within(1e-15));
                assertThat(state == StreamState.DRIFT).isEqualTo(batch.pValue() <= 0.001);
            }
        }
    }

    @Test
    void aLargeReferenceIsCompressedWithinTheStatedBound() {
        double[] reference = values(50_000, 0.0, false, 5L);
        double[] stream = values(3_000, 0.2, false, 6L);
        KsCounter counter = KsCounter.against(NumericProfile.of(reference));
        SlidingKs sliding = SlidingKs.against(NumericProfile.of(reference), 3_000, 0.001);
        for (double value : stream) {
            counter.update(value);
            sliding.update(value);
        }
        double exact = KS.statistic(reference, stream);
        assertThat(counter.resolution()).isPositive().isLessThanOrEqualTo(1.0 / 4_095);
        assertThat(exact - counter.result().statistic()).isBetween(-1e-12, counter.resolution() + 1.0 / 3_000);
        assertThat(sliding.statistic()).isCloseTo(counter.result().statistic(), within(1e-15));
        assertThat(sliding.state()).isEqualTo(StreamState.DRIFT);
    }

    @Test
    void countersMergeAndSubtract() {
        NumericProfile reference = NumericProfile.of(values(300, 0.0, false, 7L));
        KsCounter all = KsCounter.against(reference);
        KsCounter first = KsCounter.against(reference);
        KsCounter second = KsCounter.against(reference);
        double[] stream = values(400, 0.4, false, 8L);
        stream[5] = Double.NaN;
        for (int i = 0; i < stream.length; i++) {
            all.update(stream[i]);
            (i % 3 == 0 ? first : second).update(stream[i]);
        }
        TestResult second1 = second.result();
        first.merge(second);
        assertThat(first.result()).isEqualTo(all.result());
        assertThat(first.missing()).isEqualTo(1);
        KsCounter other = KsCounter.against(NumericProfile.of(1.0, 2.0));
        assertThatThrownBy(() -> all.merge(other)).isInstanceOf(DriftInputException.class);
        assertThatThrownBy(() -> second.subtract(all)).isInstanceOf(DriftInputException.class);
        assertThat(second.result()).isEqualTo(second1);
        all.subtract(second);
        all.merge(second);
        assertThat(all.result()).isEqualTo(first.result());
        all.reset();
        assertThat(all.count()).isZero();
        assertThatThrownBy(all::result).isInstanceOf(DriftInputException.class);
    }

    @Test
    void noUpdateOfManyThreadsIsLost() throws InterruptedException {
        NumericProfile reference = NumericProfile.of(values(500, 0.0, false, 9L));
        StripedKsCounter striped = StripedKsCounter.against(reference, 4);
        KsCounter expected = KsCounter.against(reference);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            double[] part = values(5_000, 0.1 * t, false, 10L + t);
            for (double value : part) {
                expected.update(value);
            }
            threads.add(new Thread(() -> {
                for (double value : part) {
                    striped.update(value);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(striped.snapshot().count()).isEqualTo(40_000);
        assertThat(striped.snapshot().result()).isEqualTo(expected.result());
    }

    @Test
    void bothGoOnAfterBeingSaved() {
        NumericProfile reference = NumericProfile.of(values(200, 0.0, true, 20L));
        double[] stream = values(300, 0.5, true, 21L);
        KsCounter counter = KsCounter.against(reference);
        SlidingKs sliding = SlidingKs.against(reference, 50, 0.01);
        KsCounter keptCounter = KsCounter.against(reference);
        SlidingKs keptSliding = SlidingKs.against(reference, 50, 0.01);
        for (int i = 0; i < stream.length; i++) {
            if (i % 13 == 0) {
                counter = KsCounter.restore(reference, counter.toDocument());
                sliding = SlidingKs.restore(reference, sliding.toDocument());
            }
            counter.update(stream[i]);
            keptCounter.update(stream[i]);
            assertThat(sliding.update(stream[i])).isEqualTo(keptSliding.update(stream[i]));
            assertThat(sliding.statistic()).isEqualTo(keptSliding.statistic());
        }
        assertThat(counter.result()).isEqualTo(keptCounter.result());
        NumericProfile other = NumericProfile.of(1.0);
        Map<String, Object> counts = counter.toDocument();
        assertThatThrownBy(() -> KsCounter.restore(other, counts)).isInstanceOf(DriftInputException.class);
        Map<String, Object> bad = new HashMap<>(sliding.toDocument());
        assertThatThrownBy(() -> SlidingKs.restore(other, bad)).isInstanceOf(DriftInputException.class);
        bad.put("level", 2.0);
        assertThatThrownBy(() -> SlidingKs.restore(reference, bad)).isInstanceOf(DriftInputException.class);
    }

    @Test
    void theCriticalDistanceIsTheSmallestThatIsSignificant() {
        for (int[] sizes : new int[][] {{30, 30}, {100, 37}, {500, 80}, {1, 3}, {20_000, 500}}) {
            long d = KolmogorovSmirnov.criticalWholeDistance(sizes[0], sizes[1], 0.01);
            assertThat(d).isPositive();
            if (sizes[0] == 1) {
                assertThat(d).isEqualTo(4); // no distance of 1 against 3 is that rare
            }
        }
        assertThatThrownBy(() -> KolmogorovSmirnov.criticalWholeDistance(0, 1, 0.5))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
