package io.github.modelkeel.error;

import org.jspecify.annotations.Nullable;

/** A store, file or service cannot answer now (busy, full, closed, unreachable). Nothing was half-written; the call may succeed later. */
public final class UnavailableException extends MlopsException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception without a cause.
     *
     * @param message what was asked, what was found, what to do about it
     */
    public UnavailableException(String message) {
        this(message, null);
    }

    /**
     * Creates the exception.
     *
     * @param message what was asked, what was found, what to do about it
     * @param cause what failed underneath, or {@code null}
     */
    public UnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
