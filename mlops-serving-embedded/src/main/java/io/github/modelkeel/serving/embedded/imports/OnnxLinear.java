package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.ModelBody.Link;
import java.util.List;

/** {@code LinearClassifier} and {@code LinearRegressor}: scalers before them become part of the weights. */
final class OnnxLinear {
    private OnnxLinear() {}

    static LinearModel read(OnnxGraph graph, OnnxNode node, int classes, Source source) {
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
        int groups = (int) rows;
        double[] weights = new double[graph.width() * groups];
        double[] constants = new double[groups];
        for (int group = 0; group < groups; group++) {
            constants[group] = intercepts.length == 0 ? 0 : intercepts[group];
            for (int i = 0; i < width; i++) {
                float weight = coefficients[group * width + i];
                if (!(features.get(i) instanceof OnnxColumn.Numeric number)) {
                    throw source.unsupported(
                            "has a linear model of categories in " + node.shown(),
                            "train it here, or use trees, or give the model one-hot columns");
                }
                Line line = Line.of(number, node, source);
                weights[group * graph.width() + number.raw()] += weight * line.slope;
                constants[group] += weight * line.start;
            }
        }
        return model(graph, node, classifier, groups, weights, constants, source);
    }

    private static LinearModel model(
            OnnxGraph graph,
            OnnxNode node,
            boolean classifier,
            int groups,
            double[] weights,
            double[] constants,
            Source source) {
        int width = graph.width();
        String transform = node.text("post_transform", "NONE");
        if (classifier && groups == 2 && transform.equals("LOGISTIC")) {
            for (int i = 0; i < width; i++) {
                if (weights[i] != -weights[width + i]) {
                    return new LinearModel(width, groups, Link.LOGISTIC, weights, constants);
                }
            }
            double[] second = java.util.Arrays.copyOfRange(weights, width, 2 * width);
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
        return new LinearModel(width, groups, link, weights, constants);
    }

    /** A column as a straight line over its raw input. */
    private record Line(double start, double slope) {
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
            if (!Float.isNaN(column.of(Float.NaN))) {
                throw source.unsupported(
                        "has an imputer before a linear model in " + node.shown(),
                        "impute in the features of the package, and export the model without it");
            }
            return new Line(start, slope);
        }
    }
}
