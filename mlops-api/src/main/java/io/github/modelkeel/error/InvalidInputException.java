package io.github.modelkeel.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Data, configuration or a request from outside breaks a rule. The message names the thing, the value, what was expected
 * and what to do; {@link #violations()} has each broken rule on its own where there can be several. A subtype adds only
 * what a caller may tell apart.
 */
public class InvalidInputException extends MlopsException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> violations;

    /**
     * Creates the exception with one violation, the message itself.
     *
     * @param message what was given, what was expected, what to do about it
     */
    public InvalidInputException(String message) {
        this(message, (Throwable) null);
    }

    /**
     * Creates the exception with one violation, the message itself.
     *
     * @param message what was given, what was expected, what to do about it
     * @param cause what failed underneath, or {@code null}
     */
    public InvalidInputException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.violations = List.of(message);
    }

    /**
     * Creates the exception for several violations found together.
     *
     * @param subject what was checked, for instance {@code "row for model 'churn' v3"}
     * @param violations each broken rule in one sentence; at least one
     */
    public InvalidInputException(String subject, List<String> violations) {
        super(subject + ": " + String.join("; ", violations), null);
        if (violations.isEmpty()) {
            throw new IllegalArgumentException("an InvalidInputException needs at least one violation");
        }
        this.violations = List.copyOf(violations);
    }

    /** Returns each broken rule in one sentence, at least one, in the order found. */
    public List<String> violations() {
        return violations;
    }
}
