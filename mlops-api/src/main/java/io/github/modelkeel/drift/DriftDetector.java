package io.github.modelkeel.drift;

import io.github.modelkeel.data.Dataset;
import java.util.Map;

/**
 * Compares windows of production rows with a frozen reference. Immutable and thread-safe: what earlier windows showed is
 * handed in, not remembered.
 */
public interface DriftDetector {
    /**
     * Compares a window with the reference, as the first of its series.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if a watched column has another type in the window; the
     *     message names it
     */
    default DriftReport check(Dataset window) {
        return check(window, Map.of());
    }

    /**
     * Compares a window with the reference, following another: a change that the last report showed too counts as
     * confirmed once more.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if a watched column has another type in the window; the
     *     message names it
     */
    default DriftReport check(Dataset window, DriftReport previous) {
        return check(window, previous.streaks());
    }

    /**
     * Compares a window with the reference.
     *
     * @param window the rows to judge
     * @param streaks {@link DriftReport#streaks()} of the window before, empty for the first
     * @return what was found, for each column and as a whole
     * @throws io.github.modelkeel.error.InvalidInputException if a watched column has another type in the window; the
     *     message names it
     */
    DriftReport check(Dataset window, Map<String, Integer> streaks);
}
