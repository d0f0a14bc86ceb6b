package io.github.modelkeel.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A model behind steps that look at a row before it does, as pipelines of other libraries have them: missing cells are replaced, a
 * category becomes a number for each of its levels, the row is brought to length 1. Steps work in 32-bit floats if the row is
 * normalised, otherwise without rounding. Immutable.
 *
 * @param width number of features of a row
 * @param features what the model inside sees, in order
 * @param norm what the row of {@code features} is divided by
 * @param body the model inside; not itself prepared or calibrated
 */
public record PreparedModel(int width, List<Feature> features, Norm norm, ModelBody body) implements ModelBody {
    /** Checks sizes and numbers; {@link IllegalArgumentException} names what is wrong. */
    public PreparedModel {
        features = List.copyOf(features);
        requireNonNull(norm, "norm");
        if (!(body instanceof TreeEnsemble || body instanceof LinearModel)) {
            throw new IllegalArgumentException("only trees and linear models can be prepared");
        }
        ModelBodyChecks.shape(width, body.groups(), body.link());
        ModelBodyChecks.length("features", features.size(), body.width());
        for (int i = 0; i < features.size(); i++) {
            Feature feature = features.get(i);
            boolean number = feature.category < 0;
            if (feature.input < 0
                    || feature.input >= width
                    || feature.category < -1
                    || feature.category >= TreeEnsemble.MAX_CATEGORIES
                    || Double.isInfinite(feature.missing)
                    || (!number && feature.missing != 0)) {
                throw new IllegalArgumentException(
                        "feature " + i + " is no feature of a row of " + width + ": " + feature);
            }
        }
    }

    /**
     * One number that the model inside sees.
     *
     * @param input number of the cell it is made from
     * @param category -1 for the cell itself, otherwise a category: 1 if the cell, cut off to a whole number, is that one, else 0
     * @param missing stands for a missing cell, {@code NaN} leaves it missing; 0 for a category
     */
    public record Feature(int input, int category, double missing) {}

    /** What a row is divided by, in 32-bit floats and in the order of the features; a row for which that is 0 stays. */
    public enum Norm {
        /** Nothing. */
        NONE,
        /** The sum of absolute values. */
        L1,
        /** The square root of the sum of squares; done as ONNX Runtime does, on squares. */
        L2,
        /** The largest number, by sign and not by absolute value, as ONNX defines it. */
        MAX
    }

    @Override
    public int groups() {
        return body.groups();
    }

    @Override
    public Link link() {
        return body.link();
    }
}
