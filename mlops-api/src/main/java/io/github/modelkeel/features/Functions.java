package io.github.modelkeel.features;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;

/**
 * The functions of the language. {@link StrictMath} computes, so that one row has the same bits on every machine.
 */
final class Functions {
    /** Every function, for messages and the documentation, sorted. */
    static final List<String> NAMES = List.of(
            "abs",
            "ceil",
            "coalesce",
            "day",
            "day_of_year",
            "days_between",
            "exp",
            "floor",
            "hour",
            "if",
            "instant",
            "is_missing",
            "log",
            "max",
            "min",
            "minute",
            "month",
            "pow",
            "quarter",
            "round",
            "second",
            "seconds_between",
            "sqrt",
            "weekday",
            "year");

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double SECONDS_PER_DAY = 86_400;

    private Functions() {}

    static Code compile(Compiler compiler, Syntax.Call call) {
        return switch (call.function()) {
            case "if" -> conditional(compiler, call);
            case "coalesce" -> coalesce(compiler, call);
            case "is_missing" -> isMissing(compiler, call);
            case "abs" -> unary(compiler, call, Math::abs);
            case "log" -> unary(compiler, call, StrictMath::log);
            case "exp" -> unary(compiler, call, StrictMath::exp);
            case "sqrt" -> unary(compiler, call, StrictMath::sqrt);
            case "floor" -> unary(compiler, call, StrictMath::floor);
            case "ceil" -> unary(compiler, call, StrictMath::ceil);
            case "round" -> unary(compiler, call, StrictMath::rint);
            case "pow" -> {
                arity(compiler, call, 2);
                yield Operators.binary(
                        compiler.number(call.arguments().get(0), "pow"),
                        compiler.number(call.arguments().get(1), "pow"),
                        StrictMath::pow);
            }
            case "min" -> extreme(compiler, call, Math::min);
            case "max" -> extreme(compiler, call, Math::max);
            case "instant" -> instant(compiler, call);
            case "seconds_between" -> between(compiler, call, NANOS_PER_SECOND);
            case "days_between" -> between(compiler, call, NANOS_PER_SECOND * SECONDS_PER_DAY);
            case "year", "quarter", "month", "day", "day_of_year", "weekday", "hour", "minute", "second" -> {
                arity(compiler, call, 1);
                DatePart part = DatePart.named(call.function());
                Code.OfInstant argument = compiler.instant(call.arguments().get(0), call.function());
                yield (Code.OfNumber) frame -> {
                    long value = argument.run(frame);
                    return value == Frame.MISSING_INSTANT ? Double.NaN : part.of(value);
                };
            }
            default -> throw compiler.error(call, Compiler.noSuch("function", call.function(), NAMES));
        };
    }

    private static Code unary(Compiler compiler, Syntax.Call call, DoubleUnaryOperator operation) {
        arity(compiler, call, 1);
        Code.OfNumber argument = compiler.number(call.arguments().get(0), call.function());
        return (Code.OfNumber) frame -> Operators.finite(operation.applyAsDouble(argument.run(frame)));
    }

    private static Code extreme(Compiler compiler, Syntax.Call call, DoubleBinaryOperator operation) {
        atLeastTwo(compiler, call);
        Code.OfNumber result = compiler.number(call.arguments().get(0), call.function());
        for (Syntax argument : call.arguments().subList(1, call.arguments().size())) {
            result = Operators.binary(result, compiler.number(argument, call.function()), operation);
        }
        return result;
    }

    private static Code between(Compiler compiler, Syntax.Call call, double unitNanos) {
        arity(compiler, call, 2);
        Code.OfInstant start = compiler.instant(call.arguments().get(0), call.function());
        Code.OfInstant end = compiler.instant(call.arguments().get(1), call.function());
        return (Code.OfNumber) frame -> {
            long a = start.run(frame);
            long b = end.run(frame);
            return a == Frame.MISSING_INSTANT || b == Frame.MISSING_INSTANT
                    ? Double.NaN
                    : ((double) b - (double) a) / unitNanos;
        };
    }

    private static Code instant(Compiler compiler, Syntax.Call call) {
        arity(compiler, call, 1);
        if (!(call.arguments().get(0) instanceof Syntax.TextLiteral literal)) {
            throw compiler.error(call.arguments().get(0), "instant needs a quoted text such as '2026-01-31'");
        }
        long value = DatePart.parse(literal.value());
        if (value == Frame.MISSING_INSTANT) {
            throw compiler.error(
                    literal,
                    "'" + literal.value()
                            + "' is no instant; write '2026-01-31', '2026-01-31 23:59:59' or '2026-01-31T23:59:59Z'");
        }
        return (Code.OfInstant) frame -> value;
    }

