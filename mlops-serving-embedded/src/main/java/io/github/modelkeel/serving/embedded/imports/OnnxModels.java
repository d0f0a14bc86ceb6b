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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads ONNX files with one model of trees or a linear model: {@code TreeEnsembleClassifier}, {@code TreeEnsembleRegressor}, {@code TreeEnsemble}
 * (ai.onnx.ml 5), {@code LinearClassifier} and {@code LinearRegressor}, as scikit-learn's forests, boosting and histogram boosting export them with
 * skl2onnx.
 *
 * <p>Steps of a pipeline before the model (scalers, imputers, one-hot and ordinal encoders, casts, the choice and the order of columns) are not
 * computed when rows are scored: each rule of a tree is turned into one on the raw column that gives the same answer for every 32-bit float. What
 * cannot be turned so is refused by the name of the operator.
 *
 * <p>Scores of trees have the bits of ONNX Runtime's on one thread, before the exponential function of a link. ONNX holds 32-bit floats, so both
 * differ from scikit-learn's own doubles; see {@code docs/importing-models.md}.
 *
 * @see <a href="https://onnx.ai/onnx/operators/index.html">ONNX operators</a>
 */
public final class OnnxModels {
    private static final Source SOURCE = new Source("ONNX", "export it again, for instance with skl2onnx.to_onnx");

