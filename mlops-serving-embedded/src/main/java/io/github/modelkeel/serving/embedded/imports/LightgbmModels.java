package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads what {@code Booster.save_model} of LightGBM 2.3 to 4.x wrote as text: numeric and categorical splits with every rule for
 * missing cells, all boosting types, random forests (the average), the levels that pandas columns had.
 *
 * <p>Raw scores have the bits of LightGBM's own: {@code cell <= threshold} and sums in double precision, cells within 1e-35 of 0 taken for 0.
 * Probabilities differ by the last place of a double.
 *
 * @see <a href="https://github.com/lightgbm-org/LightGBM/blob/v4.6.0/include/LightGBM/tree.h">LightGBM, tree.h</a>
 */
public final class LightgbmModels {
    private static final Source SOURCE = new Source("LightGBM", "write it again with save_model('model.txt')");

    private LightgbmModels() {}

    /**
     * Reads a file.
     *
     * @throws io.github.modelkeel.error.IntegrityException if it is damaged
     * @throws io.github.modelkeel.error.InvalidInputException if it has something that is not supported; the message names it
     * @throws io.github.modelkeel.error.NotFoundException if there is no such file
     * @throws io.github.modelkeel.error.UnavailableException if it cannot be read
     */
    public static ImportedModel read(Path file) {
        return read(SOURCE.bytes(file));
    }

    /** Reads the content of a file, as {@link #read(Path)} does. The bytes are untrusted. */
    public static ImportedModel read(byte[] bytes) {
        LightgbmDocument document = LightgbmDocument.read(bytes, SOURCE);
        return SOURCE.checked(() -> model(document));
    }

    private static ImportedModel model(LightgbmDocument document) {
        int groups = document.treesPerRound;
        Objective objective = Objective.of(document.objective, groups);
        boolean averaged = document.averaged && !document.trees.isEmpty();
        int rounds = document.trees.size() / groups;
        if (document.trees.size() % groups != 0) {
            throw SOURCE.damaged(document.trees.size() + " trees are no rounds of " + groups);
        }
        ModelBody body = new TreeEnsemble(
                document.width,
                groups,
                objective.link,
                objective.slope,
                Precision.DOUBLE,
                Comparison.LESS_OR_EQUAL,
                averaged && rounds > 1 ? Aggregation.AVERAGE : Aggregation.SUM,
                1,
                new double[groups],
                document.trees);
        List<List<String>> levels = LightgbmLevels.perColumn(document, SOURCE);
        return new ImportedModel(
                body,
                InputNames.computed(
                        document.width,
                        i -> new ImportedInput(
                                document.names.get(i), i < levels.size() ? levels.get(i) : List.of(), null)),
                objective.task,
                objective.task == Task.REGRESSION
                        ? List.of()
                        : IntStream.range(0, Math.max(2, groups))
                                .mapToObj(Integer::toString)
                                .toList(),
                "lightgbm",
                Map.of("lightgbm_model", document.version),
                Map.of("objective", document.objective),
                1e-12);
    }

    /** What an objective makes of raw scores. */
    private record Objective(Task task, Link link, double slope) {
        static Objective of(String text, int groups) {
            List<String> words = Arrays.asList(text.split(" ", -1));
            if (words.contains("sqrt")) {
                throw SOURCE.unsupported(
                        "was trained with reg_sqrt", "train on the root of the target and square the prediction");
            }
            return switch (words.get(0)) {
                case "binary" -> new Objective(Task.BINARY, Link.SIGMOID, parameter(words, "sigmoid"));
                case "multiclass" -> new Objective(groups == 2 ? Task.BINARY : Task.MULTICLASS, Link.SOFTMAX, 1);
                case "multiclassova" ->
                    new Objective(
                            groups == 2 ? Task.BINARY : Task.MULTICLASS, Link.LOGISTIC, parameter(words, "sigmoid"));
                case "cross_entropy", "xentropy" -> new Objective(Task.REGRESSION, Link.LOGISTIC, 1);
                case "poisson", "gamma", "tweedie" -> new Objective(Task.REGRESSION, Link.EXP, 1);
                case "", // of one's own making: raw scores
                        "custom",
                        "regression",
                        "regression_l1",
                        "huber",
                        "fair",
                        "quantile",
                        "mape",
                        "lambdarank",
                        "rank_xendcg" -> new Objective(Task.REGRESSION, Link.IDENTITY, 1);
                default ->
                    throw SOURCE.unsupported(
                            "has the objective '" + words.get(0) + "'",
                            "train with binary, multiclass, regression, poisson, gamma, tweedie, cross_entropy or lambdarank");
            };
        }

        private static double parameter(List<String> words, String name) {
            for (String word : words) {
                if (word.startsWith(name + ":")) {
                    return LightgbmLines.number(word.substring(name.length() + 1), name, SOURCE);
                }
            }
            return 1;
        }
    }
}
