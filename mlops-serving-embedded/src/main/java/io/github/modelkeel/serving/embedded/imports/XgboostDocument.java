package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a booster's file holds of what matters here. Confined to one thread. */
final class XgboostDocument {
    private static final int MAX_WHOLE = 40;

    private static final float[] NO_FLOATS = {};

    private final Source source;
    private final Cursor in;
    int[] version = {};
    String objective = "";
    String booster = "";
    int width;
    int classes;
    int targets = 1;

    @Nullable
    String baseScore;

    int parallelTrees = 1;
    int bestIteration = -1;
    List<String> names = List.of();
    List<String> types = List.of();
    List<List<String>> levels = List.of();
    int[] treeGroups = {};
    int @Nullable [] rounds;
    final List<XgboostTree> trees = new ArrayList<>();
    float @Nullable [] dropWeights;
    float[] linearWeights = NO_FLOATS;

    private XgboostDocument(Source source, Cursor in) {
        this.source = source;
        this.in = in;
    }

    static XgboostDocument read(Cursor in, Source source) {
        XgboostDocument document = new XgboostDocument(source, in);
        in.object(key -> {
            switch (key) {
                case "version" -> document.version = in.ints();
                case "learner" -> in.object(document::learner);
                default -> in.skip();
            }
        });
        in.end();
        return document;
    }

    private void learner(String key) {
        switch (key) {
            case "attributes" ->
                in.object(name -> {
                    if (name.equals("best_iteration") && in.kind() == Cursor.Kind.TEXT) {
                        bestIteration = whole(in, source, name);
                    } else {
                        in.skip();
                    }
                });
            case "feature_names" -> names = texts();
            case "feature_types" -> types = texts();
            case "gradient_booster" -> in.object(this::gradientBooster);
            case "learner_model_param" -> in.object(this::parameter);
            case "objective" ->
                in.object(name -> {
                    if (name.equals("name")) {
                        objective = in.text();
                    } else {
                        in.skip();
                    }
                });
            default -> in.skip();
        }
    }

    private void parameter(String key) {
        switch (key) {
            case "base_score" -> baseScore = in.text();
            case "num_class" -> classes = whole(in, source, key);
            case "num_feature" -> width = whole(in, source, key);
            case "num_target" -> targets = Math.max(1, whole(in, source, key));
            default -> in.skip();
        }
    }

    private void gradientBooster(String key) {
        switch (key) {
            case "name" -> booster = in.text();
            case "model" -> in.object(this::model);
            case "gbtree" -> // within dart
                in.object(name -> {
                    if (name.equals("model")) {
                        in.object(this::model);
                    } else {
                        in.skip();
                    }
                });
            case "weight_drop" -> dropWeights = in.floats();
            default -> in.skip();
        }
    }

    private void model(String key) {
        switch (key) {
            case "trees" -> in.list(() -> trees.add(XgboostTree.read(in, source)));
            case "tree_info" -> treeGroups = in.ints();
            case "iteration_indptr" -> rounds = in.ints();
            case "weights" -> linearWeights = in.floats();
            case "gbtree_model_param" ->
                in.object(name -> {
                    if (name.equals("num_parallel_tree")) {
                        parallelTrees = Math.max(1, whole(in, source, name));
                    } else {
                        in.skip();
                    }
                });
            case "weight_drop" -> dropWeights = in.floats(); // since 3.4 gbtree drops trees itself
            case "cats" -> levels = XgboostLevels.read(in, source);
            default -> in.skip();
        }
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        in.list(() -> texts.add(in.text()));
        return texts;
    }

    /** Returns the number of trees of the rounds up to the best one, or of all. */
    int kept(boolean all, int groups) {
        int rounds = bestIteration + 1;
        if (all || rounds <= 0) {
            return trees.size();
        }
        int[] ends = this.rounds;
        if (ends != null && rounds < ends.length) {
            return Math.max(0, Math.min(ends[rounds], trees.size()));
        }
        return (int) Math.min(trees.size(), (long) rounds * parallelTrees * groups);
    }

    /** Returns the first trees in our form. */
    List<Tree> trees(int count, int groups, MemberBudget budget) {
        if (treeGroups.length != trees.size()) {
            throw source.damaged(trees.size() + " trees but " + treeGroups.length + " entries of tree_info");
        }
        if (dropWeights != null && dropWeights.length < count) {
            throw source.damaged(trees.size() + " trees but " + dropWeights.length + " weights of dart");
        }
        List<Tree> built = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            XgboostTree tree = trees.get(i);
            boolean vectors = tree.leafSize() > 1;
            if (!vectors && (treeGroups[i] < 0 || treeGroups[i] >= groups)) {
                throw source.damaged("tree " + i + " adds to margin " + treeGroups[i] + " of " + groups);
            }
            float weight = dropWeights == null ? 1 : dropWeights[i];
            built.add(tree.build(vectors ? -1 : treeGroups[i], groups, weight, budget));
        }
        return built;
    }

    /** Reads a whole number, which XGBoost writes as text. */
    static int whole(Cursor in, Source source, String what) {
        if (in.kind() != Cursor.Kind.TEXT) {
            long value = in.whole();
            if ((int) value != value) {
                throw source.damaged("'" + what + "' is " + value);
            }
            return (int) value;
        }
        String text = in.text();
        if (text.length() > MAX_WHOLE) { // not shown: it may be half of a damaged file
            throw source.damaged(
                    "'" + what + "' must be a whole number, was a text of " + text.length() + " characters");
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw source.damaged("'" + what + "' must be a whole number, was '" + text + "'", e);
        }
    }
}
