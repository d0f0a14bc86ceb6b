package io.github.modelkeel.tribuo;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.TreeBuilder;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.tribuo.UniversalBinaryJson.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the UBJSON form of an XGBoost booster into a {@link TreeEnsemble} with the same bits: {@code cell < threshold} on
 * 32-bit floats, missing cells in the learned direction, leaves added as floats in boosting order from the base margin.
 *
 * <p>Knows boosters of trees with one number for each leaf and numeric splits, written by XGBoost 1.6 to {@value #NEWEST};
 * anything else is refused, because files of other versions have been seen to load silently wrong.
 *
 * @see <a href="https://xgboost.readthedocs.io/en/release_3.0.0/tutorials/saving_model.html">XGBoost model files</a>
 */
final class BoosterModel {
    /** The newest XGBoost whose files are read. */
    static final String NEWEST = "3.0.4";

    private static final int[] NEWEST_PARTS = {3, 0, 4};

    private BoosterModel() {}

    /**
     * Returns the first {@code rounds} rounds of a booster.
     *
     * @param booster the booster as UBJSON
     * @param rounds number of boosting rounds to keep, at least 1; more than there are keeps all
     * @throws IntegrityException if the bytes are no such booster, or one of a newer XGBoost
     */
    static TreeEnsemble read(byte[] booster, int rounds) {
        try {
            return read(UniversalBinaryJson.object(booster), rounds);
        } catch (MalformedException | IllegalArgumentException e) {
            throw new IntegrityException(
                    "this is no XGBoost model in UBJSON form: " + e.getMessage() + "; train again or restore a copy",
                    e);
        }
    }

    /** Returns all rounds of a booster; empty if it is of a kind, an objective or a version that is not known here. */
    static Optional<TreeEnsemble> readIfKnown(byte[] booster) {
        try {
            return Optional.of(read(booster, Integer.MAX_VALUE));
        } catch (IntegrityException e) { // what XGBoost just wrote is whole
            return Optional.empty();
        }
    }

    /** Returns the version of the XGBoost that wrote a booster, for instance {@code 3.0.4}. */
    static String version(byte[] booster) {
        return Arrays.stream(ints(UniversalBinaryJson.object(booster), "version"))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining("."));
    }

    private static TreeEnsemble read(Map<String, @Nullable Object> root, int rounds) {
        checkVersion(ints(root, "version"));
        Map<String, @Nullable Object> learner = map(root, "learner");
        Map<String, @Nullable Object> parameters = map(learner, "learner_model_param");
        Map<String, @Nullable Object> gradient = map(learner, "gradient_booster");
        String kind = text(gradient, "name");
        if (!kind.equals("gbtree")) {
            throw new MalformedException("booster '" + kind + "' is not known, only 'gbtree'", null);
        }
        int width = number(parameters, "num_feature");
        int groups = Math.max(1, number(parameters, "num_class"));
        String objective = text(map(learner, "objective"), "name");
        float score = Float.parseFloat(text(parameters, "base_score"));
        double[] base = new double[groups];
        Link link;
        switch (objective) {
            case "binary:logistic" -> {
                link = Link.SIGMOID;
                Arrays.fill(base, logit(score)); // stored as a probability
            }
            case "multi:softprob" -> {
                link = Link.SOFTMAX;
                Arrays.fill(base, score); // stored as a margin
            }
            case "reg:squarederror" -> {
                link = Link.IDENTITY;
                Arrays.fill(base, score);
            }
            default -> throw new MalformedException("objective '" + objective + "' is not known", null);
        }
        Map<String, @Nullable Object> model = map(gradient, "model");
        List<TreeEnsemble.Tree> trees = trees(model, width, groups, rounds);
        return new TreeEnsemble(
                width, groups, link, TreeEnsemble.Precision.FLOAT, TreeEnsemble.Comparison.LESS, false, base, trees);
    }

    /** The margin of a probability, computed in floats as XGBoost does. */
    static float logit(float probability) {
        return (float) -Math.log(1.0f / probability - 1.0f);
    }

    private static List<TreeEnsemble.Tree> trees(
            Map<String, @Nullable Object> model, int width, int groups, int rounds) {
        if (!(model.get("trees") instanceof List<?> stored)) {
            throw new MalformedException("'trees' is not a list", null);
        }
        int[] group = ints(model, "tree_info");
        int each = groups * Math.max(1, number(map(model, "gbtree_model_param"), "num_parallel_tree"));
        if (group.length != stored.size() || stored.size() % each != 0) {
            throw new MalformedException(stored.size() + " trees do not make rounds of " + each, null);
        }
        int kept = (int) Math.min(stored.size(), (long) rounds * each);
        List<TreeEnsemble.Tree> trees = new ArrayList<>(kept);
        for (int i = 0; i < kept; i++) {
            if (group[i] < 0 || group[i] >= groups) {
                throw new MalformedException("tree " + i + " adds to margin " + group[i] + " of " + groups, null);
            }
            trees.add(tree(object(stored.get(i), "tree " + i), width, group[i]));
        }
        return List.copyOf(trees);
    }

    private static TreeEnsemble.Tree tree(Map<String, @Nullable Object> tree, int width, int group) {
        int[] left = ints(tree, "left_children");
        int[] right = ints(tree, "right_children");
        int[] feature = ints(tree, "split_indices");
        int[] defaultLeft = ints(tree, "default_left");
        float[] condition = floats(tree, "split_conditions");
        float[] cover = floats(tree, "sum_hessian");
        float[] gain = floats(tree, "loss_changes");
        int[] type = tree.containsKey("split_type") ? ints(tree, "split_type") : new int[left.length];
        int nodes = left.length;
        if (nodes == 0
                || right.length != nodes
                || feature.length != nodes
                || defaultLeft.length != nodes
                || condition.length != nodes
                || type.length != nodes
                || cover.length != nodes
                || gain.length != nodes) {
            throw new MalformedException("the arrays of a tree differ in length", null);
        }
        TreeBuilder builder = TreeBuilder.of(group, TreeEnsemble.Comparison.LESS);
        int[] pending = new int[nodes];
        int[] place = new int[nodes];
        int size = 1; // breadth first, so that nodes pruned away during training are left out
        builder.reserve();
        for (int next = 0; next < size; next++) {
            int node = pending[next];
            builder.cover(place[next], finite(cover[node]));
            if (left[node] < 0) {
                builder.leaf(place[next], condition[node]);
                continue;
            }
            if (type[node] != 0 || feature[node] < 0 || feature[node] >= width || size + 2 > nodes) {
                throw new MalformedException(
                        "node " + node + " of a tree is not a numeric split of a known feature", null);
            }
            for (int child : new int[] {left[node], right[node]}) {
                if (child <= 0 || child >= nodes) {
                    throw new MalformedException("node " + node + " of a tree has child " + child, null);
                }
                pending[size] = child;
                place[size++] = builder.reserve();
            }
            builder.split(
                    place[next],
                    feature[node],
                    condition[node],
                    place[size - 2],
                    place[size - 1],
                    defaultLeft[node] != 0);
            builder.gain(place[next], finite(gain[node]));
        }
        return builder.build();
    }

    /** A statistic that left the range of floats, as on labels near its end, does not make the trees any worse. */
    private static float finite(float statistic) {
        return Float.isNaN(statistic) ? 0 : Math.max(0, Math.min(statistic, Float.MAX_VALUE));
    }

    private static void checkVersion(int[] version) {
        if (version.length != 3 || Arrays.compare(version, new int[] {1, 6, 0}) < 0) {
            throw new MalformedException("XGBoost version " + Arrays.toString(version) + " is not known", null);
        }
        if (Arrays.compare(version, NEWEST_PARTS) > 0) {
            throw new IntegrityException(String.format(
                    Locale.ROOT,
                    "the model was written by XGBoost %d.%d.%d but this library reads up to %s; upgrade the library or train"
                            + " with %s",
                    version[0],
                    version[1],
                    version[2],
                    NEWEST,
                    NEWEST));
        }
    }

    private static Map<String, @Nullable Object> map(Map<String, @Nullable Object> in, String key) {
        return object(in.get(key), "'" + key + "'");
    }

    @SuppressWarnings("unchecked") // the reader makes no other maps
    private static Map<String, @Nullable Object> object(@Nullable Object value, String what) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new MalformedException(what + " is not an object", null);
        }
        return (Map<String, @Nullable Object>) map;
    }

    private static String text(Map<String, @Nullable Object> in, String key) {
        if (!(in.get(key) instanceof String text)) {
            throw new MalformedException("'" + key + "' is not a text", null);
        }
        return text;
    }

    private static int number(Map<String, @Nullable Object> in, String key) {
        return Integer.parseInt(text(in, key)); // XGBoost writes its own parameters as text
    }

    private static float[] floats(Map<String, @Nullable Object> in, String key) {
        if (!(in.get(key) instanceof float[] floats)) {
            throw new MalformedException("'" + key + "' is not an array of 32-bit floats", null);
        }
        return floats;
    }

    private static int[] ints(Map<String, @Nullable Object> in, String key) {
        Object value = in.get(key);
        if (value instanceof int[] ints) {
            return ints;
        }
        if (value instanceof byte[] bytes) {
            int[] ints = new int[bytes.length];
            for (int i = 0; i < ints.length; i++) {
                ints[i] = bytes[i];
            }
            return ints;
        }
        if (value instanceof List<?> list) {
            int[] ints = new int[list.size()];
            for (int i = 0; i < ints.length; i++) {
                ints[i] = list.get(i) instanceof Long n && (int) (long) n == n ? (int) (long) n : Integer.MIN_VALUE;
            }
            return ints;
        }
        throw new MalformedException("'" + key + "' is not an array of whole numbers", null);
    }
}
