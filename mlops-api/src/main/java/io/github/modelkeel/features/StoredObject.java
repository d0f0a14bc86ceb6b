package io.github.modelkeel.features;

import io.github.modelkeel.error.IntegrityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one object of a stored document that nobody vouches for. Every accessor checks presence, type and size and throws
 * {@link IntegrityException} with the path of what is wrong.
 */
final class StoredObject {
    /** Most elements of a list. */
    static final int MAX_ELEMENTS = 1_000_000;

    /** Longest text. */
    static final int MAX_TEXT = 100_000;

    private final @Nullable StoredObject parent;
    private final String key; // in the parent, or the path of a root
    private final int position; // in the list that the parent has under the key
    private final Map<?, ?> values;

    private StoredObject(@Nullable StoredObject parent, String key, int position, Map<?, ?> values) {
        this.parent = parent;
        this.key = key;
        this.position = position;
        this.values = values;
    }

    static StoredObject of(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new StoredObject(null, path, 0, map);
        }
        throw wrong(path, "an object", value);
    }

    /** Returns where this stands; put together when something is wrong, not before. */
    String path() {
        return parent == null ? key : parent.path(key, position);
    }

    private String path(String name) {
        return path() + "." + name;
    }

    private String path(String name, int at) {
        return path(name) + "[" + at + "]";
    }

    String text(String name) {
        Object value = values.get(name);
        return value instanceof String text && text.length() <= MAX_TEXT ? text : text(path(name), value);
    }

    boolean flag(String key) {
        Object value = values.get(key);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(path(key), "true or false", value);
    }

    /** Returns a finite number. */
    double finite(String key) {
        Object stored = values.get(key);
        double value = stored instanceof Double known ? known : number(path(key), stored);
        if (!Double.isFinite(value)) {
            throw wrong(path(key), "a finite number", value);
        }
        return value;
    }

    /** Returns the constant of an enum that is stored as its name in lower case. */
    <E extends Enum<E>> E constant(String key, Class<E> type) {
        String word = text(key);
        for (E constant : type.getEnumConstants()) {
            if (isLowerCase(word, constant.name())) {
                return constant;
            }
        }
        String known = List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT);
        throw wrong(path(key), "one of " + known, word);
    }

    private static boolean isLowerCase(String word, String name) {
        boolean same = word.length() == name.length();
        for (int i = 0; same && i < name.length(); i++) {
            same = word.charAt(i) == Character.toLowerCase(name.charAt(i));
        }
        return same;
    }

    List<StoredObject> objects(String key) {
        List<?> list = list(key);
        List<StoredObject> objects = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof Map<?, ?> map)) {
                throw wrong(path(key, objects.size()), "an object", element);
            }
            objects.add(new StoredObject(this, key, objects.size(), map));
        }
        return objects;
    }

    List<String> texts(String key) {
        List<?> list = list(key);
        List<String> texts = new ArrayList<>(list.size());
        for (Object element : list) {
            texts.add(
                    element instanceof String text && text.length() <= MAX_TEXT
                            ? text
                            : text(path(key, texts.size()), element));
        }
        return texts;
    }

    List<Double> numbers(String key) {
        List<?> list = list(key);
        List<Double> numbers = new ArrayList<>(list.size());
        for (Object element : list) {
            numbers.add(
                    element instanceof Double known && !Double.isNaN(known)
                            ? known
                            : (Double) number(path(key, numbers.size()), element));
        }
        return numbers;
    }

    /** Returns what is stored under {@code key}, to be checked by the caller. */
    @Nullable
    Object raw(String key) {
        return values.get(key);
    }

    IntegrityException error(String key, String expected) {
        return wrong(path(key), expected, values.get(key));
    }

    private List<?> list(String key) {
        Object value = values.get(key);
        if (!(value instanceof List<?> list)) {
            throw wrong(path(key), "a list", value);
        }
        if (list.size() > MAX_ELEMENTS) {
            throw wrong(path(key), "at most " + MAX_ELEMENTS + " elements", list.size());
        }
        return list;
    }

    private static String text(String path, @Nullable Object value) {
        if (value instanceof String text && text.length() <= MAX_TEXT) {
            return text;
        }
        throw wrong(path, "a text of at most " + MAX_TEXT + " characters", value);
    }

    private static double number(String path, @Nullable Object value) {
        if (value instanceof Number number && !Double.isNaN(number.doubleValue())) {
            return number.doubleValue();
        }
        if ("Infinity".equals(value)) {
            return Double.POSITIVE_INFINITY;
        }
        if ("-Infinity".equals(value)) {
            return Double.NEGATIVE_INFINITY;
        }
        throw wrong(path, "a number", value);
    }

    static IntegrityException wrong(String path, String expected, @Nullable Object found) {
        String shown = String.valueOf(found);
        return new IntegrityException(path + " must be " + expected + ", found "
                + (shown.length() <= 60 ? shown : shown.substring(0, 60) + "...")
                + "; the stored features are damaged or were edited: restore the package or train again");
    }
}
