package io.github.modelkeel.serving.embedded.imports;

import java.util.ArrayList;
import java.util.List;

/**
 * A column within a graph, as a function of one raw input. What comes after, a threshold of a tree, is turned into a question to the raw input, so
 * that nothing is computed when rows are scored. Immutable.
 */
sealed interface OnnxColumn {
    /** Returns the number of the raw input. */
    int raw();

    /** Returns this column after another step. */
    OnnxColumn then(Step step);

    /** A step of one column, in 32-bit floats. */
    @FunctionalInterface
    interface Step {
        float apply(float cell);
    }

    /** The step that replaces missing cells. */
    record Impute(float value) implements Step {
        @Override
        public float apply(float cell) {
            return Float.isNaN(cell) ? value : cell;
        }
    }

    /**
     * A number after steps that keep the order of numbers, or turn it round.
     *
     * @param steps the steps, in order; a missing cell goes through them as {@code NaN}
     */
    record Numeric(int raw, List<Step> steps) implements OnnxColumn {
        @Override
        public OnnxColumn then(Step step) {
            List<Step> more = new ArrayList<>(steps);
            more.add(step);
            return new Numeric(raw, List.copyOf(more));
        }

        /** Returns whether numbers stay as they are; missing cells may be replaced. */
        boolean isPlain() {
            return steps.stream().allMatch(Impute.class::isInstance);
        }

        float of(float cell) {
            float value = cell;
            for (int i = 0; i < steps.size(); i++) { // no iterator: a threshold is searched among all floats
                value = steps.get(i).apply(value);
            }
            return value;
        }
    }

    /**
     * One number for rows whose raw input is one category, another for the rest and for missing cells.
     *
     * @param category number of the category
     * @param truncated whether the raw input is a number that is cut off to a whole one
     */
    record Indicator(int raw, int category, boolean truncated, float inside, float outside) implements OnnxColumn {
        @Override
        public OnnxColumn then(Step step) {
            return new Indicator(raw, category, truncated, step.apply(inside), step.apply(outside));
        }
    }

    /**
     * A number for each level of a raw input of texts.
     *
     * @param values the number of each level; not to be changed
     * @param otherwise the number of other levels and of a missing cell
     */
    record Levels(int raw, float[] values, float otherwise) implements OnnxColumn {
        @Override
        public OnnxColumn then(Step step) {
            float[] mapped = new float[values.length];
            for (int i = 0; i < mapped.length; i++) {
                mapped[i] = step.apply(values[i]);
            }
            return new Levels(raw, mapped, step.apply(otherwise));
        }
    }
}
