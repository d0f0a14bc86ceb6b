package io.github.modelkeel.store.jdbc;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is stored beside a text so that searches find it. */
final class Texts {
    private Texts() {}

    /** Returns 64 bits of a text; they are stored, so they never change. Different texts may have the same ones. */
    static long hash(String text) {
        long hash = 0xcbf29ce484222325L; // FNV-1a, on UTF-16 units
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** Returns whether every index has all of a text, and not its beginning only. */
    static boolean isWhole(String text) {
        return text.codePointCount(0, text.length()) < Dialect.HEAD_POINTS;
    }

    /** Returns the text in lower case, or {@code null} when that is the text itself. */
    static @Nullable String low(String text) {
        String low = text.toLowerCase(Locale.ROOT);
        return low.equals(text) ? null : low;
    }
}
