package io.github.modelkeel.features;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks the types of a parsed expression against the columns in scope and builds what evaluates it. */
final class Compiler {
    private static final int MAX_LISTED = 30;

    private final String source;
    private final Map<String, Slot> scope;
    private final TreeSet<String> used = new TreeSet<>();

    /**
     * A column an expression may name.
     *
     * @param index its slot in the {@link Frame}
     * @param type its type
     */
    record Slot(int index, ExpressionType type) {}

    Compiler(String source, Map<String, Slot> scope) {
        this.source = source;
        this.scope = scope;
    }

    /** Returns the names of the columns met so far, sorted. */
    List<String> used() {
        return List.copyOf(used);
    }

    Code compile(Syntax node) {
        if (node instanceof Syntax.NumberLiteral literal) {
            double value = literal.value();
            return (Code.OfNumber) frame -> value;
        }
        if (node instanceof Syntax.TextLiteral literal) {
            String value = literal.value();
            return (Code.OfText) frame -> value;
        }
        if (node instanceof Syntax.BooleanLiteral literal) {
            int value = Truth.of(literal.value());
            return (Code.OfBoolean) frame -> value;
        }
        if (node instanceof Syntax.Column column) {
            return column(column);
        }
        if (node instanceof Syntax.Negation negation) {
            Code.OfNumber operand = number(negation.operand(), "unary '-'");
            return (Code.OfNumber) frame -> -operand.run(frame);
        }
        if (node instanceof Syntax.Not not) {
            Code.OfBoolean operand = bool(not.operand(), "'not'");
            return (Code.OfBoolean) frame -> Truth.not(operand.run(frame));
        }
        if (node instanceof Syntax.Binary binary) {
            return binary(binary);
        }
        return Functions.compile(this, (Syntax.Call) node);
    }

    private Code column(Syntax.Column column) {
        Slot slot = scope.get(column.name());
        if (slot == null) {
            throw error(column, noSuch("column", column.name(), scope.keySet()));
        }
        used.add(column.name());
        int index = slot.index();
        return switch (slot.type()) {
            case NUMBER -> (Code.OfNumber) frame -> frame.numbers[index];
            case TEXT -> (Code.OfText) frame -> frame.texts[index];
            case BOOLEAN -> (Code.OfBoolean) frame -> Truth.ofNumber(frame.numbers[index]);
            case INSTANT -> (Code.OfInstant) frame -> frame.instants[index];
        };
    }

    private Code binary(Syntax.Binary node) {
        String operator = node.operator();
        String shown = "'" + operator + "'";
        switch (operator) {
            case "and", "or" -> {
                Code.OfBoolean left = bool(node.left(), shown);
                Code.OfBoolean right = bool(node.right(), shown);
                return operator.equals("and")
                        ? (Code.OfBoolean) frame -> Truth.and(left.run(frame), right.run(frame))
                        : (Code.OfBoolean) frame -> Truth.or(left.run(frame), right.run(frame));
            }
            case "+", "-", "*", "/" -> {
                return Operators.arithmetic(operator, number(node.left(), shown), number(node.right(), shown));
            }
            default -> {
                return comparison(node, compile(node.left()), compile(node.right()));
            }
        }
    }

    private Code comparison(Syntax.Binary node, Code left, Code right) {
        if (left.type() != right.type()) {
            throw error(
                    node,
                    "'" + node.operator() + "' compares " + left.type().aWord() + " with "
                            + right.type().aWord() + "; both sides must be of one type");
        }
        boolean equality = node.operator().equals("==") || node.operator().equals("!=");
        Operators.Decision decision = Operators.decision(node.operator());
        if (left instanceof Code.OfNumber a && right instanceof Code.OfNumber b) {
            return Operators.compareNumbers(decision, a, b);
        }
        if (left instanceof Code.OfInstant a && right instanceof Code.OfInstant b) {
            return Operators.compareInstants(decision, a, b);
        }
        if (!equality) {
            throw error(
                    node,
                    "'" + node.operator() + "' needs numbers or instants, found "
                            + left.type().word() + "s; texts and booleans know only == and !=");
        }
        return left instanceof Code.OfText a
                ? Operators.compareTexts(decision, a, (Code.OfText) right)
                : Operators.compareBooleans(decision, (Code.OfBoolean) left, (Code.OfBoolean) right);
    }

    Code.OfNumber number(Syntax node, String user) {
        Code code = compile(node);
        if (code instanceof Code.OfNumber number) {
            return number;
        }
        throw mismatch(node, user, ExpressionType.NUMBER, code);
    }

    Code.OfBoolean bool(Syntax node, String user) {
        Code code = compile(node);
        if (code instanceof Code.OfBoolean bool) {
            return bool;
        }
        throw mismatch(node, user, ExpressionType.BOOLEAN, code);
    }

    Code.OfInstant instant(Syntax node, String user) {
        Code code = compile(node);
        if (code instanceof Code.OfInstant instant) {
            return instant;
        }
        throw mismatch(node, user, ExpressionType.INSTANT, code);
    }

    Code.OfText text(Syntax node, String user) {
        Code code = compile(node);
        if (code instanceof Code.OfText text) {
            return text;
        }
        throw mismatch(node, user, ExpressionType.TEXT, code);
    }

    private RuntimeException mismatch(Syntax node, String user, ExpressionType expected, Code found) {
        String hint = expected == ExpressionType.NUMBER && found.type() == ExpressionType.BOOLEAN
                ? "; write if(condition, 1, 0)"
                : expected == ExpressionType.BOOLEAN && found.type() == ExpressionType.NUMBER
                        ? "; compare it, for example x != 0"
                        : "";
        return error(
                node,
                user + " needs " + expected.aWord() + ", found " + found.type().aWord() + hint);
    }

    RuntimeException error(Syntax node, String fault) {
        return ExpressionError.at(source, node.position(), fault);
    }

    static String noSuch(String kind, String name, Iterable<String> known) {
        List<String> near = Nearest.to(name, known);
        if (!near.isEmpty()) {
            return "no " + kind + " '" + name + "'; nearest: " + String.join(", ", near);
        }
        TreeSet<String> sorted = new TreeSet<>();
        known.forEach(sorted::add);
        String some = sorted.stream().limit(MAX_LISTED).collect(Collectors.joining(", "));
        return "no " + kind + " '" + name + "'; there " + (sorted.isEmpty() ? "are none" : "are " + some)
                + (sorted.size() > MAX_LISTED ? " and " + (sorted.size() - MAX_LISTED) + " more" : "");
    }
}
