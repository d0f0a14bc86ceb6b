package io.github.modelkeel.drift.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.drift.ProfileCollector;
import io.github.modelkeel.drift.report.DriftReports;
import io.github.modelkeel.drift.tabular.AndersonDarling;
import io.github.modelkeel.drift.tabular.BinnedDistance;
import io.github.modelkeel.drift.tabular.ChiSquared;
import io.github.modelkeel.drift.tabular.Chunks;
import io.github.modelkeel.drift.tabular.Correction;
import io.github.modelkeel.drift.tabular.EnergyDistance;
import io.github.modelkeel.drift.tabular.KolmogorovSmirnov;
import io.github.modelkeel.drift.tabular.TabularDriftDetector;
import io.github.modelkeel.drift.tabular.Wasserstein;
import io.github.modelkeel.drift.tabular.WelchT;
import io.github.modelkeel.spi.DriftTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.jspecify.annotations.Nullable;

@AddLifecycleHook(Hostile.Soon.class)
class ProfilesFuzzTest {
    private static final List<DriftTest> NUMBERS = List.of(
            KolmogorovSmirnov.twoSample(),
            AndersonDarling.twoSample(),
            WelchT.twoSample(),
            Wasserstein.twoSample(),
            EnergyDistance.twoSample(),
            BinnedDistance.populationStabilityIndex());

    @Provide
    Arbitrary<double[]> samples() {
        return Hostile.sample();
    }

    /** Columns of every type, filled from the sample; cells are missing where the sample is NaN. */
    private static Dataset table(double[] sample, long seed) {
        Random random = new Random(seed);
        List<@Nullable String> levels = new ArrayList<>();
        List<@Nullable String> texts = new ArrayList<>();
        List<@Nullable Instant> times = new ArrayList<>();
        for (double value : sample) {
            boolean missing = Double.isNaN(value);
            levels.add(missing ? null : "<" + (long) value % 4 + ">");
            texts.add(missing ? null : random.nextInt(3) == 0 ? "" : "\uD800\"&" + Double.doubleToLongBits(value));
            times.add(missing ? null : Instant.ofEpochSecond((long) Math.max(-1e9, Math.min(1e9, value))));
        }
        return Dataset.builder()
                .numbers("x", sample)
                .categories("level <&>", levels)
                .texts("text", texts)
                .instants("time", times)
                .build();
    }

    @Property(seed = "21")
    void profilesKeepTheirPromises(@ForAll("samples") double[] a, @ForAll("samples") double[] b) {
        for (Profile x :
                List.of(Profile.of(table(a, 1L)), Profile.of(table(a, 1L)).compressed())) {
            Profile y = Profile.of(table(b, 2L));
            sound(x);
            assertThat(Profile.of(x.toDocument())).isEqualTo(x);
            assertThat(x.fingerprint()).isEqualTo(Profile.of(x.toDocument()).fingerprint());
            Hostile.answer(() -> x.merge(y)).ifPresent(merged -> {
                sound(merged);
                assertThat(merged.rows()).isEqualTo(x.rows() + y.rows());
                Profile rest = merged.subtract(y);
                sound(rest);
                assertThat(rest.rows()).isEqualTo(x.rows());
                sound(Profile.of(merged.toDocument()));
            });
            Hostile.answer(() -> x.subtract(y)).ifPresent(ProfilesFuzzTest::sound);
            sound(x.compressed());
        }
        NumericProfile numbers = NumericProfile.of(a);
        for (int knots : new int[] {2, 3, 10}) {
            NumericProfile few = numbers.compressed(knots);
            assertThat(few.knots()).isLessThanOrEqualTo(Math.max(knots, 0));
            assertThat(few.count()).isEqualTo(numbers.count());
            soundNumbers(few);
            soundNumbers(NumericProfile.of(b).countedAt(few));
            soundNumbers(few.merge(NumericProfile.of(b)));
        }
    }

    private static void sound(Profile profile) {
        for (ColumnProfile column : profile.columns().values()) {
            assertThat(column.count()).isNotNegative();
            assertThat(column.missing()).isNotNegative();
            assertThat(column.rows()).isEqualTo(profile.rows());
            if (column instanceof NumericProfile numbers) {
                soundNumbers(numbers);
            }
        }
    }

