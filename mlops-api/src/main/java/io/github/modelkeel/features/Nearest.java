package io.github.modelkeel.features;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names somebody may have meant. */
final class Nearest {
    private static final int SHOWN = 3;
    private static final int LONGEST = 60;

    private Nearest() {}

    private record Candidate(String name, int distance) {}

    /** Returns up to three known names close to {@code name}, the closest first, then in alphabetical order. */
    static List<String> to(String name, Iterable<String> known) {
        List<Candidate> candidates = new ArrayList<>();
        String wanted = name.toLowerCase(Locale.ROOT);
        for (String other : known) {
            if (wanted.length() > LONGEST || other.length() > LONGEST) {
                continue;
            }
            int distance = distance(wanted, other.toLowerCase(Locale.ROOT));
            int longer = Math.max(wanted.length(), other.length());
            if (distance < longer && distance <= Math.max(2, longer / 3)) {
                candidates.add(new Candidate(other, distance));
            }
        }
        candidates.sort(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name));
        return candidates.stream().limit(SHOWN).map(Candidate::name).toList();
    }

    /** Levenshtein's edit distance, two rows of the table at a time. */
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] now = new int[b.length() + 1];
            now[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(change, 1 + Math.min(before[j], now[j - 1]));
            }
            before = now;
        }
        return before[b.length()];
    }
}
