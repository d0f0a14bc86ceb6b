package io.github.modelkeel.drift.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.stream.Adwin;
import io.github.modelkeel.drift.stream.Ddm;
import io.github.modelkeel.drift.stream.Eddm;
import io.github.modelkeel.drift.stream.HddmA;
import io.github.modelkeel.drift.stream.HddmW;
import io.github.modelkeel.drift.stream.KsCounter;
import io.github.modelkeel.drift.stream.Kswin;
import io.github.modelkeel.drift.stream.PageHinkley;
import io.github.modelkeel.drift.stream.SlidingKs;
import io.github.modelkeel.drift.stream.StreamDetector;
import io.github.modelkeel.drift.stream.StreamDetectors;
import io.github.modelkeel.drift.stream.StreamState;
import io.github.modelkeel.drift.stream.StripedKsCounter;
import io.github.modelkeel.drift.tabular.KolmogorovSmirnov;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

@AddLifecycleHook(Hostile.Soon.class)
class StreamsFuzzTest {
    private static final List<Supplier<StreamDetector>> DETECTORS = List.of(
            Adwin::standard,
            () -> Adwin.of(0.5, 1, 2, 1, 0),
            () -> Adwin.standard().keepingWindow(),
            PageHinkley::standard,
            () -> PageHinkley.of(1, -1.0, 1e-3, 1.0, PageHinkley.Mode.UP),
            Ddm::standard,
            () -> Ddm.of(1, 0.5, 0.6),
            Eddm::standard,
            () -> Eddm.of(1, 0.95, 0.9),
            HddmA::standard,
            () -> HddmA.of(0.5, 0.9, true),
            HddmW::standard,
            () -> HddmW.of(0.5, 0.9, 1.0, true),
            Kswin::standard,
            () -> Kswin.of(0.5, 5, 2));

    @Provide
    Arbitrary<double[]> samples() {
        return Hostile.sample();
    }

    @Provide
    Arbitrary<double[]> shares() {
        return Arbitraries.oneOf(
                Arbitraries.of(0.0, 1.0).list().ofMaxSize(300).map(StreamsFuzzTest::array),
                Arbitraries.doubles().between(0.0, 1.0).list().ofMaxSize(300).map(StreamsFuzzTest::array),
                Arbitraries.of(0.0, -0.0, 1.0, Double.MIN_VALUE, Math.nextDown(1.0), Double.NaN, 2.0, 0.5)
                        .list()
                        .ofMaxSize(300)
                        .map(StreamsFuzzTest::array));
    }

