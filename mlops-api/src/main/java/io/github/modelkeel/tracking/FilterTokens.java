package io.github.modelkeel.tracking;

import io.github.modelkeel.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a condition, read once and then walked through. */
final class FilterTokens {
    private static final int MOST_CHARACTERS = 20_000;
    private static final Pattern TOKEN = Pattern.compile("(?<number>[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?"
            + "[0-9]{1,4})?(?![A-Za-z0-9_./-]))|(?<text>'[^']*+(?:''[^']*+)*+')|(?<quoted>\"[^\"]*+(?:\"\"[^\"]*+)*+\""
            + "|`[^`]*+(?:``[^`]*+)*+`)"
            + "|(?<name>[A-Za-z0-9_./-]++)|(?<symbol><=|>=|<>|!=|==|[=<>(),@\\[\\]])");

    private static final Map<String, Double> SPECIAL =
            Map.of("nan", Double.NaN, "infinity", Double.POSITIVE_INFINITY, "-infinity", Double.NEGATIVE_INFINITY);

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    /** What kind of word. */
    enum Kind {
        NUMBER,
        TEXT,
        QUOTED,
        NAME,
        SYMBOL,
        END
    }

    /** A word: its text without quotes. */
    record Token(Kind kind, String text, int position) {
        boolean isQuoted() {
            return kind == Kind.QUOTED;
        }
    }

    FilterTokens(String text) {
        this.text = text;
        if (text.length() > MOST_CHARACTERS) {
            throw new InvalidInputException(
                    "a filter has at most " + MOST_CHARACTERS + " characters, was " + text.length());
        }
        Matcher matcher = TOKEN.matcher(text);
        for (int i = skipSpace(0); i < text.length(); i = skipSpace(matcher.end())) {
            if (!matcher.find(i) || matcher.start() != i) {
                throw FilterParser.error(
                        text,
                        i,
                        text.substring(i, Math.min(text.length(), i + 10)),
                        "not a word of a filter; texts stand in single quotes");
            }
            tokens.add(token(matcher));
        }
        tokens.add(new Token(Kind.END, "", text.length()));
    }

    private int skipSpace(int from) {
        int i = from;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static Token token(Matcher matcher) {
        String word = matcher.group();
        if (matcher.group("number") != null) {
            return new Token(Kind.NUMBER, word, matcher.start());
        }
        if (matcher.group("text") != null) {
            return new Token(Kind.TEXT, word.substring(1, word.length() - 1).replace("''", "'"), matcher.start());
        }
        if (matcher.group("quoted") != null) {
            String quote = word.substring(0, 1);
            String name = word.substring(1, word.length() - 1).replace(quote + quote, quote);
            return new Token(Kind.QUOTED, name, matcher.start());
        }
        return new Token(matcher.group("name") != null ? Kind.NAME : Kind.SYMBOL, word, matcher.start());
    }

    private Token current() {
        return tokens.get(at);
    }

    int position() {
        return current().position();
    }

    void next() {
        at++;
    }

    boolean atEnd() {
        return current().kind() == Kind.END;
    }

    /** Returns whether a keyword or symbol comes next; keywords in any case of letters. */
    boolean at(String word) {
        Token token = current();
        return (token.kind() == Kind.SYMBOL && token.text().equals(word))
                || (token.kind() == Kind.NAME
                        && token.text().toLowerCase(Locale.ROOT).equals(word));
    }

    boolean take(String word) {
        boolean there = at(word);
        if (there) {
            at++;
        }
        return there;
    }

    void expect(String word) {
        if (!take(word)) {
            throw wrong(position(), "expected '" + word + "'");
        }
    }

    void expectEnd(String expected) {
        if (!atEnd()) {
            throw wrong(position(), "expected " + expected);
        }
    }

    /** Returns the symbol that comes next, or an empty text. */
    String symbol() {
        return current().kind() == Kind.SYMBOL ? current().text() : "";
    }

    Token name(String expected) {
        Token token = current();
        if ((token.kind() != Kind.NAME && token.kind() != Kind.QUOTED)
                || token.text().isEmpty()) {
            throw wrong(token.position(), "expected " + expected);
        }
        at++;
        return token;
    }

    /** Returns the name of a context: a word, a number as it is written, or anything in quotes. */
    String context() {
        Token token = current();
        if (token.kind() == Kind.SYMBOL || token.text().isEmpty()) {
            throw wrong(token.position(), "expected the name of a context, for instance metrics.loss[train]");
        }
        at++;
        return token.text();
    }

    /** Returns a {@link Double} or a {@link String}. */
    Object literal() {
        Token token = current();
        if (token.kind() == Kind.NUMBER) {
            at++;
            return Double.valueOf(token.text());
        }
        if (token.kind() == Kind.TEXT) {
            at++;
            return token.text();
        }
        Double special = token.kind() == Kind.NAME ? SPECIAL.get(token.text().toLowerCase(Locale.ROOT)) : null;
        if (special != null) {
            at++;
            return special;
        }
        throw wrong(token.position(), "expected a number, or a text in single quotes");
    }

    InvalidInputException wrong(int position, String message) {
        String found = tokens.stream()
                .filter(token -> token.position() == position)
                .map(Token::text)
                .findFirst()
                .orElse("");
        return FilterParser.error(text, position, found, message);
    }
}
