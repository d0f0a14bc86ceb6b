package io.github.modelkeel.features;

/**
 * One word of an expression.
 *
 * @param kind what it is
 * @param text its content: the name without backquotes, the text without quotes, the operator, the digits
 * @param position index of its first character in the source, from 0
 */
record Token(Kind kind, String text, int position) {
    enum Kind {
        NUMBER,
        TEXT,
        NAME,
        QUOTED_NAME,
        SYMBOL,
        END
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
        return kind == Kind.NAME && text.equals(word);
    }

    /** Returns how a message names this token. */
    String shown() {
        return switch (kind) {
            case END -> "the end";
            case TEXT -> "text '" + text + "'";
            case NUMBER, NAME, QUOTED_NAME, SYMBOL -> "'" + text + "'";
        };
    }
}
