package io.github.modelkeel.serving.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.modelkeel.model.Explainer;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Importance;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.TreeBuilder;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeShapTest {
    private static final int WIDTH = 6;

    /** The definition: the average over all orders in which the features become known. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void contributionsAreTheShapleyValuesOfTheExpectation(Precision precision) {
        for (Aggregation aggregation : Aggregation.values()) {
            for (int groups : new int[] {1, 2}) {
                for (int depth : new int[] {0, 1, 3, 7, 11}) {
                    TreeEnsemble body = RandomTrees.of(
                            depth,
                            WIDTH,
                            groups,
                            Link.IDENTITY,
                            precision,
                            Comparison.LESS,
                            aggregation,
                            true,
                            3,
                            depth);
                    Explainer explainer = TreeModels.compile(body).explainer().orElseThrow();
                    Random random = new Random(4L);
                    for (int row = 0; row < 4; row++) {
                        double[] cells = new double[WIDTH];
                        Arrays.setAll(cells, i -> RandomTrees.cell(random));
                        double[] actual = new double[explainer.size()];
                        explainer.explain(cells, 0, actual, 0);
                        assertThat(actual).containsExactly(Shapley.values(body, cells), within(1e-12));
                        double[] margins = Definition.margins(body, cells);
                        for (int group = 0; group < groups; group++) {
                            double sum = Arrays.stream(actual, group * (WIDTH + 1), (group + 1) * (WIDTH + 1))
                                    .sum();
                            assertThat(sum).isCloseTo(margins[group], within(1e-6));
                        }
                    }
                }
            }
        }
    }

    @Test
    void aBatchIsExplainedAsItsRowsAre() {
        TreeEnsemble body = RandomTrees.of(
                5L, WIDTH, 3, Link.SOFTMAX, Precision.FLOAT, Comparison.LESS, Aggregation.AVERAGE, true, 20, 6);
        Explainer explainer = TreeModels.compile(body).explainer().orElseThrow();
        Random random = new Random(4L);
        double[] cells = new double[100 * WIDTH];
        Arrays.setAll(cells, i -> RandomTrees.cell(random));
        double[] batch = explainer.explain(new FeatureMatrix(names(WIDTH), 100, cells));
        double[] one = new double[explainer.size()];
        for (int row = 0; row < 100; row++) {
            explainer.explain(cells, row * WIDTH, one, 0);
            assertThat(Arrays.copyOfRange(batch, row * one.length, (row + 1) * one.length))
                    .containsExactly(one);
        }
    }

    /** Files of XGBoost 3.0.4 itself; make.py beside them says how. */
    @ParameterizedTest
    @ValueSource(strings = {"binary", "classes", "deep"})
    void contributionsAndImportanceAreThoseOfXgboost(String name) throws IOException {
        Map<String, Object> file = read(name);
        TreeEnsemble body = ensemble(file);
        Model model = TreeModels.compile(body);
        Explainer explainer = model.explainer().orElseThrow();
        double[] rows = numbers(file.get("rows"));
        int count = rows.length / body.width();
        double[] expected = numbers(file.get("contributions"));
        double[] margins = numbers(file.get("margins"));
        assertThat(model.score(new FeatureMatrix(names(body.width()), count, rows)))
                .containsExactly(margins); // bit by bit
        double[] actual = explainer.explain(new FeatureMatrix(names(body.width()), count, rows));
        assertThat(actual).hasSameSizeAs(expected).containsExactly(expected, within(1e-5));
        int each = body.width() + 1;
        for (int i = 0; i < margins.length; i++) {
            double sum = Arrays.stream(actual, i * each, (i + 1) * each).sum();
            assertThat(sum).isCloseTo(margins[i], within(1e-6 * Math.max(1, Math.abs(margins[i]))));
        }
        Map<?, ?> importance = (Map<?, ?>) Objects.requireNonNull(file.get("importance"));
        for (Importance.Kind kind : Importance.Kind.values()) {
            Map<?, ?> scores = (Map<?, ?>) importance.get(kind.name().toLowerCase(Locale.ROOT));
            double[] own = Importance.of(body, kind);
            for (int feature = 0; feature < own.length; feature++) {
                Number score = (Number) Objects.requireNonNullElse(scores.get(String.valueOf(feature)), 0.0);
                assertThat(own[feature]).isCloseTo(score.doubleValue(), within(1e-5 * Math.max(1, own[feature])));
            }
        }
    }

    @Test
    void withoutCoversThereIsNothingToAverageWith() {
        TreeBuilder tree = TreeBuilder.of(0, Comparison.LESS);
        tree.leaf(tree.reserve(), 1);
        TreeEnsemble body = new TreeEnsemble(
                2, 1, Link.IDENTITY, Precision.FLOAT, Comparison.LESS, false, new double[1], List.of(tree.build()));
        assertThat(TreeModels.compile(body).explainer()).isEmpty();
        assertThatThrownBy(() -> Importance.of(body, Importance.Kind.GAIN))
                .hasMessage("importance gain needs statistics that tree 0 was stored without; import or train the model"
                        + " again, or use weight or permutation");
    }

    @Test
    void permutingAFeatureCostsWhatItIsWorth() {
        TreeBuilder tree = TreeBuilder.of(0, Comparison.LESS);
        int root = tree.reserve();
        tree.split(root, 1, 0.5, tree.reserve(), tree.reserve(), false);
        tree.leaf(1, 0).leaf(2, 1);
        TreeEnsemble body = new TreeEnsemble(
                3, 1, Link.IDENTITY, Precision.FLOAT, Comparison.LESS, false, new double[1], List.of(tree.build()));
        Random random = new Random(1L);
        double[] cells = random.doubles(3_000).toArray();
        double[] labels = IntStream.range(0, 1_000)
                .mapToDouble(row -> cells[3 * row + 1] < 0.5 ? 0 : 1)
                .toArray();
        double[] fall = Importance.permutation(
                TreeModels.compile(body),
                new FeatureMatrix(names(3), 1_000, cells),
                scores -> IntStream.range(0, 1_000)
                                .filter(i -> scores[i] == labels[i])
                                .count()
                        / 1_000.0,
                5,
                7L);
        assertThat(fall[0]).isZero();
        assertThat(fall[2]).isZero();
        assertThat(fall[1]).isCloseTo(0.5, within(0.03)); // accuracy falls from 1 to that of a coin
    }

    private static List<String> names(int width) {
        return IntStream.range(0, width).mapToObj(i -> "f" + i).toList();
    }

    private static Map<String, Object> read(String name) throws IOException {
        try (InputStream in = TreeShapTest.class.getResourceAsStream("/shap/" + name + ".json")) {
            return new JsonDocuments().read(Objects.requireNonNull(in).readAllBytes(), name);
        }
    }

    private static TreeEnsemble ensemble(Map<String, Object> file) {
        List<Tree> trees = new ArrayList<>();
        for (Object stored : (List<?>) Objects.requireNonNull(file.get("trees"))) {
            Map<?, ?> tree = (Map<?, ?>) stored;
            double[] left = numbers(tree.get("left"));
            double[] right = numbers(tree.get("right"));
            double[] condition = numbers(tree.get("condition"));
            double[] defaultLeft = numbers(tree.get("default_left"));
            TreeBuilder builder = TreeBuilder.of(number(tree.get("margin")), Comparison.LESS);
            for (int node = 0; node < left.length; node++) {
                builder.reserve();
                builder.cover(node, numbers(tree.get("cover"))[node]);
                if (left[node] < 0) {
                    builder.leaf(node, (float) condition[node]);
                } else {
                    int feature = (int) numbers(tree.get("feature"))[node];
                    builder.split(
                            node,
                            feature,
                            (float) condition[node],
                            (int) left[node],
                            (int) right[node],
                            defaultLeft[node] != 0);
                    builder.gain(node, numbers(tree.get("gain"))[node]);
                }
            }
            trees.add(builder.build());
        }
        int groups = number(file.get("groups"));
        double[] base = new double[groups];
        Arrays.fill(base, (float) ((Number) Objects.requireNonNull(file.get("base"))).doubleValue());
        return new TreeEnsemble(
                number(file.get("width")), groups, Link.IDENTITY, Precision.FLOAT, Comparison.LESS, false, base, trees);
    }

    private static int number(Object value) {
        return ((Number) value).intValue();
    }

    private static double[] numbers(Object value) {
        List<Double> numbers = new ArrayList<>();
        flatten(value, numbers);
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void flatten(Object value, List<Double> numbers) {
        if (value instanceof List<?> list) {
            list.forEach(each -> flatten(each, numbers));
        } else {
            numbers.add(value == null ? Double.NaN : ((Number) value).doubleValue());
        }
    }
}
