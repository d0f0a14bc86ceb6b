package io.github.modelkeel.error;

import org.jspecify.annotations.Nullable;

/** A run, experiment, model, version, alias, artifact or file that was asked for does not exist. Create it, or ask for one of the names in the message. */
public final class NotFoundException extends MlopsException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception without a cause.
     *
     * @param message what was asked, what was found, what to do about it
     */
    public NotFoundException(String message) {
        this(message, null);
    }

    /**
     * Creates the exception.
     *
     * @param message what was asked, what was found, what to do about it
     * @param cause what failed underneath, or {@code null}
     */
    public NotFoundException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
