package io.github.modelkeel.drift;

import io.github.modelkeel.data.Dataset;

/** Compares windows of production rows with a frozen reference. Immutable and thread-safe unless an implementation says otherwise. */
public interface DriftDetector {
    /**
     * Compares one window with the reference.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if a watched column is missing in the window or has another
     *     type; the message names it
     */
    DriftReport check(Dataset window);
}
