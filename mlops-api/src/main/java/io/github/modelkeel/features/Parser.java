package io.github.modelkeel.features;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads an expression by recursive descent. From loosest to tightest: {@code or}, {@code and}, {@code not},
 * comparison (one, never chained), {@code + -}, {@code * /}, unary minus. Length, nesting and number of nodes are
 * bounded, because the text may come from a stored document.
 */
final class Parser {
    /** Longest accepted expression, in characters. */
    static final int MAX_LENGTH = 4096;

    /** Deepest accepted nesting of parentheses, calls, {@code not} and minus signs. */
    static final int MAX_DEPTH = 64;

    /** Most nodes an expression may have. */
    static final int MAX_NODES = 1000;

    private final String source;
    private final List<Token> tokens;
    private int next;
    private int depth;
    private int nodes;

    private Parser(String source, List<Token> tokens) {
        this.source = source;
        this.tokens = tokens;
    }

    /** Returns the tree of {@code source}. */
    static Syntax parse(String source) {
        if (source.length() > MAX_LENGTH) {
            throw ExpressionError.at(
                    source,
                    MAX_LENGTH,
                    "it has " + source.length() + " characters, more than " + MAX_LENGTH
                            + "; split it into several derived columns");
        }
        Parser parser = new Parser(source, Lexer.tokens(source));
        if (parser.peek().kind() == Token.Kind.END) {
            throw ExpressionError.at(source, 0, "it is empty; write for example orders * price");
        }
        Syntax tree = parser.disjunction();
        Token rest = parser.peek();
        if (rest.kind() != Token.Kind.END) {
            throw ExpressionError.at(source, rest.position(), "expected an operator or the end, found " + rest.shown());
        }
        return tree;
    }

    private Syntax disjunction() {
        Syntax left = conjunction();
        while (peek().isWord("or")) {
            int position = take().position();
            left = counted(new Syntax.Binary("or", left, conjunction(), position));
        }
        return left;
    }

    private Syntax conjunction() {
        Syntax left = negated();
        while (peek().isWord("and")) {
            int position = take().position();
            left = counted(new Syntax.Binary("and", left, negated(), position));
        }
        return left;
    }

    private Syntax negated() {
        if (!peek().isWord("not")) {
            return comparison();
        }
        int position = take().position();
        enter(position);
        Syntax operand = negated();
        depth--;
        return counted(new Syntax.Not(operand, position));
    }

    private Syntax comparison() {
        Syntax left = sum();
        if (!isComparison(peek())) {
            return left;
        }
        Token operator = take();
        Syntax right = sum();
        if (isComparison(peek())) {
            throw ExpressionError.at(
                    source, peek().position(), "comparisons do not chain; write a < b and b < c instead of a < b < c");
        }
        return counted(new Syntax.Binary(operator.text(), left, right, operator.position()));
    }

    private Syntax sum() {
        Syntax left = product();
        while (peek().isSymbol("+") || peek().isSymbol("-")) {
            Token operator = take();
            left = counted(new Syntax.Binary(operator.text(), left, product(), operator.position()));
        }
        return left;
    }

    private Syntax product() {
        Syntax left = signed();
        while (peek().isSymbol("*") || peek().isSymbol("/")) {
            Token operator = take();
            left = counted(new Syntax.Binary(operator.text(), left, signed(), operator.position()));
        }
        return left;
    }

    private Syntax signed() {
        if (!peek().isSymbol("-")) {
            return primary();
        }
        int position = take().position();
        enter(position);
        Syntax operand = signed();
        depth--;
        return counted(new Syntax.Negation(operand, position));
    }

    private Syntax primary() {
        Token token = take();
        return switch (token.kind()) {
            case NUMBER -> counted(new Syntax.NumberLiteral(finite(token), token.position()));
            case TEXT -> counted(new Syntax.TextLiteral(token.text(), token.position()));
            case QUOTED_NAME -> counted(new Syntax.Column(token.text(), token.position()));
            case NAME -> named(token);
            case SYMBOL, END -> {
                if (!token.isSymbol("(")) {
                    throw ExpressionError.at(
                            source,
                            token.position(),
                            "expected a column, a number, a text or '(', found " + token.shown());
                }
                enter(token.position());
                Syntax inner = disjunction();
                depth--;
                close(token);
                yield inner;
            }
        };
    }

    private double finite(Token token) {
        double value = Double.parseDouble(token.text());
        if (Double.isInfinite(value)) {
            throw ExpressionError.at(source, token.position(), "number " + token.text() + " is too large for a double");
        }
        return value;
    }

    private Syntax named(Token name) {
        switch (name.text()) {
            case "true" -> {
                return counted(new Syntax.BooleanLiteral(true, name.position()));
            }
            case "false" -> {
                return counted(new Syntax.BooleanLiteral(false, name.position()));
            }
            case "and", "or", "not" ->
                throw ExpressionError.at(source, name.position(), "expected a value, found " + name.shown());
            default -> {}
        }
        if (!peek().isSymbol("(")) {
            return counted(new Syntax.Column(name.text(), name.position()));
        }
        Token open = take();
        enter(open.position());
        List<Syntax> arguments = new ArrayList<>();
        if (!peek().isSymbol(")")) {
            arguments.add(disjunction());
            while (peek().isSymbol(",")) {
                take();
                arguments.add(disjunction());
            }
        }
        depth--;
        close(open);
        return counted(new Syntax.Call(name.text(), List.copyOf(arguments), name.position()));
    }

    private void close(Token open) {
        Token token = take();
        if (!token.isSymbol(")")) {
            throw ExpressionError.at(
                    source,
                    token.position(),
                    "expected ')' for the '(' at position " + (open.position() + 1) + ", found " + token.shown());
        }
    }

    private static boolean isComparison(Token token) {
        return token.kind() == Token.Kind.SYMBOL
                && switch (token.text()) {
                    case "==", "!=", "<", "<=", ">", ">=" -> true;
                    default -> false;
                };
    }

    private void enter(int position) {
        if (++depth > MAX_DEPTH) {
            throw ExpressionError.at(
                    source, position, "nested deeper than " + MAX_DEPTH + "; split it into several derived columns");
        }
    }

    private <S extends Syntax> S counted(S node) {
        if (++nodes > MAX_NODES) {
            throw ExpressionError.at(
                    source,
                    node.position(),
                    "more than " + MAX_NODES + " operations and values; split it into several derived columns");
        }
        return node;
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Token.Kind.END) {
            next++;
        }
        return token;
    }
}
