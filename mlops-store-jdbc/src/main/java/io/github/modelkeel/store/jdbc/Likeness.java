package io.github.modelkeel.store.jdbc;

import java.util.ArrayList;
import java.util.List;

/** The elements of a pattern of LIKE, to be said in the words of each database. Checked by {@code RunScan} before. */
final class Likeness {
    private static final int ANY = -1;
    private static final int ONE = -2;

    private final List<Integer> elements = new ArrayList<>();

    Likeness(String pattern) {
        int[] points = pattern.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            switch (points[i]) {
                case '%' -> elements.add(ANY);
                case '_' -> elements.add(ONE);
                case '\\' -> elements.add(points[++i]);
                default -> elements.add(points[i]);
            }
        }
    }

    /** Returns the pattern for {@code GLOB} of SQLite, which heeds case and counts code points. */
    String glob() {
        return say("*", "?", "*?[", "[", "]");
    }

    /** Returns the pattern for {@code LIKE} of PostgreSQL, which counts code points. */
    String like() {
        return say("%", "_", "%_\\", "\\", "");
    }

    /** Returns a regular expression of Java: H2's own LIKE counts UTF-16 units. */
    String regex() {
        return "(?s)\\A" + say(".*", ".", "\\^$.|?*+()[]{}-&#", "\\", "") + "\\z";
    }

    private String say(String any, String one, String special, String before, String after) {
        StringBuilder said = new StringBuilder();
        for (int element : elements) {
            if (element == ANY) {
                said.append(any);
            } else if (element == ONE) {
                said.append(one);
            } else if (special.indexOf(element) >= 0) {
                said.append(before).appendCodePoint(element).append(after);
            } else {
                said.appendCodePoint(element);
            }
        }
        return said.toString();
    }
}
