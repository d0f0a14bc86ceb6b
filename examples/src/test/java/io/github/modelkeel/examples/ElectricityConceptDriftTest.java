package io.github.modelkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DomainDrift;
import io.github.modelkeel.drift.Verdict;
import io.github.modelkeel.drift.stream.Adwin;
import io.github.modelkeel.drift.tabular.DomainClassifier;
import io.github.modelkeel.examples.ElectricityConceptDrift.Segment;
import io.github.modelkeel.examples.ElectricityConceptDrift.Story;
import io.github.modelkeel.features.Features;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.read.Csv;
import io.github.modelkeel.tribuo.Tribuo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The errors of a frozen model on the electricity stream of the reference data change, and ADWIN says so. */
class ElectricityConceptDriftTest {
    private static Dataset electricity() {
        Path file = Path.of(System.getProperty("modelkeel.shared", "../../shared"))
                .resolve("data/electricity/electricity.csv.gz");
        assumeTrue(Files.exists(file), () -> "no reference data at " + file);
        return Csv.file(file).type("class", ColumnType.CATEGORY).read();
    }

    @Test
    void adwinFindsTheChangesOfTheErrorRateAndThePageShowsThem() throws IOException {
        Trainer trainer =
                Tribuo.xgboost().trees(100).maxDepth(6).learningRate(0.1).seed(1);
        Story story = new ElectricityConceptDrift(electricity(), trainer).tell();
        assertThat(story.trainingRows()).isEqualTo(4_531);
        assertThat(story.swings()).hasSizeBetween(20, 90);
        assertThat(story.changes()).hasSizeBetween(3, 20);
        // histogram gradient boosting on the same tenth is right in 0.775 ... 0.657 0.636 0.660 0.792 0.793 of the
        // others
        int block = 4_531;
        double[] peer = {0.775, 0.780, 0.731, 0.697, 0.657, 0.636, 0.660, 0.792, 0.793};
        for (int i = 0; i < peer.length; i++) {
            int to = Math.min(story.errors().length, (i + 1) * block);
            assertThat(1.0 - ElectricityConceptDrift.rate(story.errors(), i * block, to))
                    .as("block %d", i + 2)
                    .isBetween(peer[i] - 0.06, peer[i] + 0.06);
        }
        int alive = 17_424 - story.trainingRows(); // from here on three columns that stood still move
        for (Segment segment : story.segments()) {
            if (segment.from() >= alive && segment.to() - segment.from() > 500) {
                assertThat(segment.columns().driftedColumns()).contains("vicprice", "vicdemand", "transfer");
            }
        }
        String page = ErrorPage.render(story);
        assertThat(page)
                .startsWith("<!doctype html>")
                .doesNotContain("<script")
                .doesNotContain("http:")
                .doesNotContain("https:")
                .doesNotContain("NaN");
        assertThat(page.split("class=\"change\"", -1)).hasSize(story.changes().size() + 1);
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "electricity.html"), page, StandardCharsets.UTF_8);
    }

    /** The same number of errors in an order drawn at random is stable: it is the order that the detector sees. */
    @Test
    void shuffledErrorsAreStable() {
        Trainer trainer = Tribuo.xgboost().trees(20).maxDepth(4).seed(1);
        boolean[] errors =
                new ElectricityConceptDrift(electricity(), trainer).tell().errors();
        java.util.Random random = new java.util.Random(1L);
        List<Integer> order = new java.util.ArrayList<>(
                IntStream.range(0, errors.length).boxed().toList());
        java.util.Collections.shuffle(order, random);
        Adwin adwin = Adwin.standard();
        long alarms = order.stream()
                .filter(i -> adwin.update(errors[i] ? 1.0 : 0.0) == io.github.modelkeel.drift.stream.StreamState.DRIFT)
                .count();
        assertThat(alarms).isLessThanOrEqualTo(1);
    }

    /** Three columns stand still in the first rows and move in the later ones; rows taken in turn cannot be told apart. */
    @Test
    void aClassifierTellsTheYearsApartByTheColumnsThatCameAlive() {
        Dataset all = electricity().drop(List.of("class"));
        Dataset first = all.filter(row -> row < 3_000);
        Dataset later = all.filter(row -> row >= 20_000 && row < 22_000);
        for (Trainer trainer : List.of(Tribuo.xgboost().trees(30).maxDepth(4).seed(3), Tribuo.logisticRegression())) {
            DomainClassifier check = DomainClassifier.with(trainer)
                    .features(Features.builder().useAllBut("period").build())
                    .confirmations(1)
                    .seed(5)
                    .build();
            DomainDrift found = check.check(first, later);
            assertThat(found.verdict()).as(trainer.algorithm()).isEqualTo(Verdict.DRIFT);
            assertThat(found.auc()).as(trainer.algorithm()).isGreaterThan(0.95);
            assertThat(found.columns().get(0).column()).isIn("vicprice", "vicdemand", "transfer");
        }
        Dataset mixed = first.rows(IntStream.range(0, 1_500).map(i -> 2 * i).toArray());
        Dataset others =
                first.rows(IntStream.range(0, 1_500).map(i -> 2 * i + 1).toArray());
        DomainDrift same = DomainClassifier.with(
                        Tribuo.xgboost().trees(30).maxDepth(4).seed(3))
                .features(Features.builder().use("nswprice", "nswdemand").build())
                .confirmations(1)
                .build()
                .check(mixed, others);
        assertThat(same.verdict()).isEqualTo(Verdict.STABLE);
    }
}
