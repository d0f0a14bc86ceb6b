package io.github.modelkeel.features;

import java.util.ArrayList;
import java.util.List;

/** Cuts an expression into tokens. Names outside letters, digits and underscores stand in backquotes. */
final class Lexer {
    private final String source;
    private int at;

    private Lexer(String source) {
        this.source = source;
    }

    /** Returns the tokens of {@code source}, the last one an {@link Token.Kind#END}. */
    static List<Token> tokens(String source) {
        Lexer lexer = new Lexer(source);
        List<Token> tokens = new ArrayList<>();
        Token token;
        do {
            token = lexer.next();
            tokens.add(token);
        } while (token.kind() != Token.Kind.END);
        return tokens;
    }

    private Token next() {
        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
            at++;
        }
        if (at == source.length()) {
            return new Token(Token.Kind.END, "", at);
        }
        char c = source.charAt(at);
        if (isDigit(c) || c == '.') {
            return number();
        }
        if (c == '\'' || c == '"') {
            return quoted(c, Token.Kind.TEXT, "text");
        }
        if (c == '`') {
            return quoted(c, Token.Kind.QUOTED_NAME, "name");
        }
        if (Character.isLetter(c) || c == '_') {
            int start = at;
            while (at < source.length() && isNamePart(source.charAt(at))) {
                at++;
            }
            return new Token(Token.Kind.NAME, source.substring(start, at), start);
        }
        return symbol(c);
    }

    private Token symbol(char c) {
        int start = at;
        String two = source.substring(at, Math.min(at + 2, source.length()));
        switch (two) {
            case "==", "!=", "<=", ">=" -> {
                at += 2;
                return new Token(Token.Kind.SYMBOL, two, start);
            }
            case "&&" -> throw ExpressionError.at(source, at, "unknown operator '&&'; write 'and'");
            case "||" -> throw ExpressionError.at(source, at, "unknown operator '||'; write 'or'");
            case "<>" -> throw ExpressionError.at(source, at, "unknown operator '<>'; write '!='");
            case "**" -> throw ExpressionError.at(source, at, "unknown operator '**'; write pow(base, exponent)");
            default -> {}
        }
        switch (c) {
            case '+', '-', '*', '/', '<', '>', '(', ')', ',' -> {
                at++;
                return new Token(Token.Kind.SYMBOL, String.valueOf(c), start);
            }
            case '=' -> throw ExpressionError.at(source, at, "unknown operator '='; write '==' to compare");
            case '!' -> throw ExpressionError.at(source, at, "unknown operator '!'; write 'not'");
            case '^' -> throw ExpressionError.at(source, at, "unknown operator '^'; write pow(base, exponent)");
            default ->
                throw ExpressionError.at(
                        source,
                        at,
                        "unexpected character " + ExpressionError.character(source.codePointAt(at))
                                + "; put column names other than letters, digits and '_' in backquotes");
        }
    }

    private Token number() {
        int start = at;
        digits();
        if (at < source.length() && source.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < source.length() && (source.charAt(at) == 'e' || source.charAt(at) == 'E')) {
            at++;
            if (at < source.length() && (source.charAt(at) == '+' || source.charAt(at) == '-')) {
                at++;
            }
            int exponent = at;
            digits();
            if (at == exponent) {
                throw ExpressionError.at(source, start, "a number ends after its 'e'; add the exponent's digits");
            }
        }
        String text = source.substring(start, at);
        if (text.equals(".")) {
            throw ExpressionError.at(source, start, "a '.' without digits; a number looks like 1, 0.5 or 1e-3");
        }
        if (at < source.length() && (isNamePart(source.charAt(at)) || source.charAt(at) == '.')) {
            throw ExpressionError.at(
                    source,
                    start,
                    "'" + text + source.charAt(at) + "' begins neither a number nor a name; put such a column name in"
                            + " backquotes");
        }
        return new Token(Token.Kind.NUMBER, text, start);
    }

    private void digits() {
        while (at < source.length() && isDigit(source.charAt(at))) {
            at++;
        }
    }

    /** Reads up to the closing quote; a doubled quote stands for itself. */
    private Token quoted(char quote, Token.Kind kind, String what) {
        int start = at;
        StringBuilder content = new StringBuilder();
        at++;
        while (at < source.length()) {
            char c = source.charAt(at++);
            if (c != quote) {
                content.append(c);
            } else if (at < source.length() && source.charAt(at) == quote) {
                content.append(quote);
                at++;
            } else {
                return new Token(kind, content.toString(), start);
            }
        }
        throw ExpressionError.at(source, start, "a " + what + " starts here and never ends; close it with " + quote);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
