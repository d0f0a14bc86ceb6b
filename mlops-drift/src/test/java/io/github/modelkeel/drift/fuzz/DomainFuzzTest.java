package io.github.modelkeel.drift.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DomainDrift;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.drift.report.DriftReports;
import io.github.modelkeel.drift.tabular.DomainClassifier;
import io.github.modelkeel.drift.tabular.NewtonTrainer;
import io.github.modelkeel.drift.tabular.TabularDriftDetector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.jspecify.annotations.Nullable;

/** The classifier of domains with a trainer that gives NaN where it is overrun, and the images of columns. */
@AddLifecycleHook(Hostile.Soon.class)
class DomainFuzzTest {
    @Provide
    Arbitrary<double[]> samples() {
        return Hostile.sample();
    }

    private static Dataset table(double[] sample, Random random) {
        List<@Nullable String> levels = new ArrayList<>();
        for (double value : sample) {
            levels.add(Double.isNaN(value) ? null : "<" + random.nextInt(4) + ">");
        }
        double[] bounded = Arrays.stream(sample).map(Math::tanh).toArray();
        return Dataset.builder()
                .numbers("x", random.nextBoolean() ? sample : bounded)
                .categories("level <&>", levels)
                .build();
    }

    @Property(seed = "41")
    void theClassifierAnswersOrRefuses(
            @ForAll("samples") double[] reference, @ForAll("samples") double[] window, @ForAll long seed) {
        Random random = new Random(seed);
        Dataset before = table(reference, random);
        Dataset now = table(window, random);
        DomainClassifier classifier = DomainClassifier.with(new NewtonTrainer())
                .minimumRows(1 + random.nextInt(20))
                .folds(2 + random.nextInt(3))
                .permutations(random.nextInt(3))
                .confirmations(1)
                .maxRows(300)
                .seed(seed)
                .build();
        Hostile.answer(() -> classifier.check(before, now)).ifPresent(domain -> {
            sound(domain);
            Hostile.answer(() -> classifier.check(before, now, domain)).ifPresent(DomainFuzzTest::sound);
            DriftReport report = TabularDriftDetector.builder()
                    .reference(Profile.of(before))
                    .build()
                    .check(now)
                    .with(domain);
            assertThat(DriftReports.text(report) + DriftReports.json(report) + DriftReports.html("<&>", report))
                    .doesNotContain("NaN");
        });
    }

    private static void sound(DomainDrift domain) {
        assertThat(domain.auc()).isBetween(0.0, 1.0);
        assertThat(domain.pValue()).isBetween(0.0, 1.0);
        assertThat(domain.effect()).isBetween(0.0, 1.0);
        assertThat(domain.minimumDetectableEffect()).isGreaterThanOrEqualTo(0.0);
        assertThat(domain.foldAucs()).allMatch(auc -> auc >= 0.0 && auc <= 1.0);
        assertThat(domain.reason()).isNotBlank().doesNotContain("NaN");
    }

    @Property(seed = "42")
    void anImageIsDrawnOrThereIsNothingToShow(
            @ForAll("samples") double[] reference, @ForAll("samples") double[] window, @ForAll long seed) {
        Random random = new Random(seed);
        DriftReport report = TabularDriftDetector.builder()
                .reference(Profile.of(table(reference, random)))
                .build()
                .check(table(window, random));
        var feature = report.features().get(random.nextInt(report.features().size()));
        assertThat(DriftReports.png(feature).isPresent())
                .isEqualTo(DriftReports.svg(feature).isPresent());
        DriftReports.png(feature).ifPresent(image -> assertThat(image).startsWith(0x89, 'P', 'N', 'G'));
    }
}
