package io.github.modelkeel.features;

import java.util.function.DoubleBinaryOperator;

/** The operators on checked operands. Missing in, missing out; what is not finite is missing too. */
final class Operators {
    private Operators() {}

    /** Tells how two values are ordered: negative, zero or positive. */
    @FunctionalInterface
    interface Decision {
        boolean accepts(int order);
    }

    static double finite(double value) {
        return Double.isFinite(value) ? value : Double.NaN;
    }

    static Code.OfNumber arithmetic(String operator, Code.OfNumber left, Code.OfNumber right) {
        return switch (operator) {
            case "+" -> frame -> finite(left.run(frame) + right.run(frame));
            case "-" -> frame -> finite(left.run(frame) - right.run(frame));
            case "*" -> frame -> finite(left.run(frame) * right.run(frame));
            case "/" -> frame -> finite(left.run(frame) / right.run(frame));
            default -> throw new AssertionError(operator);
        };
    }

    static Code.OfNumber binary(Code.OfNumber left, Code.OfNumber right, DoubleBinaryOperator operation) {
        return frame -> {
            double a = left.run(frame);
            double b = right.run(frame);
            return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : finite(operation.applyAsDouble(a, b));
        };
    }

    static Decision decision(String operator) {
        return switch (operator) {
            case "==" -> order -> order == 0;
            case "!=" -> order -> order != 0;
            case "<" -> order -> order < 0;
            case "<=" -> order -> order <= 0;
            case ">" -> order -> order > 0;
            case ">=" -> order -> order >= 0;
            default -> throw new AssertionError(operator);
        };
    }

    static Code.OfBoolean compareNumbers(Decision decision, Code.OfNumber left, Code.OfNumber right) {
        return frame -> {
            double a = left.run(frame);
            double b = right.run(frame);
            if (Double.isNaN(a) || Double.isNaN(b)) {
                return Truth.MISSING;
            }
            return Truth.of(decision.accepts(a < b ? -1 : a > b ? 1 : 0)); // so that -0.0 equals 0.0
        };
    }

    static Code.OfBoolean compareInstants(Decision decision, Code.OfInstant left, Code.OfInstant right) {
        return frame -> {
            long a = left.run(frame);
            long b = right.run(frame);
            if (a == Frame.MISSING_INSTANT || b == Frame.MISSING_INSTANT) {
                return Truth.MISSING;
            }
            return Truth.of(decision.accepts(Long.compare(a, b)));
        };
    }

    static Code.OfBoolean compareTexts(Decision decision, Code.OfText left, Code.OfText right) {
        return frame -> {
            String a = left.run(frame);
            String b = right.run(frame);
            return a == null || b == null ? Truth.MISSING : Truth.of(decision.accepts(a.equals(b) ? 0 : 1));
        };
    }

    static Code.OfBoolean compareBooleans(Decision decision, Code.OfBoolean left, Code.OfBoolean right) {
        return frame -> {
            int a = left.run(frame);
            int b = right.run(frame);
            return a == Truth.MISSING || b == Truth.MISSING ? Truth.MISSING : Truth.of(decision.accepts(a - b));
        };
    }
}
