package io.github.modelkeel.serving;

import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.model.Task;
import java.util.Arrays;
import java.util.List;

/** What a model says of one row. Immutable. */
public final class Prediction {
    private final String id;
    private final String model;
    private final int version;
    private final Task task;
    private final List<String> classes;
    private final double[] scores;

    /**
     * Creates a prediction.
     *
     * @param id id of this prediction, unique
     * @param model name of the model
     * @param version version of the model; 0 for a package that is not registered
     * @param task what was predicted
     * @param classes the classes in the order of the scores; empty for regression
     * @param scores probability of each class, or the one value; copied
     */
    public Prediction(String id, String model, int version, Task task, List<String> classes, double[] scores) {
        this.id = id;
        this.model = model;
        this.version = version;
        this.task = task;
        this.classes = List.copyOf(classes);
        this.scores = scores.clone();
        if (this.scores.length != Math.max(1, this.classes.size())) {
            throw new IllegalArgumentException(scores.length + " scores for the classes " + classes);
        }
    }

    /** Returns the id of this prediction, to join a label with it later. */
    public String id() {
        return id;
    }

    /** Returns the name of the model. */
    public String model() {
        return model;
    }

    /** Returns the version of the model; 0 for a package that is not registered. */
    public int version() {
        return version;
    }

    /** Returns what was predicted. */
    public Task task() {
        return task;
    }

    /** Returns the most probable class; of equal ones the first. Throws {@link IllegalStateException} for a regression. */
    public String label() {
        return requireClasses().get(labelIndex());
    }

    /** Returns the number of the most probable class; of equal ones the first. Throws {@link IllegalStateException} for a regression. */
    public int labelIndex() {
        requireClasses();
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[best]) {
                best = i;
            }
        }
        return best;
    }

    /**
     * Returns the probability of a class, in [0, 1].
     *
     * @throws NotFoundException if there is no such class
     */
    public double probability(String className) {
        int i = requireClasses().indexOf(className);
        if (i < 0) {
            throw new NotFoundException("model '" + model + "' v" + version + " has no class '" + className
                    + "'; its classes are " + classes);
        }
        return scores[i];
    }

    /** Returns the probability of the positive class. Throws {@link IllegalStateException} unless binary. */
    public double probability() {
        if (task != Task.BINARY) {
            throw new IllegalStateException("only a binary prediction has one probability, this one is " + task);
        }
        return scores[1];
    }

    /** Returns the predicted number. Throws {@link IllegalStateException} unless a regression. */
    public double value() {
        if (task != Task.REGRESSION) {
            throw new IllegalStateException("only a regression predicts a value, this one is " + task);
        }
        return scores[0];
    }

    /** Returns the classes in the order of the scores; empty for a regression. */
    public List<String> classes() {
        return classes;
    }

    /** Returns the probability of each class, or the one value, in a new array. */
    public double[] scores() {
        return scores.clone();
    }

    private List<String> requireClasses() {
        if (task == Task.REGRESSION) {
            throw new IllegalStateException("a regression has no classes; ask for value()");
        }
        return classes;
    }

    @Override
    public String toString() {
        String what = task == Task.REGRESSION ? Double.toString(scores[0]) : label() + " " + Arrays.toString(scores);
        return "Prediction[" + model + " v" + version + ": " + what + ", id " + id + "]";
    }
}
