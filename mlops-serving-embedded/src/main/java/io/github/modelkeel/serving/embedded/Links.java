package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.ModelBody.Link;

/** Margins to scores, in the arithmetic of the trainer. */
final class Links {
    /** Above it the exponential function overflows a float; XGBoost stops here too. */
    private static final float LARGEST_EXPONENT = 88.7f;

    private Links() {}

    /**
     * Writes the scores of the margins {@code margins[from .. from + groups - 1]}, computed as XGBoost does.
     *
     * @see <a href="https://github.com/dmlc/xgboost/blob/v3.0.4/src/common/math.h">xgboost 3.0.4, src/common/math.h,
     *     Sigmoid and Softmax</a>
     */
    static void apply(Link link, float slope, float[] margins, int from, int groups, double[] scores, int offset) {
        switch (link) {
            case IDENTITY -> {
                for (int i = 0; i < groups; i++) {
                    scores[offset + i] = margins[from + i];
                }
            }
            case SIGMOID -> {
                double p = sigmoid(slope * margins[from]);
                scores[offset] = 1 - p;
                scores[offset + 1] = p;
            }
            case SOFTMAX -> softmax(margins, from, groups, scores, offset);
            case EXP -> {
                for (int i = 0; i < groups; i++) {
                    scores[offset + i] = (float) Math.exp(margins[from + i]);
                }
            }
            case LOGISTIC -> {
                for (int i = 0; i < groups; i++) {
                    scores[offset + i] = sigmoid(slope * margins[from + i]);
                }
            }
            case COMPLEMENT -> {
                scores[offset] = 1 - margins[from];
                scores[offset + 1] = margins[from];
            }
        }
    }

    private static void softmax(float[] margins, int from, int groups, double[] scores, int offset) {
        float largest = margins[from];
        for (int i = 1; i < groups; i++) {
            largest = Math.max(largest, margins[from + i]);
        }
        double sum = 0;
        for (int i = 0; i < groups; i++) {
            float power = (float) Math.exp(margins[from + i] - largest);
            scores[offset + i] = power;
            sum += power;
        }
        for (int i = 0; i < groups; i++) {
            scores[offset + i] = (float) scores[offset + i] / (float) sum;
        }
    }

    private static float sigmoid(float margin) {
        float power = (float) Math.exp(Math.min(-margin, LARGEST_EXPONENT));
        return 1.0f / (power + 1.0f);
    }

    /** Writes the scores of the margins {@code margins[from .. from + groups - 1]} in double precision. */
    static void apply(Link link, double slope, double[] margins, int from, int groups, double[] scores, int offset) {
        switch (link) {
            case IDENTITY -> System.arraycopy(margins, from, scores, offset, groups);
            case SIGMOID -> {
                double p = 1 / (1 + Math.exp(-slope * margins[from]));
                scores[offset] = 1 - p;
                scores[offset + 1] = p;
            }
            case SOFTMAX -> softmax(margins, from, groups, scores, offset);
            case EXP -> {
                for (int i = 0; i < groups; i++) {
                    scores[offset + i] = Math.exp(margins[from + i]);
                }
            }
            case LOGISTIC -> {
                for (int i = 0; i < groups; i++) {
                    scores[offset + i] = 1 / (1 + Math.exp(-slope * margins[from + i]));
                }
            }
            case COMPLEMENT -> {
                scores[offset] = 1 - margins[from];
                scores[offset + 1] = margins[from];
            }
        }
    }

    private static void softmax(double[] margins, int from, int groups, double[] scores, int offset) {
        double largest = margins[from];
        for (int i = 1; i < groups; i++) {
            largest = Math.max(largest, margins[from + i]);
        }
        double sum = 0;
        for (int i = 0; i < groups; i++) {
            scores[offset + i] = Math.exp(margins[from + i] - largest);
            sum += scores[offset + i];
        }
        for (int i = 0; i < groups; i++) {
            scores[offset + i] /= sum;
        }
    }
}
