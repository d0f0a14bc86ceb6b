package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.serving.embedded.internal.Decimals;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The lines {@code key=value} of a model in LightGBM's text form, one after the other, without copies. Confined to one thread.
 */
final class LightgbmLines {
    private static final int MAX_NUMBER = 400;

    private final byte[] bytes;
    private final Source source;
    private int start;
    private int equals;
    private int end;
    private int next;
    private int at;

    LightgbmLines(byte[] bytes, Source source) {
        this.bytes = bytes;
        this.source = source;
    }

    /** Goes to the next line and returns whether there is one. */
    boolean advance() {
        if (next >= bytes.length) {
            return false;
        }
        start = next;
        equals = -1;
        end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            if (equals < 0 && bytes[end] == '=') {
                equals = end;
            }
            end++;
        }
        next = end + 1;
        if (end > start && bytes[end - 1] == '\r') {
            end--;
        }
        at = equals < 0 ? end : equals + 1;
        return true;
    }

    /** Returns which of these names stands before the equals sign, or is the line if there is none; otherwise an empty text. */
    String key(List<String> names) {
        int length = (equals < 0 ? end : equals) - start;
        for (int i = 0; i < names.size(); i++) { // no text is made of the key: a file of small trees has mostly keys
            if (names.get(i).length() == length && startsWith(names.get(i))) {
                return names.get(i);
            }
        }
        return "";
    }

    /** Returns whether the line begins so. */
    boolean startsWith(String text) {
        if (end - start < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the line from so many bytes on. */
    String rest(int from) {
        return new String(bytes, start + from, Math.max(0, end - start - from), StandardCharsets.UTF_8);
    }

    /** Returns what stands after the equals sign. */
    String text() {
        int from = equals < 0 ? end : equals + 1;
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    int whole(String what) {
        int plain = plainWhole();
        if (plain >= 0) {
            return plain;
        }
        String text = text();
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw source.damaged("'" + what + "' must be a whole number, was '" + shown(text) + "'", e);
        }
    }

    /** Returns a whole number of at most nine digits, or -1 if something else stands after the equals sign. */
    private int plainWhole() {
        int from = equals + 1;
        if (equals < 0 || from == end || end - from > 9) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            value = 10 * value + bytes[i] - '0';
        }
        return value;
    }

    /** Returns the number of words after the equals sign. */
    private int words() {
        int words = 0;
        for (int i = equals + 1; i < end; i++) {
            if (bytes[i] != ' ' && (i == equals + 1 || bytes[i - 1] == ' ')) {
                words++;
            }
        }
        return words;
    }

    private void count(String what, int expected) {
        int words = equals < 0 ? 0 : words();
        if (words != expected) {
            throw source.damaged("'" + what + "' has " + words + " numbers where " + expected + " stand");
        }
        at = equals + 1;
    }

    int[] ints(String what, int expected) {
        count(what, expected);
        int[] values = new int[expected];
        for (int i = 0; i < expected; i++) {
            long value = nextWhole(what);
            if ((int) value != value) {
                throw source.damaged("'" + what + "' has the number " + value);
            }
            values[i] = (int) value;
        }
        return values;
    }

    /** Reads words of 32 bits, written as whole numbers without a sign. */
    int[] words32(String what, int expected) {
        count(what, expected);
        int[] values = new int[expected];
        for (int i = 0; i < expected; i++) {
            long value = nextWhole(what);
            if (value < 0 || value > 0xFFFFFFFFL) {
                throw source.damaged("'" + what + "' has the number " + value + ", not 32 bits");
            }
            values[i] = (int) value;
        }
        return values;
    }

    double[] doubles(String what, int expected) {
        count(what, expected);
        double[] values = new double[expected];
        for (int i = 0; i < expected; i++) {
            values[i] = nextNumber(what);
        }
        return values;
    }

    float[] floats(String what, int expected) {
        count(what, expected);
        float[] values = new float[expected];
        for (int i = 0; i < expected; i++) {
            values[i] = (float) nextNumber(what);
        }
        return values;
    }

    private long nextWhole(String what) {
        skipBlanks();
        boolean negative = at < end && bytes[at] == '-';
        at += negative ? 1 : 0;
        int from = at;
        long value = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9' && at - from < 18) {
            value = 10 * value + bytes[at++] - '0';
        }
        if (at == from || (at < end && bytes[at] != ' ')) {
            throw source.damaged("'" + what + "' has something that is no whole number");
        }
        return negative ? -value : value;
    }

    private double nextNumber(String what) {
        skipBlanks();
        int from = at;
        while (at < end && bytes[at] != ' ') {
            at++;
        }
        if (at - from > MAX_NUMBER) {
            throw source.damaged("'" + what + "' has a number of " + (at - from) + " characters");
        }
        double number = Decimals.parse(bytes, from, at);
        return Double.isNaN(number)
                ? number(new String(bytes, from, at - from, StandardCharsets.ISO_8859_1), what, source)
                : number;
    }

    private void skipBlanks() {
        while (at < end && bytes[at] == ' ') {
            at++;
        }
    }

    /** Reads a number; C writes infinity and NaN in its own ways. */
    static double number(String text, String what, Source source) {
        Double special = special(text);
        if (special != null) {
            return special;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw source.damaged("'" + what + "' has '" + shown(text) + "', which is no number", e);
        }
    }

    private static @Nullable Double special(String text) {
        int last = text.isEmpty() ? 0 : text.charAt(text.length() - 1);
        if (last != 'f' && last != 'n') { // ends no number of ours, but Java would take 1f for one
            return null;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
        };
    }

    private static String shown(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
