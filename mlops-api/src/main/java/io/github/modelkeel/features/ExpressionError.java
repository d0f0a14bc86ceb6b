package io.github.modelkeel.features;

import io.github.modelkeel.error.InvalidInputException;
import java.util.Locale;

/** Makes the exceptions of the expression language: what is wrong, where, and a caret under the place. */
final class ExpressionError {
    private static final int WINDOW = 72;

    private ExpressionError() {}

    /** Returns the exception for a fault at index {@code position} of {@code source}. */
    static InvalidInputException at(String source, int position, String fault) {
        int from =
                source.length() <= WINDOW ? 0 : Math.max(0, Math.min(position - WINDOW / 2, source.length() - WINDOW));
        int to = Math.min(source.length(), from + WINDOW);
        String shown = printable(source.substring(from, to));
        return new InvalidInputException("expression is wrong at position " + (position + 1) + ": " + fault + "\n  "
                + shown + "\n  " + " ".repeat(position - from) + "^");
    }

    /** Returns how a message shows one character. */
    static String character(int codePoint) {
        String code = String.format(Locale.ROOT, "U+%04X", codePoint);
        return Character.isISOControl(codePoint) || !Character.isDefined(codePoint)
                ? code
                : "'" + Character.toString(codePoint) + "' (" + code + ")";
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) ? ' ' : c);
        }
        return shown.toString();
    }
}
