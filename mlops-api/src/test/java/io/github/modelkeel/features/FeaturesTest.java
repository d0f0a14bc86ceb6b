package io.github.modelkeel.features;

import static io.github.modelkeel.features.Edges.edges;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.FeatureMatrix;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeaturesTest {
    private static final double NAN = Double.NaN;

    private static final Dataset PEOPLE = Dataset.builder()
            .numbers("age", 25, NAN, 45, 70, 0, 101)
            .numbers("orders", 1, 2, 3, 4, 5, NAN)
            .numbers("price", 10, 10, 20, 20, 5, 5)
            .categories("city", Arrays.asList("Bern", "Chur", null, "Bern", "Aarau", "Bern"))
            .instants(
                    "since",
                    Arrays.asList(Instant.parse("2026-11-23T13:00:00Z"), null, null, null, null, Instant.EPOCH))
            .build();

    private static double[] column(FeatureMatrix matrix, String name) {
        int at = matrix.names().indexOf(name);
        return IntStream.range(0, matrix.rows())
                .mapToDouble(row -> matrix.at(row, at))
                .toArray();
    }

    @Test
    void runsTheArticlesFeatures() {
        FittedFeatures fitted = Features.builder()
                .derive("total_spend", "orders * price")
                .bin("age_group", "age", edges(0, 25, 45, 65, 100), "young", "adult", "senior", "elderly")
                .use("age", "total_spend", "age_group")
                .build()
                .fit(PEOPLE);
        FeatureMatrix matrix = fitted.transform(PEOPLE);
        assertThat(fitted.inputs().names()).containsExactly("age", "orders", "price");
        assertThat(matrix.names())
                .containsExactly(
                        "age",
                        "total_spend",
                        "age_group=adult",
                        "age_group=elderly",
                        "age_group=young",
                        "age_group is missing");
        assertThat(column(matrix, "total_spend")).containsExactly(10, 20, 60, 80, 25, NAN);
        // bins hold their upper edge, as pandas.cut: 25 is young, 45 adult; 0 and 101 lie outside
        assertThat(column(matrix, "age_group=young")).containsExactly(1, 0, 0, 0, 0, 0);
        assertThat(column(matrix, "age_group=adult")).containsExactly(0, 0, 1, 0, 0, 0);
        assertThat(column(matrix, "age_group is missing")).containsExactly(0, 1, 0, 0, 1, 1);
    }

    @Test
    void closesBinsOnTheLeftOnRequest() {
        Edges edges = edges(0, 25, 45).closedLeft();
        assertThat(edges.binOf(0)).isZero();
        assertThat(edges.binOf(25)).isEqualTo(1);
        assertThat(edges.binOf(44.999)).isEqualTo(1);
        assertThat(edges.binOf(45)).isEqualTo(-1);
        assertThat(edges.binOf(-0.001)).isEqualTo(-1);
        assertThat(edges(0, 25, 45).binOf(45)).isEqualTo(1);
        assertThat(edges(0, 25, 45).binOf(0)).isEqualTo(-1);
        assertThat(edges(Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY).binOf(-1e300))
                .isZero();
    }

    @Test
    void learnsImputationsFromTrainingRowsOnly() {
        Dataset train = PEOPLE.rows(0, 1, 2, 3);
        FittedFeatures fitted = Features.builder()
                .missingIndicator("age_unknown", "age")
                .impute("age", Imputation.mean())
                .impute("orders", Imputation.median())
                .impute("city", Imputation.mostFrequent())
                .use("age", "orders", "city", "age_unknown")
                .build()
                .fit(train);
        FeatureMatrix matrix = fitted.transform(PEOPLE);
        assertThat(column(matrix, "age")).containsExactly(25, (25 + 45 + 70) / 3.0, 45, 70, 0, 101);
        assertThat(column(matrix, "orders")).containsExactly(1, 2, 3, 4, 5, 2.5);
        assertThat(column(matrix, "age_unknown")).containsExactly(0, 1, 0, 0, 0, 0);
        assertThat(matrix.names()).containsExactly("age", "orders", "city=Bern", "city=Chur", "age_unknown");
        assertThat(column(matrix, "city=Bern")).containsExactly(1, 0, 1, 1, 0, 1);
    }

    @Test
    void fillsWithConstantsAndTheMostFrequentNumber() {
        FittedFeatures fitted = Features.builder()
                .impute("age", Imputation.constant(-1))
                .impute("orders", Imputation.mostFrequent()) // all occur once: the smallest
                .impute("city", Imputation.constant("nowhere"))
                .use("age", "orders", "city")
                .build()
                .fit(PEOPLE);
        FeatureMatrix matrix = fitted.transform(PEOPLE);
        assertThat(matrix.at(1, 0)).isEqualTo(-1);
        assertThat(matrix.at(5, 1)).isEqualTo(1);
        assertThat(column(matrix, "city=nowhere")).containsExactly(0, 0, 1, 0, 0, 0);
    }

    @Test
    void scalesWithTheStatisticsOfTheTrainingRows() {
        Dataset train = Dataset.builder()
                .numbers("x", 1, 2, 3, 4, NAN)
                .numbers("c", 7, 7, 7, 7, 7)
                .build();
        FeatureMatrix matrix = Features.builder()
                .standardize("x")
                .minMax("c")
                .build()
                .fit(train)
                .transform(train);
        double deviation = Math.sqrt(1.25); // numpy.std([1, 2, 3, 4])
        assertThat(column(matrix, "x"))
                .containsExactly(-1.5 / deviation, -0.5 / deviation, 0.5 / deviation, 1.5 / deviation, NAN);
        assertThat(column(matrix, "c")).containsExactly(0, 0, 0, 0, 0);
        FeatureMatrix spread =
                Features.builder().minMax("x").use("x").build().fit(train).transform(train);
        assertThat(column(spread, "x")).containsExactly(0, 1 / 3.0, 2 / 3.0, 1, NAN);
    }

    @Test
    void encodesLevelsByPositionAndFrequency() {
        Dataset train = PEOPLE.select(List.of("city"));
        FeatureMatrix ordinal = Features.builder()
                .ordinal("city", Unseen.MISSING, "Chur", "Bern")
                .build()
                .fit(train)
                .transform(train);
        assertThat(column(ordinal, "city")).containsExactly(1, 0, NAN, 1, NAN, 1);
        FeatureMatrix sorted = Features.builder()
                .ordinal("city", Unseen.ERROR)
                .build()
                .fit(train)
                .transform(train);
        assertThat(column(sorted, "city")).containsExactly(1, 2, NAN, 1, 0, 1);
        FeatureMatrix frequency = Features.builder()
                .frequency("city", Unseen.ZERO)
                .build()
                .fit(train)
                .transform(train);
        assertThat(column(frequency, "city")).containsExactly(3 / 6.0, 1 / 6.0, NAN, 3 / 6.0, 1 / 6.0, 3 / 6.0);
    }

    @Test
    void treatsUnseenLevelsAsTold() {
        Dataset train = PEOPLE.select(List.of("city"));
        Map<String, Object> row = Map.of("city", "Basel");
        Features zero = Features.builder().oneHot("city").build();
        assertThat(zero.fit(train).transform(row)).containsExactly(0, 0, 0, 0);
        Features missing = Features.builder().oneHot("city", Unseen.MISSING).build();
        assertThat(missing.fit(train).transform(row)).containsExactly(0, 0, 0, 1);
        Features error = Features.builder().oneHot("city", Unseen.ERROR).build();
        FittedFeatures strict = error.fit(train);
        assertThatThrownBy(() -> strict.transform(row))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("level 'Basel'")
                .hasMessageContaining("[Aarau, Bern, Chur]");
        FittedFeatures share =
                Features.builder().frequency("city", Unseen.ZERO).build().fit(train);
        assertThat(share.transform(row)).containsExactly(0);
    }

    @Test
    void oneRowHasTheBitsOfTheTable() {
        FittedFeatures fitted = Features.builder()
                .derive("spend", "log(orders * price + 0.1) / 3")
                .derive("hour", "hour(since)")
                .impute("age", Imputation.mean())
                .standardize("age")
                .frequency("city", Unseen.ZERO)
                .use("spend", "hour", "age", "city")
                .build()
                .fit(PEOPLE);
        FeatureMatrix matrix = fitted.transform(PEOPLE);
        for (int row = 0; row < PEOPLE.rowCount(); row++) {
            Map<String, @Nullable Object> cells = cells(row);
            assertThat(fitted.transform(cells)).containsExactly(matrix.row(row));
            RawRow raw = fitted.newRow();
            for (int i = 0; i < fitted.inputs().size(); i++) {
                set(raw, i, cells.get(fitted.inputs().names().get(i)));
            }
            double[] out = new double[fitted.width() + 1];
            fitted.transform(raw, out, 1);
            assertThat(Arrays.copyOfRange(out, 1, out.length)).containsExactly(matrix.row(row));
        }
    }

    private static void set(RawRow raw, int input, @Nullable Object cell) {
        if (cell instanceof Double number) {
            raw.set(input, number);
        } else if (cell instanceof String text) {
            raw.set(input, text);
        } else if (cell instanceof Instant instant) {
            raw.set(input, instant);
        }
    }

    private static Map<String, @Nullable Object> cells(int row) {
        Map<String, @Nullable Object> cells = new HashMap<>();
        for (String name : List.of("age", "orders", "price")) {
            cells.put(name, PEOPLE.column(name).number(row));
        }
        cells.put("city", PEOPLE.column("city").text(row));
        cells.put("since", PEOPLE.column("since").instant(row));
        return cells;
    }

    @Test
    void isTheSameAfterStoring() {
        FittedFeatures fitted = Features.builder()
                .derive("spend", "orders * price")
                .bin(
                        "group",
                        "age",
                        edges(Double.NEGATIVE_INFINITY, 30, 60, Double.POSITIVE_INFINITY)
                                .closedLeft())
                .missingIndicator("nowhere", "city")
                .impute("age", Imputation.median())
                .impute("city", Imputation.mostFrequent())
                .standardize("spend")
                .minMax("age")
                .oneHot("city", Unseen.MISSING)
                .ordinal("group", Unseen.MISSING)
                .use("spend", "age", "city", "group", "nowhere", "price")
                .build()
                .fit(PEOPLE);
        FittedFeatures read = FittedFeatures.of(fitted.toDocument());
        assertThat(read).isEqualTo(fitted).hasSameHashCodeAs(fitted);
        assertThat(read.transform(PEOPLE).values())
                .containsExactly(fitted.transform(PEOPLE).values());
        assertThat(read.names()).isEqualTo(fitted.names());
        assertThat(read.inputs()).isEqualTo(fitted.inputs());
    }

    @Test
    void doesNotDependOnTheOrderOfTrainingRows() {
        Features features = Features.builder()
                .impute("age", Imputation.median())
                .useAllBut("since")
                .build();
        assertThat(features.fit(PEOPLE.rows(5, 4, 3, 2, 1, 0))).isEqualTo(features.fit(PEOPLE));
    }

    @Test
    void keepsOnlyWhatTheUsedColumnsNeed() {
        FittedFeatures fitted = Features.builder()
                .derive("spend", "orders * price")
                .derive("unused", "age * 2")
                .impute("orders", Imputation.constant(0)) // after spend was derived: spend still sees it missing
                .use("spend")
                .build()
                .fit(PEOPLE);
        assertThat(fitted.inputs().names()).containsExactly("orders", "price");
        assertThat(fitted.transform(PEOPLE).at(5, 0)).isNaN();
        assertThat(fitted.toDocument().toString()).doesNotContain("unused");
    }

    @Test
    void usesEveryColumnUnlessTold() {
        assertThat(Features.all().fit(PEOPLE.drop(List.of("since"))).names())
                .containsExactly("age", "orders", "price", "city=Aarau", "city=Bern", "city=Chur", "city is missing");
    }

    @Test
    void encodesNumbersAsLevels() {
        Dataset data = Dataset.builder().numbers("class", 1, 3, 2.5, 1).build();
        assertThat(Features.builder().oneHot("class").build().fit(data).names())
                .containsExactly("class=1", "class=2.5", "class=3");
    }

    @Test
    void listsEveryViolationOfARow() {
        FittedFeatures fitted =
                Features.builder().use("age", "orders", "city").build().fit(PEOPLE);
        assertThatThrownBy(
                        () -> fitted.transform(Map.of("age", "old", "orders", Double.POSITIVE_INFINITY, "city", 1.5)))
                .isInstanceOf(InvalidInputException.class)
                .satisfies(e -> assertThat(((InvalidInputException) e).violations())
                        .containsExactly(
                                "column 'age': expected a number, found 'old' of type String",
                                "column 'orders': expected a finite number, found 'Infinity'",
                                "column 'city': expected a text, found '1.5' of type Double"));
    }

    @Test
    void takesAnAbsentCellAsMissing() {
        FittedFeatures fitted = Features.builder().use("age", "orders").build().fit(PEOPLE);
        assertThat(fitted.transform(Map.of("orders", 3, "other", "ignored"))).containsExactly(NAN, 3);
        assertThat(fitted.transform(Collections.singletonMap("age", null))).containsExactly(NAN, NAN);
        assertThat(fitted.transform(Arrays.asList(1L, true))).containsExactly(1, 1);
    }

    @Test
    void equalDeclarationsHaveEqualDocuments() {
        Features one =
                Features.builder().derive("x", "age * 2").minMax("x").use("x").build();
        Features two =
                Features.builder().derive("x", "age * 2").minMax("x").use("x").build();
        Features other =
                Features.builder().derive("x", "age * 3").minMax("x").use("x").build();
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two).isNotEqualTo(other);
        assertThat(one.toDocument()).isEqualTo(two.toDocument());
    }

    @Test
    void refusesWrongDeclarationsAtOnce() {
        Features.Builder builder = Features.builder().derive("x", "age");
        assertThatThrownBy(() -> builder.derive("x", "age")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.derive(" ", "age")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.derive("y", "age +")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> builder.bin("b", "age", edges(0, 1), "one", "two"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.bin("c", "age", edges(0, 1, 2), "one", "one"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> edges(1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> edges(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> edges(1, NAN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.ordinal("city", Unseen.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.oneHot("city").minMax("city")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Imputation.constant(NAN)).isInstanceOf(IllegalArgumentException.class);
    }
}