    private OnnxModels() {}

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
        OnnxDocument document = OnnxDocument.read(bytes, SOURCE);
        OnnxGraph graph = OnnxGraph.of(document, SOURCE);
        return SOURCE.checked(() -> model(document, graph, bytes.length));
    }

    private static ImportedModel model(OnnxDocument document, OnnxGraph graph, int fileBytes) {
        OnnxNode node = graph.model();
        MemberBudget budget = new MemberBudget(SOURCE, fileBytes);
        List<String> classes = classes(node);
        ModelBody body = switch (node.operator) {
            case "TreeEnsembleClassifier" -> classifier(graph, node, classes.size(), budget);
            case "TreeEnsembleRegressor" -> regressor(graph, node, budget, fileBytes);
            case "TreeEnsemble" -> version5(graph, node, budget, fileBytes);
            default -> OnnxLinear.read(graph, node, classes.size(), SOURCE);
        };
        Task task = classes.isEmpty() ? Task.REGRESSION : classes.size() == 2 ? Task.BINARY : Task.MULTICLASS;
        return new ImportedModel(
                graph.behindNorm(body),
                graph.inputs(),
                task,
                classes,
                "onnx",
                Map.of("onnx_producer", (document.producer + " " + document.producerVersion).strip()),
                Map.of("operator", node.operator),
                1e-6);
    }

    private static List<String> classes(OnnxNode node) {
        if (node.has("classlabels_strings")) {
            return node.texts("classlabels_strings");
        }
        boolean linear = node.operator.equals("LinearClassifier");
        return IntStream.of(node.ints(linear ? "classlabels_ints" : "classlabels_int64s"))
                .mapToObj(Integer::toString)
                .toList();
    }

    private static TreeEnsemble classifier(OnnxGraph graph, OnnxNode node, int classes, MemberBudget budget) {
        if (classes < 2) {
            throw SOURCE.unsupported("has a classifier of " + classes + " classes", "train with two or more");
        }
        OnnxForest forest = new OnnxForest(node, "class", graph.features(), budget, SOURCE);
        String transform = node.text("post_transform", "NONE");
        double[] base = base(node);
        if (classes == 2 && forest.oneId()) { // the weights are those of the second class, whatever they are said to be
            if (base.length > 1) {
                throw SOURCE.unsupported(
                        "has " + base.length + " base values for weights of one class", "export it with skl2onnx");
            }
            Link link = switch (transform) {
                case "LOGISTIC" -> Link.SIGMOID;
                case "NONE" -> Link.COMPLEMENT;
                default -> throw transform(node, transform);
            };
            if (link == Link.COMPLEMENT && !forest.allPositive()) {
                throw SOURCE.unsupported(
                        "has negative weights and gives them as they are", "export it with probabilities");
            }
            return ensemble(graph, node, 1, link, false, base, forest.oneIdTrees());
        }
        Link link = switch (transform) {
            case "NONE" -> Link.IDENTITY;
            case "LOGISTIC" -> Link.LOGISTIC;
            case "SOFTMAX" -> Link.SOFTMAX;
            default -> throw transform(node, transform);
        };
        return ensemble(graph, node, classes, link, false, base, forest.trees(classes, false));
    }

    private static TreeEnsemble regressor(OnnxGraph graph, OnnxNode node, MemberBudget budget, int fileBytes) {
        int groups = targets(node, fileBytes);
        String transform = node.text("post_transform", "NONE");
        boolean average = switch (node.text("aggregate_function", "SUM")) {
            case "SUM" -> false;
            case "AVERAGE" -> true;
            default ->
                throw SOURCE.unsupported(
                        "aggregates trees by " + node.text("aggregate_function", ""), "train with sums or averages");
        };
        OnnxForest forest = new OnnxForest(node, "target", graph.features(), budget, SOURCE);
        return ensemble(
                graph, node, groups, link(graph, node, transform), average, base(node), forest.trees(groups, average));
    }

    private static TreeEnsemble version5(OnnxGraph graph, OnnxNode node, MemberBudget budget, int fileBytes) {
        int groups = targets(node, fileBytes);
        long aggregate = node.whole("aggregate_function", 1);
        if (aggregate > 1 || aggregate < 0) {
            throw SOURCE.unsupported("aggregates trees by the smallest or largest", "train with sums or averages");
        }
        long transform = node.whole("post_transform", 0);
        if (transform != 0) {
            // the specification numbers softmax 1 and logistic 2, ONNX Runtime 1.32 the other way round
            throw SOURCE.unsupported(
                    "has post_transform " + transform + " in " + node.shown()
                            + ", a number that specification and ONNX Runtime read differently",
                    "export it with TreeEnsembleClassifier (ai.onnx.ml 3), or with post_transform 0");
        }
        OnnxForest5 forest = new OnnxForest5(node, graph.features(), budget, SOURCE);
        return ensemble(
                graph,
                node,
                groups,
                link(graph, node, "NONE"),
                aggregate == 0,
                base(node),
                forest.trees(groups, aggregate == 0));
    }

    private static Link link(OnnxGraph graph, OnnxNode node, String transform) {
        if (graph.exponential() && transform.equals("NONE")) {
            return Link.EXP;
        }
        return switch (transform) {
            case "NONE" -> Link.IDENTITY;
            case "LOGISTIC" -> Link.LOGISTIC;
            case "SOFTMAX" -> Link.SOFTMAX;
            default -> throw transform(node, transform);
        };
    }

    private static RuntimeException transform(OnnxNode node, String transform) {
        return SOURCE.unsupported(
                "has the post_transform '" + transform + "' in " + node.shown(),
                "export it with NONE, LOGISTIC or SOFTMAX");
    }

    private static int targets(OnnxNode node, int fileBytes) {
        long targets = node.whole("n_targets", 1);
        if (targets < 1 || targets > ModelBody.MAX_GROUPS || targets > fileBytes / 4) {
            throw SOURCE.damaged("it announces " + targets + " targets");
        }
        return (int) targets;
    }

    private static double[] base(OnnxNode node) {
        double[] tensor = node.tensor("base_values_as_tensor");
        if (tensor != null) {
            return tensor;
        }
        float[] floats = node.floats("base_values");
        double[] base = new double[floats.length];
        Arrays.setAll(base, i -> floats[i]);
        return base;
    }

    private static TreeEnsemble ensemble(
            OnnxGraph graph, OnnxNode node, int groups, Link link, boolean average, double[] base, List<Tree> trees) {
        if (base.length != 0 && base.length != groups) {
            throw SOURCE.damaged(
                    "operator " + node.shown() + " has " + base.length + " base values for " + groups + " results");
        }
        return new TreeEnsemble(
                graph.cells(),
                groups,
                link,
                1,
                graph.doubleCells() ? Precision.DOUBLE : Precision.FLOAT,
                Comparison.LESS_OR_EQUAL,
                average ? Aggregation.AVERAGE : Aggregation.SUM_THEN_BASE, // as ONNX Runtime adds
                1,
                base.length == 0 ? new double[groups] : base,
                trees);
    }
}
