package io.github.modelkeel.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything this library throws on purpose. Unchecked. One subtype for each reaction a caller can have;
 * the message names the thing, the value found, what was expected and what to do.
 */
public abstract class MlopsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what was found, what to do about it
     * @param cause what failed underneath, or {@code null}
     */
    protected MlopsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
