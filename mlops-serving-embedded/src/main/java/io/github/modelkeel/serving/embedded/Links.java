package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.ModelBody.Link;

/** Margins to scores, in the arithmetic of the trainer. */
final class Links {
    /** Above it the exponential function overflows a float; XGBoost stops here too. */
    private static final float LARGEST_EXPONENT = 88.7f;

    private Links() {}

    /**
     * Writes the scores of the margins {@code margins[0 .. groups - 1]}, computed as XGBoost does.
     *
     * @see <a href="https://github.com/dmlc/xgboost/blob/v3.0.4/src/common/math.h">xgboost 3.0.4, src/common/math.h,
     *     Sigmoid and Softmax</a>
     */
    static void apply(Link link, float[] margins, double[] scores, int offset) {
        switch (link) {
            case IDENTITY -> {
                for (int i = 0; i < margins.length; i++) {
                    scores[offset + i] = margins[i];
                }
            }
            case SIGMOID -> sigmoid(margins[0], scores, offset);
            case SOFTMAX -> {
                float largest = margins[0];
                for (float margin : margins) {
                    largest = Math.max(largest, margin);
                }
                double sum = 0;
                for (int i = 0; i < margins.length; i++) {
                    float power = (float) Math.exp(margins[i] - largest);
                    scores[offset + i] = power;
                    sum += power;
                }
                for (int i = 0; i < margins.length; i++) {
                    scores[offset + i] = (float) scores[offset + i] / (float) sum;
                }
            }
        }
    }

    static void sigmoid(float margin, double[] scores, int offset) {
        float power = (float) Math.exp(Math.min(-margin, LARGEST_EXPONENT));
        double p = 1.0f / (power + 1.0f);
        scores[offset] = 1 - p;
        scores[offset + 1] = p;
    }

    /** Writes the scores of the margins {@code margins[0 .. groups - 1]} in double precision. */
    static void apply(Link link, double[] margins, double[] scores, int offset) {
        switch (link) {
            case IDENTITY -> System.arraycopy(margins, 0, scores, offset, margins.length);
            case SIGMOID -> {
                double p = 1 / (1 + Math.exp(-margins[0]));
                scores[offset] = 1 - p;
                scores[offset + 1] = p;
            }
            case SOFTMAX -> {
                double largest = margins[0];
                for (double margin : margins) {
                    largest = Math.max(largest, margin);
                }
                double sum = 0;
                for (int i = 0; i < margins.length; i++) {
                    scores[offset + i] = Math.exp(margins[i] - largest);
                    sum += scores[offset + i];
                }
                for (int i = 0; i < margins.length; i++) {
                    scores[offset + i] /= sum;
                }
            }
        }
    }
}
