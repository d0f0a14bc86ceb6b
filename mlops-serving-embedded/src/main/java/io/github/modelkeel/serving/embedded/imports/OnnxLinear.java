package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.PreparedModel;
import io.github.modelkeel.model.PreparedModel.Feature;
import io.github.modelkeel.model.PreparedModel.Norm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code LinearClassifier} and {@code LinearRegressor}: scalers before them become part of the weights; imputers and encoders become features of
 * a {@link PreparedModel}. Confined to one thread.
 */
final class OnnxLinear {
    private final OnnxGraph graph;
    private final OnnxNode node;
    private final Source source;
    private final int groups;
    private final double[] constants;
    private final Map<Feature, double[]> weights = new LinkedHashMap<>(); // a weight of each group

    private OnnxLinear(OnnxGraph graph, OnnxNode node, int groups, Source source) {
        this.graph = graph;
        this.node = node;
        this.source = source;
        this.groups = groups;
        this.constants = new double[groups];
    }

    static ModelBody read(OnnxGraph graph, OnnxNode node, int classes, Source source) {
        List<OnnxColumn> features = graph.features();
        float[] coefficients = node.floats("coefficients");
        float[] intercepts = node.floats("intercepts");
        int width = features.size();
        boolean classifier = node.operator.equals("LinearClassifier");
        long rows = classifier ? Math.max(1, classes) : node.whole("targets", 1);
        if (rows < 1 || coefficients.length != rows * width || (intercepts.length != rows && intercepts.length != 0)) {
            throw source.damaged("operator " + node.shown() + " has " + coefficients.length + " coefficients and "
                    + intercepts.length + " intercepts for " + width + " columns and " + rows + " results");
        }
        OnnxLinear linear = new OnnxLinear(graph, node, (int) rows, source);
        for (int group = 0; group < rows; group++) {
            linear.constants[group] = intercepts.length == 0 ? 0 : intercepts[group];
            for (int i = 0; i < width; i++) {
                linear.add(features.get(i), group, coefficients[group * width + i]);
            }
        }
        return linear.body(classifier);
    }

    private void add(OnnxColumn column, int group, double weight) {
        if (column instanceof OnnxColumn.Numeric number) {
            Line line = Line.of(number, node, source);
            constants[group] += weight * line.start;
            add(new Feature(number.raw(), -1, line.missing), group, weight * line.slope);
        } else if (column instanceof OnnxColumn.Indicator one) {
            constants[group] += weight * one.outside();
            add(
                    new Feature(one.raw(), one.category(), 0),
                    group,
                    weight * ((double) one.inside() - (double) one.outside()));
        } else {
            OnnxColumn.Levels levels = (OnnxColumn.Levels) column;
            constants[group] += weight * levels.otherwise();
            for (int level = 0; level < levels.values().length; level++) {
                double more = (double) levels.values()[level] - (double) levels.otherwise();
                add(new Feature(levels.raw(), level, 0), group, weight * more);
            }
        }
    }

    private void add(Feature feature, int group, double weight) {
        weights.computeIfAbsent(feature, unknown -> new double[groups])[group] += weight;
    }

    private ModelBody body(boolean classifier) {
        boolean plain = weights.keySet().stream()
                .allMatch(feature -> feature.category() < 0 && Double.isNaN(feature.missing()));
        List<Feature> features = new ArrayList<>(weights.keySet());
        int width = plain ? graph.cells() : features.size();
        if (!plain && graph.norm() != Norm.NONE) {
            throw source.unsupported(
                    "imputes or encodes normalised columns in " + node.shown(), "impute before normalising");
        }
        double[] all = new double[width * groups];
        int next = 0;
        for (Map.Entry<Feature, double[]> term : weights.entrySet()) {
            int at = plain ? term.getKey().input() : next++;
            for (int group = 0; group < groups; group++) {
                all[group * width + at] = term.getValue()[group];
            }
        }
        LinearModel linear = model(classifier, width, all);
        return plain ? linear : new PreparedModel(graph.width(), features, Norm.NONE, linear);
    }

    private LinearModel model(boolean classifier, int width, double[] all) {
        String transform = node.text("post_transform", "NONE");
        if (classifier && groups == 2 && transform.equals("LOGISTIC")) {
            for (int i = 0; i < width; i++) {
                if (all[i] != -all[width + i]) {
                    return new LinearModel(width, groups, Link.LOGISTIC, all, constants);
                }
            }
            double[] second = Arrays.copyOfRange(all, width, 2 * width);
            return new LinearModel(width, 1, Link.SIGMOID, second, new double[] {constants[1]});
        }
        Link link = switch (transform) {
            case "NONE" -> graph.exponential() ? Link.EXP : Link.IDENTITY;
            case "LOGISTIC" -> Link.LOGISTIC;
            case "SOFTMAX" -> Link.SOFTMAX;
            default ->
                throw source.unsupported(
                        "has the post_transform '" + transform + "' in " + node.shown(),
                        "export it with NONE, LOGISTIC or SOFTMAX");
        };
        return new LinearModel(width, groups, link, all, constants);
    }

    /** A column as a straight line over its raw input, and the raw number that a missing one stands for. */
    private record Line(double start, double slope, double missing) {
        static Line of(OnnxColumn.Numeric column, OnnxNode node, Source source) {
            double start = column.of(0);
            double slope = (double) column.of(1) - start;
            for (float at : new float[] {-3, 0.5f, 100}) {
                double expected = start + slope * at;
                if (!(Math.abs(column.of(at) - expected) <= 1e-4 * Math.max(1, Math.abs(expected)))) {
                    throw source.unsupported(
                            "has a linear model of a column that is no straight line in " + node.shown(),
                            "use scalers only before a linear model");
                }
            }
            double missing = ((double) column.of(Float.NaN) - start) / slope;
            if (Double.isInfinite(missing)) {
                throw source.unsupported(
                        "has a linear model of a column that is constant but where it is missing in " + node.shown(),
                        "leave that column out");
            }
            return new Line(start, slope, slope == 0 ? 0 : missing);
        }
    }
}
