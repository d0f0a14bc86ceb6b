package io.github.modelkeel.error;

import org.jspecify.annotations.Nullable;

/** The request clashes with what is stored: a name that is taken, a parameter that already has another value, a run that is finished, a revision that moved on. Read the present state, then decide. */
public final class ConflictException extends MlopsException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception without a cause.
     *
     * @param message what was asked, what was found, what to do about it
     */
    public ConflictException(String message) {
        this(message, null);
    }

    /**
     * Creates the exception.
     *
     * @param message what was asked, what was found, what to do about it
     * @param cause what failed underneath, or {@code null}
     */
    public ConflictException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
