package io.github.modelkeel.error;

import org.jspecify.annotations.Nullable;

/** The caller asked for the work to stop before it was done. Nothing was half-written. */
public final class CancelledException extends MlopsException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception without a cause.
     *
     * @param message what was asked, what was found, what to do about it
     */
    public CancelledException(String message) {
        this(message, null);
    }

    /**
     * Creates the exception.
     *
     * @param message what was asked, what was found, what to do about it
     * @param cause what failed underneath, or {@code null}
     */
    public CancelledException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