    private static double[] array(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Property(seed = "11")
    void everyDetectorDecidesOrRefusesAndStaysSound(@ForAll("samples") double[] values) {
        DETECTORS.forEach(detector -> follows(detector.get(), values));
    }

    @Property(seed = "12")
    void errorDetectorsDecideOrRefuseAndStaySound(@ForAll("shares") double[] values) {
        DETECTORS.forEach(detector -> follows(detector.get(), values));
    }

    /** A refused value leaves no trace, no state holds NaN, and a restored detector goes on as the one that was saved. */
    private static void follows(StreamDetector detector, double[] values) {
        StreamDetector twin = StreamDetectors.restore(detector.toDocument());
        for (int i = 0; i < values.length; i++) {
            double value = values[i];
            Map<String, Object> before = i % 50 == 0 ? detector.toDocument() : Map.of();
            Optional<StreamState> state = Hostile.answer(() -> detector.update(value));
            if (state.isEmpty() && i % 50 == 0) {
                assertThat(detector.toDocument()).isEqualTo(before);
            }
            StreamDetector other = twin;
            assertThat(Hostile.answer(() -> other.update(value))).isEqualTo(state);
            if (i % 50 == 49) {
                sound(detector);
                twin = StreamDetectors.restore(twin.toDocument());
            }
        }
        sound(detector);
        assertThat(twin.toDocument()).isEqualTo(detector.toDocument());
    }

    private static void sound(StreamDetector detector) {
        assertThat((List<?>) detector.toDocument().get("numbers"))
                .as("%s", detector.toDocument())
                .allSatisfy(number -> assertThat(String.valueOf(number)).isNotEqualTo("NaN"));
        if (detector instanceof Adwin adwin) {
            assertThat(adwin.mean()).isFinite();
            assertThat(adwin.width()).isNotNegative();
        }
    }

    @Property(seed = "13")
    void aDamagedStateIsRefusedOrSound(
            @ForAll("shares") double[] values, @ForAll("samples") double[] more, @ForAll long seed) {
        Random random = new Random(seed);
        StreamDetector detector =
                DETECTORS.get(random.nextInt(DETECTORS.size())).get();
        for (double value : values) {
            Hostile.answer(() -> detector.update(value));
        }
        Map<String, Object> damaged = Hostile.broken(detector.toDocument(), random);
        Hostile.answer(() -> StreamDetectors.restore(damaged)).ifPresent(restored -> {
            for (double value : more) {
                Hostile.answer(() -> restored.update(value));
            }
            for (double value : values) {
                Hostile.answer(() -> restored.update(value));
            }
            sound(restored);
            StreamDetectors.restore(restored.toDocument());
        });
    }

    @Property(seed = "14")
    void countersAgreeWithTheTestWhateverTheValues(
            @ForAll("samples") double[] reference, @ForAll("samples") double[] values) {
        NumericProfile profile = NumericProfile.of(reference);
        Optional<KsCounter> made = Hostile.answer(() -> KsCounter.against(profile));
        assertThat(made.isPresent()).isEqualTo(profile.count() > 0);
        made.ifPresent(counter -> {
            StripedKsCounter striped = StripedKsCounter.against(profile, 3);
            for (double value : values) {
                counter.update(value);
                striped.update(value);
            }
            NumericProfile window = NumericProfile.of(values);
            assertThat(counter.count()).isEqualTo(window.count());
            assertThat(counter.missing()).isEqualTo(window.missing());
            Hostile.answer(counter::result).ifPresent(result -> {
                Hostile.check(result);
                double exact =
                        KolmogorovSmirnov.twoSample().compare(profile, window).statistic();
                assertThat(result.statistic()).isEqualTo(exact);
            });
            assertThat(striped.snapshot().toDocument()).isEqualTo(counter.toDocument());
            KsCounter copy = KsCounter.restore(profile, counter.toDocument());
            copy.merge(counter);
            copy.subtract(counter);
            assertThat(copy.toDocument()).isEqualTo(counter.toDocument());
        });
    }

    @Property(seed = "15")
    void theSlidingDistanceIsThatOfTheLastValues(
            @ForAll("samples") double[] reference, @ForAll("samples") double[] values, @ForAll long seed) {
        NumericProfile profile = NumericProfile.of(reference);
        int size = 1 + new Random(seed).nextInt(20);
        Hostile.answer(() -> SlidingKs.against(profile, size, 0.01)).ifPresent(sliding -> {
            SlidingKs twin = sliding;
            for (int i = 0; i < values.length; i++) {
                StreamState state = sliding.update(values[i]);
                if (twin != sliding) {
                    assertThat(twin.update(values[i])).isEqualTo(state);
                }
                if (i % 40 == 0) {
                    twin = SlidingKs.restore(profile, sliding.toDocument());
                }
            }
            double[] present =
                    Arrays.stream(values).filter(x -> !Double.isNaN(x)).toArray();
            assertThat(sliding.full()).isEqualTo(present.length >= size);
            if (sliding.full()) {
                double[] last = Arrays.copyOfRange(present, present.length - size, present.length);
                assertThat(sliding.statistic())
                        .isEqualTo(KolmogorovSmirnov.twoSample().statistic(reference, last));
            }
        });
    }

    @Property(seed = "16")
    void damagedCountersAndWindowsAreRefusedOrSound(
            @ForAll("samples") double[] reference, @ForAll("samples") double[] values, @ForAll long seed) {
        Random random = new Random(seed);
        NumericProfile profile = NumericProfile.of(reference);
        if (profile.count() == 0) {
            return;
        }
        KsCounter counter = KsCounter.against(profile);
        SlidingKs sliding = SlidingKs.against(profile, 5, 0.01);
        for (double value : values) {
            counter.update(value);
            sliding.update(value);
        }
        Map<String, Object> counts = Hostile.broken(counter.toDocument(), random);
        Hostile.answer(() -> KsCounter.restore(profile, counts)).ifPresent(restored -> {
            restored.update(1.0);
            Hostile.answer(restored::result).ifPresent(Hostile::check);
        });
        Map<String, Object> window = Hostile.broken(sliding.toDocument(), random);
        Hostile.answer(() -> SlidingKs.restore(profile, window)).ifPresent(restored -> {
            for (double value : values) {
                restored.update(value);
            }
            assertThat(restored.statistic()).isBetween(0.0, 1.0);
        });
    }
}
