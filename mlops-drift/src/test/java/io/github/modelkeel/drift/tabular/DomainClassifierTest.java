package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DomainDrift;
import io.github.modelkeel.drift.DomainDrift.Contribution;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.Verdict;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.features.Features;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DomainClassifierTest {
    /** Fixture beside its script, made with scikit-learn and scipy. */
    static Stream<Golden.Case> golden() {
        try (InputStream in = DomainClassifierTest.class.getResourceAsStream("/domain/domain_classifier.json")) {
            JsonNode file = new ObjectMapper().readTree(Objects.requireNonNull(in));
            return StreamSupport.stream(file.get("cases").spliterator(), false)
                    .map(node -> new Golden.Case(node.get("name").asText(), node));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void areasAndVerdictsAreThoseOfScikitLearn(Golden.Case c) {
        Features.Builder features = Features.builder();
        Dataset.Builder data = Dataset.builder();
        int columns = c.input().get("x").size();
        for (int i = 0; i < columns; i++) {
            data.numbers("x" + i, Golden.doubles(c.input().get("x").get(i)));
            features.standardize("x" + i);
        }
        int referenceRows = c.input().get("reference_rows").intValue();
        Dataset all = data.build();
        boolean[] window = new boolean[all.rowCount()];
        int[] fold = new int[all.rowCount()];
        for (int row = 0; row < window.length; row++) {
            window[row] = row >= referenceRows;
            fold[row] = c.input().get("fold").get(row).intValue();
        }
        DomainRows rows = new DomainRows(all, referenceRows, features.build());
        CrossFit fit = CrossFit.of(rows, window, fold, new NewtonTrainer());
        JsonNode expected = c.expected();
        assertThat(fit.aucs()).hasSameSizeAs(expected.get("fold_aucs"));
        for (int k = 0; k < fit.aucs().size(); k++) {
            assertThat(fit.aucs().get(k))
                    .isCloseTo(expected.get("fold_aucs").get(k).doubleValue(), within(1e-12));
        }
        Golden.assertClose(fit.auc(), expected.get("auc"), 1e-12, 0.0, "area");
        Golden.assertClose(fit.combinedPValue(), expected.get("p_value"), 1e-9, 1e-250, "p");
        boolean drift = fit.combinedPValue() <= 0.05 && 2 * fit.auc() - 1 >= 0.1;
        assertThat(drift).isEqualTo(expected.get("drift").booleanValue());
    }

    /** Two columns with a correlation; each has the same law whatever the correlation is. */
    private static Dataset rows(int rows, double correlation, double shift, long seed) {
        Random random = new Random(seed);
        double[] a = new double[rows];
        double[] b = new double[rows];
        double[] noise = new double[rows];
        List<@Nullable String> plan = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            a[i] = random.nextGaussian();
            b[i] = correlation * a[i] + Math.sqrt(1 - correlation * correlation) * random.nextGaussian() + shift;
            noise[i] = random.nextGaussian();
            plan.add(random.nextInt(10) == 0 ? null : "plan " + random.nextInt(3));
        }
        return Dataset.builder()
                .numbers("a", a)
                .numbers("b", b)
                .numbers("noise", noise)
                .categories("plan", plan)
                .build();
    }

    private static final Features TOGETHER = Features.builder()
            .derive("product", "a * b")
            .use("a", "b", "noise", "product")
            .build();

    private static DomainClassifier.Builder classifier() {
        return DomainClassifier.with(new NewtonTrainer()).confirmations(1).seed(7L);
    }

    @Test
    void findsColumnsThatMovedTogetherWhereEachByItselfLooksAsBefore() {
        Dataset reference = rows(800, 0.8, 0.0, 1L);
        Dataset window = rows(600, -0.8, 0.0, 2L);
        assertThat(TabularDriftDetector.builder()
                        .reference(reference)
                        .confirmations(1)
                        .build()
                        .check(window)
                        .verdict())
                .isEqualTo(Verdict.STABLE);
        DomainDrift found = classifier().features(TOGETHER).build().check(reference, window);
        assertThat(found.verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(found.auc()).isGreaterThan(0.85);
        assertThat(found.pValue()).isLessThan(1e-20);
        assertThat(found.columns())
                .extracting(Contribution::column)
                .contains("a", "b")
                .doesNotContain("plan");
        assertThat(found.columns().get(1).aucLoss()).isGreaterThan(0.2); // a and b alike, noise hardly
        assertThat(found.foldAucs()).hasSize(2);
        assertThat(found.referenceRows()).isEqualTo(800);
        assertThat(found.reason()).startsWith("the rows can be told apart: AUC 0.");
    }

    @Test
    void namesTheColumnThatMoved() {
        DomainDrift found = classifier().folds(3).build().check(rows(600, 0.0, 0.0, 3L), rows(600, 0.0, 0.6, 4L));
        assertThat(found.verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(found.columns().get(0).column()).isEqualTo("b");
        assertThat(found.columns().get(0).aucLoss()).isGreaterThan(0.1);
        assertThat(found.foldAucs()).hasSize(3);
    }

    @Test
    void rowsOfOneLawCannotBeToldApart() {
        int alarms = 0;
        for (int i = 0; i < 60; i++) {
            DomainDrift report = classifier()
                    .seed(i)
                    .minimumEffect(0.0)
                    .build()
                    .check(rows(200, 0.5, 0.0, 100L + i), rows(150, 0.5, 0.0, 500L + i));
            alarms += report.verdict() == Verdict.DRIFT ? 1 : 0;
        }
        assertThat(alarms).isLessThanOrEqualTo(6); // of 60 at level 0.05: more have a probability below 0.02
    }

    @Test
    void permutationsAgreeWithTheLawAndNeverGiveZero() {
        Dataset reference = rows(150, 0.0, 0.0, 5L);
        DomainDrift moved = classifier().permutations(99).build().check(reference, rows(150, 0.0, 1.0, 6L));
        assertThat(moved.pValue()).isEqualTo(0.01);
        assertThat(moved.method()).isEqualTo("99 permutations");
        int small = 0;
        for (int i = 0; i < 40; i++) {
            double p = classifier()
                    .seed(i)
                    .permutations(19)
                    .build()
                    .check(rows(60, 0.0, 0.0, 700L + i), rows(60, 0.0, 0.0, 900L + i))
                    .pValue();
            small += p <= 0.25 ? 1 : 0;
        }
        assertThat(small).isBetween(2, 19); // binomial with 40 and 1/4: outside with a probability below 0.002
    }

    @Test
    void theSameSeedGivesTheSameAnswerAndOrderOfRowsIsAllThatItDraws() {
        Dataset reference = rows(3_000, 0.5, 0.0, 8L);
        Dataset window = rows(2_000, 0.5, 0.3, 9L);
        DomainClassifier small = classifier().maxRows(500).build();
        DomainDrift once = small.check(reference, window);
        assertThat(small.check(reference, window)).isEqualTo(once);
        assertThat(once.referenceRows()).isEqualTo(500);
        assertThat(once.windowRows()).isEqualTo(500);
        assertThat(classifier()
                        .maxRows(500)
                        .seed(8L)
                        .build()
                        .check(reference, window)
                        .auc())
                .isNotEqualTo(once.auc());
    }

    @Test
    void aChangeIsConfirmedByTheNextWindow() {
        DomainClassifier twice = DomainClassifier.with(new NewtonTrainer()).build();
        Dataset reference = rows(500, 0.0, 0.0, 10L);
        DomainDrift first = twice.check(reference, rows(500, 0.0, 0.8, 11L));
        DomainDrift second = twice.check(reference, rows(500, 0.0, 0.8, 12L), first);
        DomainDrift few = twice.check(reference, rows(20, 0.0, 0.8, 13L), first);
        DomainDrift calm = twice.check(reference, rows(500, 0.0, 0.0, 14L), second);
        assertThat(Stream.of(first, second, few, calm).map(DomainDrift::verdict))
                .containsExactly(Verdict.WATCH, Verdict.DRIFT, Verdict.INSUFFICIENT_DATA, Verdict.STABLE);
        assertThat(Stream.of(first, second, few, calm).map(DomainDrift::streak)).containsExactly(1, 2, 1, 0);
        assertThat(calm.columns()).isEmpty();
        assertThat(calm.reason()).contains("would be found with probability 0.9");
        assertThat(few.reason())
                .isEqualTo("20 rows in the window, 500 in the reference: a verdict needs 30 on each side");
    }

    /** The stated effect is found at least as often as stated by a trainer that needs to learn one number only. */
    @Test
    void theMinimumDetectableEffectIsFound() {
        Features one = Features.builder().use("b").build();
        DomainClassifier check =
                classifier().features(one).minimumEffect(0.0).top(0).build();
        double stated =
                check.check(rows(300, 0.0, 0.0, 1L), rows(300, 0.0, 0.0, 2L)).minimumDetectableEffect();
        double shift =
                Math.sqrt(2.0) * Survival.normalQuantile(1.0 - (0.5 + stated / 2.0)); // AUC = Phi(shift / sqrt 2)
        int found = 0;
        for (int i = 0; i < 100; i++) {
            found += check.check(rows(300, 0.0, 0.0, 2_000L + i), rows(300, 0.0, shift, 4_000L + i))
                                    .verdict()
                            == Verdict.DRIFT
                    ? 1
                    : 0;
        }
        assertThat(found).isGreaterThanOrEqualTo(82); // of 100 at 0.9: fewer have a probability below 0.01
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        Dataset reference = rows(100, 0.0, 0.0, 1L);
        DomainClassifier check = classifier().build();
        assertThatThrownBy(() -> check.check(reference, reference.drop(List.of("b"))))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("b");
        Dataset texts = reference.with(Dataset.builder()
                .texts("b", java.util.Collections.nCopies(100, "1"))
                .build()
                .column("b"));
        assertThatThrownBy(() -> check.check(reference, texts))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("column 'b' is of type TEXT in the window");
        Dataset holes = reference.with(Dataset.builder()
                .numbers(
                        "b",
                        new Random(1L)
                                .doubles(100)
                                .map(u -> u < 0.2 ? Double.NaN : u)
                                .toArray())
                .build()
                .column("b"));
        assertThatThrownBy(() -> check.check(reference, holes))
                .isInstanceOf(DriftInputException.class)
                .hasMessageContaining("NaN");
        Dataset times = Dataset.builder()
                .instants("t", java.util.Collections.nCopies(100, java.time.Instant.EPOCH))
                .build();
        assertThatThrownBy(() -> check.check(times, times)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> classifier().folds(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> classifier().significance(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> classifier().minimumEffect(1.0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> classifier().permutations(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