    private static Code isMissing(Compiler compiler, Syntax.Call call) {
        arity(compiler, call, 1);
        Predicate<Frame> missing = missing(compiler.compile(call.arguments().get(0)));
        return (Code.OfBoolean) frame -> Truth.of(missing.test(frame));
    }

    private static Predicate<Frame> missing(Code code) {
        if (code instanceof Code.OfNumber number) {
            return frame -> Double.isNaN(number.run(frame));
        }
        if (code instanceof Code.OfText text) {
            return frame -> text.run(frame) == null;
        }
        if (code instanceof Code.OfBoolean bool) {
            return frame -> bool.run(frame) == Truth.MISSING;
        }
        Code.OfInstant instant = (Code.OfInstant) code;
        return frame -> instant.run(frame) == Frame.MISSING_INSTANT;
    }

    private static Code conditional(Compiler compiler, Syntax.Call call) {
        arity(compiler, call, 3);
        Code.OfBoolean condition = compiler.bool(call.arguments().get(0), "the condition of if");
        List<Code> arms = sameType(compiler, call, 1);
        Code yes = arms.get(0);
        Code no = arms.get(1);
        if (yes instanceof Code.OfNumber a && no instanceof Code.OfNumber b) {
            return (Code.OfNumber) frame -> {
                int truth = condition.run(frame);
                return truth == Truth.MISSING ? Double.NaN : truth == Truth.TRUE ? a.run(frame) : b.run(frame);
            };
        }
        if (yes instanceof Code.OfText a && no instanceof Code.OfText b) {
            return (Code.OfText) frame -> {
                int truth = condition.run(frame);
                return truth == Truth.MISSING ? null : truth == Truth.TRUE ? a.run(frame) : b.run(frame);
            };
        }
        if (yes instanceof Code.OfBoolean a && no instanceof Code.OfBoolean b) {
            return (Code.OfBoolean) frame -> {
                int truth = condition.run(frame);
                return truth == Truth.MISSING ? truth : truth == Truth.TRUE ? a.run(frame) : b.run(frame);
            };
        }
        Code.OfInstant a = (Code.OfInstant) yes;
        Code.OfInstant b = (Code.OfInstant) no;
        return (Code.OfInstant) frame -> {
            int truth = condition.run(frame);
            return truth == Truth.MISSING ? Frame.MISSING_INSTANT : truth == Truth.TRUE ? a.run(frame) : b.run(frame);
        };
    }

    private static Code coalesce(Compiler compiler, Syntax.Call call) {
        atLeastTwo(compiler, call);
        List<Code> choices = sameType(compiler, call, 0);
        Code result = choices.get(choices.size() - 1);
        for (int i = choices.size() - 2; i >= 0; i--) {
            result = firstPresent(choices.get(i), result);
        }
        return result;
    }

    private static Code firstPresent(Code first, Code second) {
        if (first instanceof Code.OfNumber a && second instanceof Code.OfNumber b) {
            return (Code.OfNumber) frame -> {
                double value = a.run(frame);
                return Double.isNaN(value) ? b.run(frame) : value;
            };
        }
        if (first instanceof Code.OfText a && second instanceof Code.OfText b) {
            return (Code.OfText) frame -> {
                String value = a.run(frame);
                return value == null ? b.run(frame) : value;
            };
        }
        if (first instanceof Code.OfBoolean a && second instanceof Code.OfBoolean b) {
            return (Code.OfBoolean) frame -> {
                int value = a.run(frame);
                return value == Truth.MISSING ? b.run(frame) : value;
            };
        }
        Code.OfInstant a = (Code.OfInstant) first;
        Code.OfInstant b = (Code.OfInstant) second;
        return (Code.OfInstant) frame -> {
            long value = a.run(frame);
            return value == Frame.MISSING_INSTANT ? b.run(frame) : value;
        };
    }

    private static List<Code> sameType(Compiler compiler, Syntax.Call call, int from) {
        List<Code> codes = new ArrayList<>();
        for (Syntax argument : call.arguments().subList(from, call.arguments().size())) {
            Code code = compiler.compile(argument);
            if (!codes.isEmpty() && code.type() != codes.get(0).type()) {
                throw compiler.error(
                        argument,
                        "the choices of " + call.function() + " must be of one type, found "
                                + codes.get(0).type().aWord() + " and "
                                + code.type().aWord());
            }
            codes.add(code);
        }
        return codes;
    }

    private static void arity(Compiler compiler, Syntax.Call call, int expected) {
        if (call.arguments().size() != expected) {
            throw compiler.error(
                    call,
                    call.function() + " needs " + expected + (expected == 1 ? " argument" : " arguments") + ", found "
                            + call.arguments().size());
        }
    }

    private static void atLeastTwo(Compiler compiler, Syntax.Call call) {
        if (call.arguments().size() < 2) {
            throw compiler.error(
                    call,
                    call.function() + " needs at least 2 arguments, found "
                            + call.arguments().size());
        }
    }
}
