package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modelkeel.drift.CategoryProfile;
import io.github.modelkeel.drift.TestResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CategoryTestsTest {
    static Stream<Golden.Case> golden() {
        return Golden.cases("categorical.json");
    }

    static Stream<Golden.Case> proportions() {
        return Golden.cases("proportions.json");
    }

    private static CategoryProfile counts(Golden.Case c, String side) {
        return CategoryProfile.of(Golden.counts(c.input().get(side)));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void agreesWithScipy(Golden.Case c) {
        CategoryProfile reference = counts(c, "reference");
        CategoryProfile window = counts(c, "production");
        JsonNode expected = c.expected();
        Contingency table = Contingency.of(reference, window);

        List<String> categories = new ArrayList<>();
        expected.get("categories").forEach(node -> categories.add(node.asText()));
        assertThat(table.categories()).isSubsetOf(categories);
        JsonNode chi2 = expected.get("chi2");
        TestResult pearson = ChiSquared.pearson().compare(reference, window);
        Golden.assertClose(pearson.statistic(), chi2.get("statistic"), 1e-9, 1e-12, "chi-squared");
        Golden.assertClose(pearson.pValue(), chi2.get("pvalue"), 1e-9, 1e-250, "chi-squared p");
        Golden.assertClose(table.cramersV(), chi2.get("cramers_v"), 1e-9, 1e-12, "V");
        if (table.size() == 1) {
            assertThat(pearson.pValue()).isEqualTo(1.0);
            return;
        }
        TestResult g = ChiSquared.gTest().compare(reference, window);
        Golden.assertClose(g.statistic(), expected.get("g_test").get("statistic"), 1e-9, 1e-9, "G");
        Golden.assertClose(g.pValue(), expected.get("g_test").get("pvalue"), 1e-9, 1e-250, "G p");
        if (expected.has("chi2_yates")) {
            TestResult yates = ChiSquared.yates().compare(reference, window);
            Golden.assertClose(yates.statistic(), expected.get("chi2_yates").get("statistic"), 1e-9, 1e-12, "Yates");
            Golden.assertClose(yates.pValue(), expected.get("chi2_yates").get("pvalue"), 1e-9, 1e-250, "Yates p");
        }
        // at 1e10 observations scipy's probabilities, through log-gamma, lose the mirrored tail: with equal row totals
        // the
        // law is symmetric and the value must be twice the one given, as Yates' p-value confirms
        if (c.name().equals("large_counts")) {
            double fisher = FisherExact.pValue(
                    table.reference()[0], table.reference()[1], table.window()[0], table.window()[1]);
            Golden.assertClose(fisher, expected.get("chi2_yates").get("pvalue"), 1e-8, 0.0, "Fisher");
        } else if (expected.has("fisher_exact")) {
            double fisher = FisherExact.pValue(
                    table.reference()[0], table.reference()[1], table.window()[0], table.window()[1]);
            Golden.assertClose(fisher, expected.get("fisher_exact").get("pvalue"), 1e-9, 1e-250, "Fisher");
        }
    }

    @ParameterizedTest
    @MethodSource("proportions")
    void proportionsAgreeWithScipy(Golden.Case c) {
        long a = c.input().get("reference").get("successes").longValue();
        long n = c.input().get("reference").get("n").longValue();
        long b = c.input().get("production").get("successes").longValue();
        long m = c.input().get("production").get("n").longValue();
        Proportions result = Proportions.compare(a, n, b, m);
        Golden.assertClose(result.referenceShare(), c.expected().get("share_reference"), 1e-12, 0.0, "reference");
        Golden.assertClose(result.windowShare(), c.expected().get("share_production"), 1e-12, 0.0, "window");
        Golden.assertClose(result.z(), c.expected().get("z"), 1e-9, 1e-12, "z");
        Golden.assertClose(result.pValue(), c.expected().get("pvalue"), 1e-9, 1e-250, "p");
        Golden.assertClose(
                FisherExact.pValue(a, n - a, b, m - b),
                c.expected().get("fisher_exact_pvalue"),
                1e-9,
                1e-250,
                "Fisher");
    }

    @Test
    void smallTwoByTwoTablesGoToFisher() {
        CategoryProfile reference = CategoryProfile.of(Map.of("no", 38, "yes", 2));
        CategoryProfile window = CategoryProfile.of(Map.of("no", 30, "yes", 9));
        assertThat(ChiSquared.homogeneity().compare(reference, window).method()).isEqualTo("asymptotic");
        CategoryProfile rare = CategoryProfile.of(Map.of("no", 38, "yes", 1));
        assertThat(ChiSquared.homogeneity().compare(reference, rare).method()).isEqualTo("fisher-exact");
    }

    @Test
    void theEffectDoesNotDependOnHowManyRowsTheReferenceHas() {
        CategoryProfile small = CategoryProfile.of(Map.of("a", 500, "b", 500));
        CategoryProfile large = CategoryProfile.of(Map.of("a", 500_000, "b", 500_000));
        CategoryProfile window = CategoryProfile.of(Map.of("a", 700, "b", 300));
        double effect = ChiSquared.homogeneity().compare(small, window).effect();
        assertThat(effect)
                .isGreaterThan(0.2)
                .isEqualTo(ChiSquared.homogeneity().compare(large, window).effect());
        assertThat(Contingency.of(small, window).cramersV()).isCloseTo(effect, within(1e-12));
        assertThat(Contingency.of(large, window).cramersV()).isLessThan(0.02); // the plain V would hide the change
    }
}
