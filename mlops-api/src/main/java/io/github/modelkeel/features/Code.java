package io.github.modelkeel.features;

import org.jspecify.annotations.Nullable;

/** A checked expression, ready to run: one functional interface for each type. Immutable and thread-safe. */
sealed interface Code {

    /** Returns the type of the result. */
    default ExpressionType type() {
        if (this instanceof OfNumber) {
            return ExpressionType.NUMBER;
        }
        if (this instanceof OfText) {
            return ExpressionType.TEXT;
        }
        return this instanceof OfBoolean ? ExpressionType.BOOLEAN : ExpressionType.INSTANT;
    }

    /** Gives a number; missing is NaN, and nothing infinite comes out of an operation. */
    @FunctionalInterface
    non-sealed interface OfNumber extends Code {
        double run(Frame frame);
    }

    /** Gives a text; missing is null. */
    @FunctionalInterface
    non-sealed interface OfText extends Code {
        @Nullable
        String run(Frame frame);
    }

    /** Gives {@link Truth#TRUE}, {@link Truth#FALSE} or {@link Truth#MISSING}. */
    @FunctionalInterface
    non-sealed interface OfBoolean extends Code {
        int run(Frame frame);
    }

    /** Gives an instant as the frame keeps it; missing is {@link Frame#MISSING_INSTANT}. */
    @FunctionalInterface
    non-sealed interface OfInstant extends Code {
        long run(Frame frame);
    }
}
