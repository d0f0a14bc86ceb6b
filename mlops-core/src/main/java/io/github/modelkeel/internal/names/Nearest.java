package io.github.modelkeel.internal.names;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The names nearest to one that is unknown, for messages. */
public final class Nearest {
    private static final int SHOWN = 3;

    private Nearest() {}

    /**
     * Returns up to three of the names that differ from {@code asked} by few edits, nearest first, equal ones in the order
     * given. Case counts less than letters. Cost O(length squared) for each name.
     */
    public static List<String> to(String asked, Collection<String> names) {
        String wanted = asked.toLowerCase(Locale.ROOT);
        int most = Math.max(2, asked.length() / 3);
        record Near(String name, int distance) {}
        return names.stream()
                .filter(name -> Math.abs(name.length() - asked.length()) <= most)
                .map(name -> new Near(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
                .filter(near -> near.distance() <= most)
                .sorted(Comparator.comparingInt(Near::distance))
                .limit(SHOWN)
                .map(Near::name)
                .toList();
    }

    /**
     * Returns a part of a message that begins with a semicolon: the nearest names, or else all of them if they are few, or
     * what to do when there are none.
     *
     * @param what what they are, in the plural, for instance {@code models}
     * @param none what to say when there are no names at all
     */
    public static String hint(String asked, Collection<String> names, String what, String none) {
        if (names.isEmpty()) {
            return "; " + none;
        }
        List<String> near = to(asked, names);
        if (!near.isEmpty()) {
            return "; did you mean '" + String.join("', '", near) + "'?";
        }
        List<String> some = names.stream().limit(20).toList();
        return "; the " + what + " are " + some + (some.size() < names.size() ? " and others" : "");
    }

    /** Levenshtein's distance with transpositions of neighbours counted once. */
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        int[] next = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            next[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                next[j] = Math.min(Math.min(next[j - 1], row[j]) + 1, row[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    next[j] = Math.min(next[j], before[j - 2] + 1);
                }
            }
            int[] free = before;
            before = row;
            row = next;
            next = free;
        }
        return row[b.length()];
    }
}
