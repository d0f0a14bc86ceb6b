package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads what {@code save_model(..., format='json')} of CatBoost wrote: symmetric trees and those of {@code Lossguide} and {@code Depthwise}, of
 * numeric features; binary, several classes, regression of one or several targets. Categorical, text and embedding features, whose
 * statistics only CatBoost can compute, are refused by name.
 *
 * <p>Cells are rounded to 32-bit floats and compared with {@code cell > border}; leaves are added as doubles, multiplied by the scale, and the bias
 * added. CatBoost adds several trees at a time, so raw values differ from its own by the rounding of doubles.
 *
 * @see <a href="https://catboost.ai/docs/en/concepts/json_model">CatBoost, JSON model</a>
 */
public final class CatboostModels {
    private static final Source SOURCE =
            new Source("CatBoost", "write it again with save_model('model.json', format='json')");

    private CatboostModels() {}

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
        CatboostDocument document = CatboostDocument.read(new JsonCursor(bytes, SOURCE), SOURCE);
        return SOURCE.checked(() -> model(document, bytes.length));
    }

    private static ImportedModel model(CatboostDocument document, int fileBytes) {
        int groups = document.bias.length;
        if (groups < 1 || groups > fileBytes / 2) {
            throw SOURCE.damaged("it has " + groups + " values of bias");
        }
        int width = document.width();
        if (width > ModelBody.MAX_WIDTH) {
            throw SOURCE.damaged("it has " + width + " features");
        }
        List<Tree> trees = new ArrayList<>();
        document.symmetric.forEach(tree -> trees.add(tree.build(document, groups, SOURCE)));
        document.others.forEach(tree -> trees.add(tree.build(document, groups, SOURCE)));
        Task task = task(document.loss, groups);
        ModelBody body = new TreeEnsemble(
                width,
                groups,
                link(document.loss, groups),
                1,
                Precision.FLOAT_CELLS,
                Comparison.LESS_OR_EQUAL,
                Aggregation.SUM_THEN_BASE,
                document.scale,
                document.bias,
                trees);
        return new ImportedModel(
                body,
                InputNames.computed(width, i -> ImportedInput.number(document.name(i))),
                task,
                task == Task.REGRESSION ? List.of() : classes(document, Math.max(2, groups)),
                "catboost",
                Map.of("catboost", document.version),
                Map.of("loss_function", document.loss),
                1e-9);
    }

    private static Task task(String loss, int groups) {
        return switch (loss) {
            case "Logloss", "CrossEntropy" -> Task.BINARY;
            case "MultiClass", "MultiClassOneVsAll" -> groups == 2 ? Task.BINARY : Task.MULTICLASS;
            case "RMSE",
                    "MAE",
                    "Quantile",
                    "LogLinQuantile",
                    "MAPE",
                    "Huber",
                    "Expectile",
                    "LogCosh",
                    "Lq",
                    "Poisson",
                    "Tweedie",
                    "MultiRMSE",
                    "MultiQuantile",
                    "YetiRank",
                    "YetiRankPairwise",
                    "PairLogit",
                    "PairLogitPairwise",
                    "QueryRMSE",
                    "QuerySoftMax",
                    "StochasticRank",
                    "LambdaMart",
                    "" -> Task.REGRESSION;
            default ->
                throw SOURCE.unsupported(
                        "has the loss function '" + loss + "'",
                        "train with RMSE, Poisson, Logloss, CrossEntropy or MultiClass");
        };
    }

    private static Link link(String loss, int groups) {
        return switch (loss) {
            case "Logloss", "CrossEntropy" -> {
                if (groups != 1) {
                    throw SOURCE.damaged("loss '" + loss + "' has " + groups + " values of bias");
                }
                yield Link.SIGMOID;
            }
            case "MultiClass" -> Link.SOFTMAX;
            case "MultiClassOneVsAll" -> Link.LOGISTIC;
            case "Poisson", "Tweedie", "LogLinQuantile" -> Link.EXP;
            default -> Link.IDENTITY;
        };
    }

    private static List<String> classes(CatboostDocument document, int count) {
        if (document.classes.size() == count) {
            return document.classes;
        }
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
