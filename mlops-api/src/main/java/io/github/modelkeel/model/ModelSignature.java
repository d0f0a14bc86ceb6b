package io.github.modelkeel.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a model takes and what it gives. Immutable.
 *
 * @param inputs the raw inputs, in the order of a row array
 * @param task what is predicted
 * @param target name of the predicted column
 * @param classes the classes in the order of the scores, the positive one second when binary; empty for regression
 */
public record ModelSignature(List<InputField> inputs, Task task, String target, List<String> classes) {
    /** Copies the lists. */
    public ModelSignature {
        inputs = List.copyOf(inputs);
        requireNonNull(task, "task");
        requireNonNull(target, "target");
        classes = List.copyOf(classes);
    }

    /** Returns the number of scores of a row. */
    public int outputs() {
        return task == Task.REGRESSION ? 1 : classes.size();
    }
}
