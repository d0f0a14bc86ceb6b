package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads what {@code Booster.save_model} of XGBoost 1.0 to {@value #NEWEST} wrote, as JSON or as UBJSON (the content tells which):
 * {@code gbtree} and {@code dart} with numeric and categorical splits and leaves of one or several values, and {@code gblinear}.
 *
 * <p>Margins of trees have the bits of XGBoost's own on a CPU: {@code cell < threshold} on 32-bit floats, leaves added as floats in
 * boosting order from the base margin. Probabilities differ by a few units in the last place of a float, for XGBoost's exponential
 * function is another one. Linear models add in double precision and differ by the rounding of XGBoost's floats.
 *
 * @see <a href="https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html">XGBoost, Introduction to Model IO</a>
 */
public final class XgboostModels {
    /** The newest XGBoost whose files are read. */
    public static final String NEWEST = "3.4";

    private static final int NEWEST_MAJOR = 3;
    private static final int NEWEST_MINOR = 4;
    private static final Source SOURCE =
            new Source("XGBoost", "write it again with save_model('model.json') or ('model.ubj')");

    private XgboostModels() {}

    /**
     * Reads a file: the rounds up to the best one if early stopping recorded it, as XGBoost's scikit-learn classes predict, else all.
     *
     * @throws IntegrityException if it is damaged, or of a newer XGBoost
     * @throws io.github.modelkeel.error.InvalidInputException if it has something that is not supported; the message names it
     * @throws io.github.modelkeel.error.NotFoundException if there is no such file
     * @throws io.github.modelkeel.error.UnavailableException if it cannot be read
     */
    public static ImportedModel read(Path file) {
        return read(SOURCE.bytes(file));
    }

    /** Reads the content of a file, as {@link #read(Path)} does. The bytes are untrusted. */
    public static ImportedModel read(byte[] bytes) {
        return read(bytes, false);
    }

    /** Reads every round, also those after the best one, as {@code Booster.predict} predicts. The bytes are untrusted. */
    public static ImportedModel readAllRounds(byte[] bytes) {
        return read(bytes, true);
    }

    private static ImportedModel read(byte[] bytes, boolean all) {
        if (bytes.length < 2 || bytes[0] != '{') {
            throw SOURCE.damaged("it does not begin with '{'; the old binary format of XGBoost is not read");
        }
        Cursor cursor = isJson(bytes) ? new JsonCursor(bytes, SOURCE) : new UbjCursor(bytes, SOURCE);
        XgboostDocument document = XgboostDocument.read(cursor, SOURCE);
        checkVersion(document.version);
        return SOURCE.checked(() -> model(document, all, bytes.length));
    }

    /** After the brace JSON has a quote or blanks, UBJSON a length. */
    private static boolean isJson(byte[] bytes) {
        int at = 1;
        while (at < bytes.length && " \t\r\n".indexOf(bytes[at]) >= 0) {
            at++;
        }
        return at < bytes.length && (bytes[at] == '"' || bytes[at] == '}');
    }

    private static void checkVersion(int[] version) {
        if (version.length != 3 || version[0] < 1) {
            throw SOURCE.damaged("its version is " + Arrays.toString(version));
        }
        if (version[0] > NEWEST_MAJOR || (version[0] == NEWEST_MAJOR && version[1] > NEWEST_MINOR)) {
            throw new IntegrityException("the model was written by XGBoost " + text(version) + " but files up to "
                    + NEWEST + " are read; upgrade this library or train with an older XGBoost");
        }
    }

    private static String text(int[] version) {
        return Arrays.stream(version).mapToObj(Integer::toString).collect(Collectors.joining("."));
    }

    private static ImportedModel model(XgboostDocument document, boolean all, int fileBytes) {
        int groups = Math.max(1, Math.max(document.classes, document.targets));
        if (groups > ModelBody.MAX_GROUPS || document.width > ModelBody.MAX_WIDTH || document.width < 0) {
            throw SOURCE.damaged("it has " + document.width + " features and " + groups + " margins");
        }
        if (groups > fileBytes / 4) { // each has a tree or a weight
            throw SOURCE.damaged("it announces " + groups + " margins");
        }
        Objective objective = Objective.of(document.objective, groups);
        double[] base = base(document.baseScore, objective, groups);
        ModelBody body = switch (document.booster) {
            case "gbtree", "dart" -> {
                int kept = document.kept(all, groups);
                List<Tree> trees = document.trees(kept, groups, new MemberBudget(SOURCE, fileBytes));
                yield new TreeEnsemble(
                        document.width,
                        groups,
                        objective.link,
                        1,
                        Precision.FLOAT,
                        Comparison.LESS,
                        lateBase(document) ? Aggregation.SUM_THEN_BASE : Aggregation.SUM,
                        1,
                        base,
                        trees);
            }
            case "gblinear" -> linear(document, groups, objective.link, base);
            default ->
                throw SOURCE.unsupported(
                        "has the booster '" + document.booster + "'", "train with gbtree, dart or gblinear");
        };
        return new ImportedModel(
                body,
                inputs(document),
                objective.task,
                objective.task == Task.REGRESSION
                        ? List.of()
                        : IntStream.range(0, Math.max(2, groups))
                                .mapToObj(Integer::toString)
                                .toList(),
                "xgboost",
                Map.of("xgboost", text(document.version)),
                Map.of("objective", document.objective, "booster", document.booster),
                1e-6);
    }

    /** Before 1.3 the base margin was added after the trees; before 1.4 by dart. */
    private static boolean lateBase(XgboostDocument document) {
        return document.version[0] == 1 && document.version[1] < (document.booster.equals("dart") ? 4 : 3);
    }

    private static List<ImportedInput> inputs(XgboostDocument document) {
        List<String> names = InputNames.of(document.names, document.width, "f", SOURCE);
        boolean linear = document.booster.equals("gblinear");
        List<List<String>> levels = document.levels;
        return InputNames.computed(
                document.width,
                i -> new ImportedInput(
                        names.get(i),
                        i < levels.size() ? levels.get(i) : List.of(),
                        linear ? 0.0 : null)); // a missing cell adds nothing to the sum
    }

    private static LinearModel linear(XgboostDocument document, int groups, Link link, double[] base) {
        float[] stored = document.linearWeights;
        int width = document.width;
        if (stored.length != (width + 1L) * groups) {
            throw SOURCE.damaged(
                    stored.length + " weights for " + width + " features and a bias in " + groups + " groups");
        }
        double[] weights = new double[width * groups];
        for (int group = 0; group < groups; group++) {
            for (int i = 0; i < width; i++) {
                weights[group * width + i] = stored[i * groups + group];
            }
            base[group] += stored[width * groups + group];
        }
        return new LinearModel(width, groups, link, weights, base);
    }

    /** Returns the base margins; the file has one score for all, or one for each, perhaps in brackets. */
    private static double[] base(@org.jspecify.annotations.Nullable String stored, Objective objective, int groups) {
        if (stored == null) {
            throw SOURCE.damaged("it has no base_score");
        }
        boolean list = stored.startsWith("[") && stored.endsWith("]");
        String[] texts = (list ? stored.substring(1, stored.length() - 1) : stored).split(",", -1);
        if (texts.length != 1 && texts.length != groups) {
            throw SOURCE.damaged(texts.length + " base scores for " + groups + " margins");
        }
        double[] base = new double[groups];
        for (int group = 0; group < groups; group++) {
            String text = texts[texts.length == 1 ? 0 : group].strip();
            try {
                base[group] = objective.margin(Float.parseFloat(text));
            } catch (NumberFormatException e) {
                throw SOURCE.damaged("the base score '" + text + "' is no number", e);
            }
        }
        return base;
    }

    /**
     * What an objective makes of margins, and where its base score lives: in the space of predictions for those that transform them,
     * except {@code multi:*}.
     */
    private record Objective(Task task, Link link, String space) {
        private static final String MARGIN = "margin";
        private static final String LOGIT = "logit";
        private static final String LOG = "log";

        static Objective of(String name, int groups) {
            return switch (name) {
                case "binary:logitraw" -> new Objective(Task.BINARY, Link.SIGMOID, MARGIN);
                case "binary:logistic" -> {
                    if (groups > 1) {
                        yield new Objective(
                                Task.REGRESSION, Link.LOGISTIC, LOGIT); // several labels, each a share of its own
                    }
                    yield new Objective(Task.BINARY, Link.SIGMOID, LOGIT);
                }
                case "reg:logistic" -> new Objective(Task.REGRESSION, Link.LOGISTIC, LOGIT);
                case "multi:softprob", "multi:softmax" -> {
                    if (groups == 2) {
                        yield new Objective(Task.BINARY, Link.SOFTMAX, MARGIN);
                    }
                    yield new Objective(Task.MULTICLASS, Link.SOFTMAX, MARGIN);
                }
                case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft" ->
                    new Objective(Task.REGRESSION, Link.EXP, LOG);
                case "reg:squarederror",
                        "reg:linear",
                        "reg:squaredlogerror",
                        "reg:pseudohubererror",
                        "reg:absoluteerror",
                        "reg:quantileerror",
                        "rank:pairwise",
                        "rank:ndcg",
                        "rank:map" -> new Objective(Task.REGRESSION, Link.IDENTITY, MARGIN);
                default ->
                    throw SOURCE.unsupported(
                            "has the objective '" + name + "'",
                            "train with binary:logistic, multi:softprob, reg:*, count:poisson or rank:*");
            };
        }

        /** Computed in 32-bit floats, as XGBoost does. */
        float margin(float score) {
            return switch (space) {
                case LOGIT -> (float) -Math.log(1.0f / score - 1.0f);
                case LOG -> (float) Math.log(score);
                default -> score;
            };
        }
    }
}
