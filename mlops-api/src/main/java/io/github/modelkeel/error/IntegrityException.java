package io.github.modelkeel.error;

import org.jspecify.annotations.Nullable;

/** Stored content is corrupt, tampered with, or was written by a newer version. Do not use it; restore a copy, or upgrade the library. */
public final class IntegrityException extends MlopsException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception without a cause.
     *
     * @param message what was asked, what was found, what to do about it
     */
    public IntegrityException(String message) {
        this(message, null);
    }

    /**
     * Creates the exception.
     *
     * @param message what was asked, what was found, what to do about it
     * @param cause what failed underneath, or {@code null}
     */
    public IntegrityException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
