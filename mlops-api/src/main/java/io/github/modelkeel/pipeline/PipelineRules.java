package io.github.modelkeel.pipeline;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.DatasetSource;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.Trainer;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a pipeline needs before it is one: the parts that must be there, and must go together. */
final class PipelineRules {
    private PipelineRules() {}

    /** Fails with {@link IllegalStateException}, and says which call is missing, unless these parts make a pipeline. */
    static void check(
            String name,
            @Nullable DatasetSource source,
            @Nullable String label,
            boolean regression,
            @Nullable Trainer trainer) {
        require(name, source != null, "has no data: call read(source)");
        require(name, label != null, "predicts nothing: call label(column), or target(column) for a number");
        if (trainer == null) {
            throw new IllegalStateException("pipeline '" + name + "' has no trainer: call train(trainer)");
        }
        require(
                name,
                trainer.tasks().stream().anyMatch(task -> (task == Task.REGRESSION) == regression),
                "asks '" + trainer.algorithm() + "', which predicts " + new TreeSet<>(trainer.tasks()) + ", for a "
                        + (regression ? "number: call label(column)" : "class: call target(column)")
                        + " or train another algorithm");
    }

    /** Fails with {@link IllegalStateException} if a gate compares with versions of a model that is not named. */
    static void checkGates(String name, List<Gate> gates, @Nullable String model) {
        for (Gate gate : gates) {
            require(
                    name,
                    model != null || !(gate instanceof Gate.NotWorseThan),
                    "compares with a registered version (" + gate.description()
                            + ") but names no model: call register(model)");
        }
    }

    private static void require(String name, boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("pipeline '" + name + "' " + otherwise);
        }
    }

    /** Returns a name, or fails with {@link IllegalArgumentException} if it cannot be one. */
    static String checkName(String what, String name) {
        requireNonNull(name, what);
        if (name.isBlank() || name.length() > 250 || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what
                    + " name must have 1 to 250 characters, not all blank and no control characters, was '" + name
                    + "'");
        }
        return name;
    }
}
