package io.github.modelkeel.serving.embedded.imports;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One input of an imported model. Immutable.
 *
 * @param name name of the column, as the trainer was told; {@code f0}, {@code f1}, ... where it was told none
 * @param levels for a column of categories that the model knows by name, the level that each number of the model's own rows
 *     stands for; empty for a column of numbers
 * @param fill what stands for a missing cell before the model sees it, or {@code null} if the model has its own rule
 */
public record ImportedInput(
        String name, List<String> levels, @Nullable Double fill) {
    /** Copies the levels. */
    public ImportedInput {
        requireNonNull(name, "name");
        levels = List.copyOf(levels);
    }

    /** Returns an input of numbers. */
    static ImportedInput number(String name) {
        return new ImportedInput(name, List.of(), null);
    }

    /** Returns whether the column holds categories that the model knows by name. */
    public boolean isCategory() {
        return !levels.isEmpty();
    }
}
