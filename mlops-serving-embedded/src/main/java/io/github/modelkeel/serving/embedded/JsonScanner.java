package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.serving.embedded.internal.Decimals;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the texts, numbers and words of a JSON document (RFC 8259) out of untrusted bytes, strictly, and makes no object of a
 * number. Confined to one thread.
 */
class JsonScanner {
    private static final int MAX_NUMBER = 400; // the longest double in plain notation has fewer digits

    /** Digits that fit 64 bits without a sign. */
    private static final int MOST_DIGITS = 19;

    /** Texts that are remembered: keys and words come again and again. A power of two. */
    private static final int WORDS = 128;

    private static final int MAX_WORD = 40;

    private static final char REPLACEMENT = '\uFFFD';

    final byte[] bytes;
    private final String name;
    private final @Nullable String[] words = new @Nullable String[WORDS];

    /** Where the next byte to read is. */
    int at;

    /** Whether the last number was a whole one. */
    boolean whole;

    /** The last number, if it was a whole one. */
    long wholeNumber;

    /** The last number, if it was none. */
    double number;

    JsonScanner(byte[] bytes, String name) {
        this.bytes = bytes;
        this.name = name;
    }

    /** Goes to the next byte that is no white space and returns it, or -1 at the end. */
    int next() {
        for (; at < bytes.length; at++) {
            byte next = bytes[at];
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return next & 0xFF;
            }
        }
        return -1;
    }

    @Nullable
    Object word(String word, @Nullable Object value) {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= bytes.length || bytes[at + i] != word.charAt(i)) {
                throw unexpected("a value");
            }
        }
        at += word.length();
        return value;
    }

    String text(int limit) {
        int start = ++at;
        byte seen = 0; // its sign is that of the bytes together: negative if one is not ASCII
        int hash = 0; // that of the text, if all are
        for (; at < bytes.length; at++) {
            byte next = bytes[at];
            if (next == '"') {
                String text = seen >= 0 ? word(start, at - start, hash) : decoded(start, at - start);
                requireLength(text.length(), limit);
                at++;
                return text;
            } else if (next == '\\') {
                return escaped(start, limit);
            } else if (next >= 0 && next < ' ') {
                throw broken("a text has the control character " + next + ", which must be escaped");
            }
            seen |= next;
            hash = 31 * hash + next;
        }
        throw broken("a text does not end");
    }

    /** Returns a text of ASCII, and the same object again for the same word. */
    private String word(int start, int length, int hash) {
        int place = hash & WORDS - 1;
        String known = length <= MAX_WORD ? words[place] : null;
        if (known != null && known.length() == length && known.hashCode() == hash && isAt(start, known)) {
            return known;
        }
        String text = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
        if (length <= MAX_WORD) {
            words[place] = text;
        }
        return text;
    }

    private boolean isAt(int start, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (bytes[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Reads a text with escapes, of which the first was met. */
    private String escaped(int start, int limit) {
        StringBuilder text = new StringBuilder();
        int from = start;
        for (; at < bytes.length; at++) {
            byte next = bytes[at];
            if (next == '"') {
                text.append(decoded(from, at - from));
                requireLength(text.length(), limit);
                requirePairs(text);
                at++;
                return text.toString();
            } else if (next == '\\') {
                text.append(decoded(from, at - from)).append(escape());
                from = at + 1;
            } else if (next >= 0 && next < ' ') {
                throw broken("a text has the control character " + next + ", which must be escaped");
            }
        }
        throw broken("a text does not end");
    }

    /** Reads an escape and stays at its last byte. */
    private char escape() {
        at++;
        int code = at < bytes.length ? bytes[at] : -1;
        return switch (code) {
            case '"', '\\', '/' -> (char) code;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int unit = 0;
                for (int i = 0; i < 4; i++) {
                    at++;
                    int digit = at < bytes.length ? Character.digit((char) (bytes[at] & 0xFF), 16) : -1;
                    if (digit < 0) {
                        throw unexpected("four hexadecimal digits");
                    }
                    unit = unit << 4 | digit;
                }
                yield (char) unit;
            }
            default -> throw unexpected("an escape");
        };
    }

    private String decoded(int start, int length) {
        String text = new String(bytes, start, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) { // was there, or stands for bytes that are no characters
            requireUtf8(start, length);
        }
        return text;
    }

    /** Decodes strictly into a small buffer, so that a large document takes no memory. */
    private void requireUtf8(int start, int length) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer from = ByteBuffer.wrap(bytes, start, length);
        CharBuffer to = CharBuffer.allocate(512);
        CoderResult result = decoder.decode(from, to, true);
        while (result.isOverflow()) {
            to.clear();
            result = decoder.decode(from, to, true);
        }
        try {
            if (result.isError()) {
                result.throwException();
            }
        } catch (CharacterCodingException e) {
            throw new IntegrityException(name + " is not UTF-8: restore it", e);
        }
    }

    private void requireLength(int length, int limit) {
        if (length > limit) {
            throw broken("a text has " + length + " characters but at most " + limit + " are read");
        }
    }

    private void requirePairs(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.isLowSurrogate(text.charAt(i))
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw broken("a text has half a surrogate pair");
                }
                i++;
            }
        }
    }

    /** Reads a number and leaves it, and whether it is whole, in the fields. */
    void number() {
        int start = at;
        boolean negative = bytes[at] == '-';
        if (negative) {
            at++;
        }
        long digits = 0;
        int count = 0; // of digits after leading zeros
        int first = at;
        for (; isDigit(); at++) {
            digits = 10 * digits + (bytes[at] - '0'); // may overflow: then there are too many digits to use it
            count += digits == 0 && count == 0 ? 0 : 1;
        }
        if (at == first || (at - first > 1 && bytes[first] == '0')) {
            int found = at - first;
            at = first;
            throw unexpected(found == 0 ? "a digit" : "a number without leading zeros");
        }
        whole = true;
        int exponent = 0;
        if (at < bytes.length && bytes[at] == '.') {
            whole = false;
            int point = ++at;
            for (; isDigit(); at++) {
                digits = 10 * digits + (bytes[at] - '0');
                count += digits == 0 && count == 0 ? 0 : 1;
            }
            exponent = point - at;
            requireDigits(point);
        }
        if (at < bytes.length && (bytes[at] == 'e' || bytes[at] == 'E')) {
            whole = false;
            exponent += exponent();
        }
        if (at - start > MAX_NUMBER) {
            throw broken("a number has " + (at - start) + " characters but at most " + MAX_NUMBER + " are read");
        }
        if (whole) {
            wholeNumber = count < MOST_DIGITS ? (negative ? -digits : digits) : longest(start);
            return;
        }
        number = count <= MOST_DIGITS ? Decimals.nearest(digits, exponent) : Double.NaN;
        if (Double.isNaN(number)) {
            number = Double.parseDouble(plain(start));
            if (Double.isInfinite(number)) {
                throw broken("number " + plain(start) + " is beyond the range of a double");
            }
        } else if (negative) {
            number = -number;
        }
    }

    private int exponent() {
        at++;
        boolean negative = at < bytes.length && bytes[at] == '-';
        if (negative || (at < bytes.length && bytes[at] == '+')) {
            at++;
        }
        int first = at;
        int exponent = 0;
        for (; isDigit(); at++) {
            exponent = Math.min(10 * exponent + (bytes[at] - '0'), 100_000); // far beyond any double
        }
        requireDigits(first);
        return negative ? -exponent : exponent;
    }

    boolean isDigit() {
        return at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9';
    }

    private void requireDigits(int first) {
        if (at == first) {
            throw unexpected("a digit");
        }
    }

    private long longest(int start) {
        try {
            return Long.parseLong(plain(start));
        } catch (NumberFormatException e) {
            throw new IntegrityException(message("whole number " + plain(start) + " does not fit 64 bits"), e);
        }
    }

    private String plain(int start) {
        return new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
    }

    IntegrityException unexpected(String expected) {
        String found = "the end";
        if (at < bytes.length) {
            int code = bytes[at] & 0xFF;
            found = code > ' ' && code < 0x7F ? "'" + (char) code + "'" : "byte " + code;
        }
        return broken("expected " + expected + ", found " + found);
    }

    IntegrityException broken(String what) {
        return new IntegrityException(message(what));
    }

    /** Says where, in lines and characters from 1; a wrong encoding is the first thing to say. */
    private String message(String what) {
        requireUtf8(0, bytes.length);
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(at, bytes.length); i++) {
            int next = bytes[i] & 0xFF;
            if (next == '\n') {
                line++;
                column = 1;
            } else if (next < 0x80 || next >= 0xC0) { // the first byte of a character
                column += next >= 0xF0 ? 2 : 1;
            }
        }
        return name + " line " + line + " column " + column + ": " + what + "; it is damaged or was edited: restore it";
    }
}