    private static void soundNumbers(NumericProfile numbers) {
        assertThat(numbers.mean()).isFinite();
        assertThat(numbers.standardDeviation()).isNotNaN().isGreaterThanOrEqualTo(0.0);
        assertThat(numbers.sampleVariance()).isNotNaN().isGreaterThanOrEqualTo(0.0);
        assertThat(numbers.resolution()).isBetween(0.0, 1.0);
        for (double q : new double[] {0.0, 0.1, 0.5, 0.9, 1.0}) {
            Hostile.answer(() -> numbers.quantile(q))
                    .ifPresent(value -> assertThat(value).isBetween(numbers.min(), numbers.max()));
        }
    }

    @Property(seed = "22")
    void aDamagedDocumentIsRefusedOrSound(@ForAll("samples") double[] sample, @ForAll long seed) {
        Random random = new Random(seed);
        Dataset table = table(sample, 1L);
        Profile profile = Profile.of(table).compressed();
        for (int i = 0; i < 20; i++) {
            Map<String, Object> damaged = Hostile.broken(profile.toDocument(), random);
            Hostile.answer(() -> Profile.of(damaged)).ifPresent(read -> {
                sound(read);
                assertThat(Profile.of(read.toDocument())).isEqualTo(read);
                if (!read.columns().isEmpty()) {
                    Hostile.answer(() -> TabularDriftDetector.builder()
                                    .reference(read)
                                    .build()
                                    .check(table))
                            .ifPresent(ProfilesFuzzTest::readable);
                }
            });
        }
    }

    @Property(seed = "23")
    void everyCheckAndReportAnswers(
            @ForAll("samples") double[] reference, @ForAll("samples") double[] window, @ForAll long seed) {
        Random random = new Random(seed);
        Dataset before = table(reference, 1L);
        Dataset now = table(window, 2L);
        TabularDriftDetector detector = TabularDriftDetector.builder()
                .reference(
                        random.nextBoolean()
                                ? Profile.of(before)
                                : Profile.of(before).compressed())
                .numeric(NUMBERS.get(random.nextInt(NUMBERS.size())))
                .category(random.nextBoolean() ? ChiSquared.homogeneity() : BinnedDistance.jensenShannon())
                .correction(Correction.values()[random.nextInt(Correction.values().length)])
                .minimumRows(1 + random.nextInt(30))
                .confirmations(1 + random.nextInt(2))
                .build();
        DriftReport report = detector.check(now);
        readable(report);
        detector.perFeature(now, 0.05).values().forEach(row -> {
            assertThat(row.pValue()).isBetween(0.0, 1.0);
            assertThat(row.referenceMean() + " " + row.windowMean()).doesNotContain("NaN");
        });
        if (now.rowCount() > 0) {
            int size = 1 + random.nextInt(now.rowCount());
            List<Dataset> chunks =
                    Chunks.bySize(now, size).stream().map(Chunks.Chunk::rows).toList();
            DriftReport chunked = detector.check(chunks.iterator(), Map.of());
            readable(chunked);
            ProfileCollector collector = ProfileCollector.like(Profile.of(before));
            chunks.forEach(collector::add);
            sound(collector.profile());
            assertThat(collector.rows()).isEqualTo(now.rowCount());
            for (DriftReport each : detector.checkAll(chunks.subList(0, Math.min(3, chunks.size())))) {
                readable(each);
            }
        }
    }

    private static void readable(DriftReport report) {
        for (FeatureDrift feature : report.features()) {
            assertThat(feature.adjustedPValue()).isBetween(0.0, 1.0);
            assertThat(feature.minimumDetectableEffect()).isGreaterThanOrEqualTo(0.0);
            if (feature.result() != null) {
                Hostile.check(feature.result());
            }
            DriftReports.svg(feature).ifPresent(ProfilesFuzzTest::withoutNaN);
        }
        for (String text :
                Arrays.asList(DriftReports.text(report), DriftReports.json(report), DriftReports.html("<&>", report))) {
            withoutNaN(text);
        }
    }

    private static void withoutNaN(String text) {
        assertThat(text.contains("NaN")).as(text).isFalse();
    }
}
