package io.github.modelkeel.serving.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.InputField;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.Prediction;
import io.github.modelkeel.serving.Predictor;
import io.github.modelkeel.serving.Predictors;
import io.github.modelkeel.serving.TypedPredictor;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PredictorTest {
    enum Contract {
        monthly,
        yearly
    }

    record Customer(
            int age,
            @Nullable Double monthlyIncome,
            Contract contract,
            @Nullable ZonedDateTime joined) {}

    record Other(
            long age,
            Optional<Double> monthly_income,
            String contract,
            @Nullable Instant joined,
            String more) {}

    record Optionals(
            OptionalInt age, OptionalDouble monthlyIncome, Optional<String> contract, Optional<Instant> joined) {}

    record Wrong(String age, @Nullable Double monthlyIncome) {}

    private final Predictor predictor = TestPackages.predictor();
    private final Dataset rows = TestPackages.customers();

    @Test
    void everyWayToGiveARowGivesTheSameScores() {
        double[] all = predictor.scores(rows);
        List<Prediction> predictions = predictor.predict(rows);
        TypedPredictor<Customer> typed = predictor.bind(Customer.class);
        List<Customer> customers =
                IntStream.range(0, rows.rowCount()).mapToObj(this::customer).toList();
        List<Prediction> together = typed.predict(customers);
        for (int row = 0; row < rows.rowCount(); row++) {
            double[] expected = {all[2 * row], all[2 * row + 1]};
            Customer customer = customers.get(row);
            Other other = new Other(
                    customer.age(),
                    Optional.ofNullable(customer.monthlyIncome()),
                    customer.contract().name(),
                    rows.column("joined").instant(row),
                    "ignored");
            assertThat(predictions.get(row).scores()).containsExactly(expected);
            assertThat(predictor.predict(map(row)).scores()).containsExactly(expected);
            assertThat(predictor.predict(customer).scores()).containsExactly(expected);
            assertThat(predictor.predict(other).scores()).containsExactly(expected);
            assertThat(typed.predict(customer).scores()).containsExactly(expected);
            assertThat(together.get(row).scores()).containsExactly(expected);
        }
    }

    @Test
    void aPredictionSaysWhereItComesFrom() {
        Prediction prediction = predictor.predict(map(0));
        assertThat(prediction.model()).isEqualTo("churn");
        assertThat(prediction.version()).isEqualTo(3);
        assertThat(prediction.id()).isEqualTo("p1");
        assertThat(predictor.predict(map(0)).id()).isEqualTo("p2");
        assertThat(prediction.label()).isIn("no", "yes");
        assertThat(prediction.probability()).isEqualTo(prediction.probability("yes"));
    }

    @Test
    void aRowOfNothingButMissingCellsIsPredicted() {
        ModelPackage pack = TestPackages.pack();
        List<InputField> open = pack.manifest().signature().inputs().stream()
                .map(in -> new InputField(in.name(), in.type(), true, in.allowed(), null, in.levels(), in.closed()))
                .toList();
        Predictor lenient = Predictors.of(
                with(
                        pack,
                        new ModelSignature(open, pack.manifest().signature().task(), "churned", List.of("no", "yes"))),
                TreeModels.compile(TestPackages.body()),
                "churn",
                0,
                () -> "id");
        assertThat(lenient.predict(Map.of()).probability()).isBetween(0.0, 1.0);
        Dataset missing = Dataset.builder()
                .numbers("age", Double.NaN)
                .numbers("monthly_income", Double.NaN)
                .categories("contract", java.util.Collections.singletonList(null))
                .instants("joined", java.util.Collections.singletonList(null))
                .build();
        assertThat(lenient.scores(missing))
                .containsExactly(lenient.predict(Map.of()).scores());
    }

    @Test
    void anArrayGivesNumbersInTheOrderOfTheSignature() {
        Predictor numbers = NumbersOnly.predictor();
        assertThat(numbers.predict(30, Double.NaN).scores())
                .containsExactly(numbers.predict(Map.of("age", 30)).scores());
        assertThatThrownBy(() -> numbers.predict(30))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("row for model 'plain' v1: an array has 2 numbers [age, income], was given 1");
    }

    @Test
    void everyViolationOfARowIsInOneException() {
        Map<String, Object> row = new HashMap<>();
        row.put("age", 150);
        row.put("monthly_income", "much");
        row.put("contract", "weekly");
        assertThatThrownBy(() -> predictor.predict(row))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .containsExactly(
                                        "input 'age' must lie in [0.0, 120.0], was 150.0",
                                        "input 'monthly_income': expected a number, found 'much' of type String",
                                        "input 'contract' must be one of [monthly, yearly], was 'weekly'"))
                .hasMessageStartingWith("row for model 'churn' v3: input 'age' must lie in");
    }

    @Test
    void everyViolationOfADatasetIsInOneException() {
        Dataset bad = rows.with(Dataset.builder()
                .numbers(
                        "age",
                        IntStream.range(0, 60)
                                .mapToDouble(i -> i == 7 ? -1 : i == 9 ? Double.NaN : 40)
                                .toArray())
                .build()
                .column("age"));
        assertThatThrownBy(() -> predictor.predict(bad))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("dataset for model 'churn' v3: row 7: input 'age' must lie in [0.0, 120.0], was -1.0;"
                        + " row 9: input 'age' must not be missing");
    }

    @Test
    void aPredictorThatPredictedRecordsIsFreedWithItsModel() {
        WeakReference<Predictor> replaced = usedOnce();
        for (int i = 0; i < 100 && replaced.get() != null; i++) {
            System.gc();
        }
        assertThat(replaced.get()).isNull();
    }

    private WeakReference<Predictor> usedOnce() {
        Predictor used = TestPackages.predictor();
        used.predict(customer(0));
        return new WeakReference<>(used);
    }

    @Test
    void anEmptyOptionalIsAMissingCell() {
        Customer customer = new Customer(30, null, Contract.monthly, null);
        Optionals same =
                new Optionals(OptionalInt.of(30), OptionalDouble.empty(), Optional.of("monthly"), Optional.empty());
        assertThat(predictor.predict(same).scores())
                .containsExactly(predictor.predict(customer).scores());
        Optionals ageless =
                new Optionals(OptionalInt.empty(), OptionalDouble.of(1), Optional.of("monthly"), Optional.empty());
        assertThatThrownBy(() -> predictor.predict(ageless))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith("input 'age' must not be missing");
    }

    @Test
    void aRecordTypeThatDoesNotFitIsRefusedWhenItIsBound() {
        assertThatThrownBy(() -> predictor.bind(Wrong.class))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .containsExactly(
                                        "component 'age' of type String cannot give type NUMBER",
                                        "there is no component 'contract'",
                                        "there is no component 'joined'"));
    }

    @Test
    void aPackageThatDoesNotReproduceItsGoldenRowsNeverServes() {
        ModelBody other = RandomTrees.of(
                8L,
                TestPackages.features().width(),
                1,
                Link.SIGMOID,
                Precision.FLOAT,
                Comparison.LESS,
                Aggregation.SUM,
                false,
                20,
                4);
        assertThatThrownBy(() -> Predictors.of(TestPackages.pack(), TreeModels.compile(other), "churn", 3, () -> "id"))
                .isInstanceOf(IntegrityException.class)
                .hasMessageStartingWith("golden row 0: score 0 was ")
                .hasMessageEndingWith("the package does not reproduce its model: do not serve it");
    }

    @Test
    void manyThreadsGetTheirOwnIdsAndTheSameScores() {
        double[] expected = predictor.scores(rows);
        List<Prediction> all = IntStream.range(0, 6_000)
                .parallel()
                .mapToObj(i -> predictor.predict(map(i % 60)))
                .toList();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).probability()).isEqualTo(expected[2 * (i % 60) + 1]);
            ids.add(all.get(i).id());
        }
        assertThat(ids).hasSize(all.size());
    }

    private static ModelPackage with(ModelPackage pack, ModelSignature signature) {
        var manifest = pack.manifest();
        return new ModelPackage(
                new io.github.modelkeel.serving.ModelManifest(
                        manifest.format(),
                        signature,
                        manifest.algorithm(),
                        manifest.hyperparameters(),
                        manifest.seed(),
                        manifest.data(),
                        manifest.code(),
                        manifest.gitCommit(),
                        manifest.environment(),
                        manifest.metrics(),
                        manifest.files()),
                pack.features(),
                pack.model(),
                pack.golden(),
                pack.profile(),
                pack.card());
    }

    private Customer customer(int row) {
        double income = rows.column("monthly_income").number(row);
        Instant joined = rows.column("joined").instant(row);
        return new Customer(
                (int) rows.column("age").number(row),
                Double.isNaN(income) ? null : income,
                Contract.valueOf(rows.column("contract").text(row)),
                joined == null ? null : joined.atZone(ZoneOffset.ofHours(3)));
    }

    private Map<String, Object> map(int row) {
        Map<String, Object> map = new HashMap<>();
        for (var column : rows.columns()) {
            Object cell = switch (column.type()) {
                case NUMBER -> column.number(row);
                case CATEGORY, TEXT -> column.text(row);
                case INSTANT -> column.instant(row);
            };
            map.put(column.name(), cell);
        }
        map.put("ignored", new ArrayList<>());
        return map;
    }
}
