package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.error.IntegrityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document (RFC 8259) out of untrusted bytes, in one pass and strictly: one object, no repeated key, nothing
 * after its end. Instead of Jackson, which writes documents, because of the time a fresh JVM takes to its first prediction:
 * Jackson's 74 classes took a third of it, these few lines a thirtieth.
 */
final class JsonReader extends JsonScanner {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NAME = 100_000;
    private static final int MAX_TEXT = 10_000_000;

    /** Entries of an object whose keys are compared one by one. */
    private static final int FEW = 16;

    private @Nullable Object[] stack = new @Nullable Object[64]; // what open lists and objects have so far
    private int top;
    private int depth;

    private JsonReader(byte[] bytes, String name) {
        super(bytes, name);
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

    private @Nullable Object value() {
        int next = next();
        return switch (next) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> text(MAX_TEXT);
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                number();
                yield whole ? (Object) wholeNumber : (Object) number;
            }
            default -> throw unexpected("a value");
        };
    }

    private Map<String, Object> object() {
        enter();
        int from = top;
        Map<String, @Nullable Object> many = null;
        if (next() == '}') {
            leave();
            return present(new JsonObject(new Object[0]));
        }
        while (true) {
            if (next() != '"') {
                throw unexpected("a name in quotes");
            }
            int start = at;
            String key = text(MAX_NAME);
            if (many == null ? stacked(from, key) : many.containsKey(key)) {
                at = start;
                throw broken("the name '" + key + "' is repeated");
            }
            if (next() != ':') {
                throw unexpected("':'");
            }
            at++;
            if (many == null && top - from == 2 * FEW) {
                many = many(from);
            }
            if (many == null) {
                push(key);
                push(value());
            } else {
                many.put(key, value());
            }
            int next = next();
            if (next == '}') {
                leave();
                return present(many == null ? new JsonObject(popped(from)) : many);
            } else if (next != ',') {
                throw unexpected("',' or '}'");
            }
            at++;
        }
    }

    private boolean stacked(int from, String key) {
        for (int i = from; i < top; i += 2) {
            if (key.equals(stack[i])) {
                return true;
            }
        }
        return false;
    }

    private Map<String, @Nullable Object> many(int from) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(8 * FEW);
        for (int i = from; i < top; i += 2) {
            map.put((String) Objects.requireNonNull(stack[i]), stack[i + 1]);
        }
        top = from;
        return map;
    }

    private void push(@Nullable Object value) {
        if (top == stack.length) {
            stack = Arrays.copyOf(stack, 2 * top);
        }
        stack[top++] = value;
    }

    private @Nullable Object[] popped(int from) {
        @Nullable Object[] values = Arrays.copyOfRange(stack, from, top);
        top = from;
        return values;
    }

    private List<@Nullable Object> list() {
        enter();
        if (next() == ']') {
            leave();
            return new JsonList(new Object[0]);
        }
        int from = top;
        int numbers = countNumbers();
        List<@Nullable Object> list = numbers > 0 ? numbers(numbers) : null;
        if (list != null) {
            return list;
        }
        while (true) {
            push(value());
            int next = next();
            if (next == ']') {
                leave();
                return new JsonList(popped(from));
            } else if (next != ',') {
                throw unexpected("',' or ']'");
            }
            at++;
        }
    }

    /** Returns how many elements the list has that was entered, if they can only be numbers and nulls; otherwise 0. */
    private int countNumbers() {
        int count = 1;
        for (int i = at; i < bytes.length; i++) {
            switch (bytes[i]) {
                case ',' -> count++;
                case ']' -> {
                    return count;
                }
                case '"', '[', '{', 't', 'f' -> {
                    return 0;
                }
                default -> {}
            }
        }
        return 0;
    }

    /** Reads a list of whole numbers, or of others and nulls, as an array; where it is neither, goes back and returns {@code null}. */
    private @Nullable List<@Nullable Object> numbers(int count) {
        int start = at;
        boolean wholes = false;
        long[] longs = null;
        double[] doubles = null;
        for (int i = 0; i < count; i++) {
            boolean missing = next() == 'n';
            if (missing) {
                word("null", null);
                number = Double.NaN;
            } else if (next() == '-' || isDigit()) {
                number();
            } else {
                throw unexpected("a value");
            }
            if (i == 0) {
                wholes = !missing && whole;
                longs = wholes ? new long[count] : null;
                doubles = wholes ? null : new double[count];
            } else if (wholes != (!missing && whole)) {
                at = start;
                return null;
            }
            if (longs != null) {
                longs[i] = wholeNumber;
            } else if (doubles != null) {
                doubles[i] = number;
            }
            int next = next();
            if (next != (i + 1 < count ? ',' : ']')) {
                throw unexpected("',' or ']'");
            }
            at++;
        }
        depth--;
        return longs != null ? new JsonWholes(longs) : new JsonNumbers(Objects.requireNonNull(doubles));
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

    @SuppressWarnings({"unchecked", "NullAway"}) // JSON knows null; readers of documents check every value
    private static Map<String, Object> present(Map<String, @Nullable Object> map) {
        return (Map<String, Object>) (Map<?, ?>) map;
    }
}
