package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.error.IntegrityException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document (RFC 8259) out of untrusted bytes, in one pass and strictly: one object, no repeated key, nothing
 * after its end. Instead of Jackson, which writes documents, because of the time a fresh JVM takes to its first prediction:
 * Jackson's 74 classes took a third of it, these few lines a thirtieth.
 */
final class JsonReader {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NAME = 100_000;
    private static final int MAX_TEXT = 10_000_000;
    private static final int MAX_NUMBER = 400; // the longest double in plain notation has fewer digits

    private static final int EXACT_DIGITS = 15; // a whole number of so many is exact as a double
    private static final double[] EXACT_POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private final byte[] bytes;
    private final String name;
    private int at;
    private int depth;

    private JsonReader(byte[] bytes, String name) {
        this.bytes = bytes;
        this.name = name;
    }

    /**
     * Reads a document.
     *
     * @param name what is read, for messages
     * @throws IntegrityException with name, line and column unless the bytes are a document
     */
    static Map<String, Object> read(byte[] bytes, String name) {
        JsonReader in = new JsonReader(bytes, name);
        if (in.next() != '{') {
            throw in.broken("it must be an object");
        }
        Map<String, Object> document = in.object();
        if (in.next() >= 0) {
            throw in.broken("there is content after its end");
        }
        return document;
    }

    /** Goes to the next byte that is no white space and returns it, or -1 at the end. */
    private int next() {
        for (; at < bytes.length; at++) {
            byte next = bytes[at];
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return next & 0xFF;
            }
        }
        return -1;
    }

    private @Nullable Object value() {
        int next = next();
        return switch (next) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> text(MAX_TEXT);
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw unexpected("a value");
        };
    }

    private Map<String, Object> object() {
        enter();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (next() == '}') {
            leave();
            return present(map);
        }
        while (true) {
            if (next() != '"') {
                throw unexpected("a name in quotes");
            }
            int start = at;
            String key = text(MAX_NAME);
            if (map.containsKey(key)) {
                at = start;
                throw broken("the name '" + key + "' is repeated");
            }
            if (next() != ':') {
                throw unexpected("':'");
            }
            at++;
            map.put(key, value());
            int next = next();
            if (next == '}') {
                leave();
                return present(map);
            } else if (next != ',') {
                throw unexpected("',' or '}'");
            }
            at++;
        }
    }

    private List<@Nullable Object> list() {
        enter();
        List<@Nullable Object> list = new ArrayList<>();
        if (next() == ']') {
            leave();
            return list;
        }
        while (true) {
            list.add(value());
            int next = next();
            if (next == ']') {
                leave();
                return list;
            } else if (next != ',') {
                throw unexpected("',' or ']'");
            }
            at++;
        }
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw broken("it is nested deeper than " + MAX_DEPTH + " levels");
        }
        at++;
    }

    private void leave() {
        depth--;
        at++;
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= bytes.length || bytes[at + i] != word.charAt(i)) {
                throw unexpected("a value");
            }
        }
        at += word.length();
        return value;
    }

    private String text(int limit) {
        int start = ++at;
        byte seen = 0; // its sign is that of the bytes together: negative if one is not ASCII
        for (; at < bytes.length; at++) {
            byte next = bytes[at];
            if (next == '"') {
                String text = seen >= 0
                        ? new String(bytes, start, at - start, StandardCharsets.ISO_8859_1)
                        : decoded(start, at - start);
                requireLength(text.length(), limit);
                at++;
                return text;
            } else if (next == '\\') {
                return escaped(start, limit);
            } else if (next >= 0 && next < ' ') {
                throw broken("a text has the control character " + next + ", which must be escaped");
            }
            seen |= next;
        }
        throw broken("a text does not end");
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
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
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

    private Object number() {
        int start = at;
        boolean negative = bytes[at] == '-';
        if (negative) {
            at++;
        }
        long digits = 0;
        int first = at;
        for (; isDigit(); at++) {
            digits = 10 * digits + (bytes[at] - '0'); // may overflow: then there are too many digits to use it
        }
        int count = at - first;
        if (count == 0 || (count > 1 && bytes[first] == '0')) {
            at = first;
            throw unexpected(count == 0 ? "a digit" : "a number without leading zeros");
        }
        boolean whole = true;
        int exponent = 0;
        if (at < bytes.length && bytes[at] == '.') {
            whole = false;
            int point = ++at;
            for (; isDigit(); at++) {
                digits = 10 * digits + (bytes[at] - '0');
            }
            exponent = point - at;
            count += at - point;
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
            return count <= 18 ? (Long) (negative ? -digits : digits) : (Long) longest(start);
        }
        if (count <= EXACT_DIGITS && Math.abs(exponent) < EXACT_POWERS.length) { // one rounding, so the nearest double
            double number = exponent < 0 ? digits / EXACT_POWERS[-exponent] : digits * EXACT_POWERS[exponent];
            return negative ? -number : number;
        }
        double number = Double.parseDouble(plain(start));
        if (Double.isInfinite(number)) {
            throw broken("number " + plain(start) + " is beyond the range of a double");
        }
        return number;
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

    private boolean isDigit() {
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

    @SuppressWarnings({"unchecked", "NullAway"}) // JSON knows null; readers of documents check every value
    private static Map<String, Object> present(Map<String, @Nullable Object> map) {
        return (Map<String, Object>) (Map<?, ?>) map;
    }

    private IntegrityException unexpected(String expected) {
        String found = "the end";
        if (at < bytes.length) {
            int code = bytes[at] & 0xFF;
            found = code > ' ' && code < 0x7F ? "'" + (char) code + "'" : "byte " + code;
        }
        return broken("expected " + expected + ", found " + found);
    }

    private IntegrityException broken(String what) {
        return new IntegrityException(message(what));
    }

    /** Says where, in lines and characters from 1; a wrong encoding is the first thing to say. */
    private String message(String what) {
        decoded(0, bytes.length);
        String before = decoded(0, Math.min(at, bytes.length));
        int line = 1;
        for (int i = 0; i < before.length(); i++) {
            line += before.charAt(i) == '\n' ? 1 : 0;
        }
        int column = before.length() - before.lastIndexOf('\n');
        return name + " line " + line + " column " + column + ": " + what + "; it is damaged or was edited: restore it";
    }
}
