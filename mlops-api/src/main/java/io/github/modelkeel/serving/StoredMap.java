package io.github.modelkeel.serving;

import io.github.modelkeel.error.IntegrityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads one object of a document that nobody vouches for. Every accessor checks presence, type and size and throws
 * {@link IntegrityException} with the path of what is wrong.
 */
final class StoredMap {
    /** Most elements of a list or an object. */
    static final int MAX_ELEMENTS = 1_000_000;

    /** Longest text, in UTF-16 code units. */
    static final int MAX_TEXT = 100_000;

    private static final int SHOWN = 60;

    private final @Nullable StoredMap parent;
    private final String key; // in the parent, or the path of a root
    private final int position; // in the list that the parent has under the key, or -1
    private final Map<?, ?> values;

    private StoredMap(@Nullable StoredMap parent, String key, int position, Map<?, ?> values) {
        this.parent = parent;
        this.key = key;
        this.position = position;
        this.values = values;
    }

    static StoredMap of(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map && map.size() <= MAX_ELEMENTS) {
            return new StoredMap(null, path, -1, map);
        }
        throw wrong(path, "an object", value);
    }

    private StoredMap child(String name, int at, @Nullable Object value) {
        if (value instanceof Map<?, ?> map && map.size() <= MAX_ELEMENTS) {
            return new StoredMap(this, name, at, map); // its path is put together when something is wrong
        }
        throw wrong(at < 0 ? path(name) : path(name, at), "an object", value);
    }

    /** Returns a number as it is stored: {@code NaN} as {@code null}, infinities as texts. */
    static @Nullable Object number(double value) {
        if (Double.isNaN(value)) {
            return null;
        }
        return Double.isInfinite(value) ? Double.toString(value) : (Object) value;
    }

    /** Returns numbers as they are stored, {@code count} of them from {@code from}. */
    static List<@Nullable Object> numbers(double[] values, int from, int count) {
        List<@Nullable Object> stored = new ArrayList<>(count);
        for (int i = from; i < from + count; i++) {
            stored.add(number(values[i]));
        }
        return stored;
    }

    boolean has(String key) {
        return values.get(key) != null;
    }

    String text(String key) {
        Object value = values.get(key);
        return value instanceof String text && text.length() <= MAX_TEXT ? text : text(path(key), value);
    }

    @Nullable
    String textOrNull(String key) {
        return has(key) ? text(key) : null;
    }

    boolean flag(String key) {
        if (values.get(key) instanceof Boolean flag) {
            return flag;
        }
        throw wrong(path(key), "true or false", values.get(key));
    }

    long whole(String key) {
        Object value = values.get(key);
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        throw wrong(path(key), "a whole number", value);
    }

    /** Returns a number, {@code null} being {@code NaN}. */
    double number(String key) {
        Object value = values.get(key);
        return value instanceof Number number ? number.doubleValue() : number(path(key), value);
    }

    /** Returns the constant of an enum that is stored as its name in lower case. */
    <E extends Enum<E>> E constant(String key, E[] constants) {
        Object value = values.get(key);
        for (E constant : constants) {
            if (value instanceof String word && isLowerCase(word, constant.name())) {
                return constant;
            }
        }
        List<String> words = new ArrayList<>();
        for (E constant : constants) {
            words.add(constant.name().toLowerCase(Locale.ROOT));
        }
        throw wrong(path(key), "one of " + words, values.get(key));
    }

    private static boolean isLowerCase(String word, String name) {
        boolean same = word.length() == name.length();
        for (int i = 0; same && i < name.length(); i++) {
            same = word.charAt(i) == Character.toLowerCase(name.charAt(i));
        }
        return same;
    }

    StoredMap map(String key) {
        return child(key, -1, values.get(key));
    }

    List<StoredMap> maps(String key) {
        List<?> list = list(key);
        List<StoredMap> maps = new ArrayList<>(list.size());
        for (Object element : list) {
            maps.add(child(key, maps.size(), element));
        }
        return maps;
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

    /** Returns rows of {@code width} cells each. */
    List<List<?>> rows(String key, int width) {
        List<?> list = list(key);
        List<List<?>> rows = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof List<?> row && row.size() == width)) {
                throw wrong(path(key, rows.size()), "a list of " + width, element);
            }
            rows.add(row);
        }
        return rows;
    }

    /** Returns rows of numbers of {@code width} each, row-major. */
    double[] matrix(String key, int width) {
        List<List<?>> rows = rows(key, width);
        double[] matrix = new double[Math.multiplyExact(rows.size(), width)];
        for (int row = 0; row < rows.size(); row++) {
            List<?> cells = rows.get(row);
            for (int column = 0; column < width; column++) {
                double cell = numberAt(cells, column);
                if (Double.isNaN(cell) && cells.get(column) != null) { // infinite, or none
                    cell = number(path(key, row) + "[" + column + "]", cells.get(column));
                }
                matrix[row * width + column] = cell;
            }
        }
        return matrix;
    }

    /** Returns a number of a list, {@code NaN} if there is none; makes no object of it where the list has none. */
    static double numberAt(List<?> list, int index) {
        if (list instanceof IntToDoubleFunction numbers) {
            return numbers.applyAsDouble(index);
        }
        return list.get(index) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Returns the names of the entries. */
    List<String> names() {
        List<String> names = new ArrayList<>(values.size());
        for (Object name : values.keySet()) {
            names.add(name instanceof String text && text.length() <= MAX_TEXT ? text : text(path(), name));
        }
        return names;
    }

    /** Returns what is stored under {@code key}, to be checked by the caller. */
    @Nullable
    Object raw(String key) {
        return values.get(key);
    }

    private List<?> list(String key) {
        if (values.get(key) instanceof List<?> list && list.size() <= MAX_ELEMENTS) {
            return list;
        }
        throw wrong(path(key), "a list of at most " + MAX_ELEMENTS, values.get(key));
    }

    private String path() {
        if (parent == null) {
            return key;
        }
        return position < 0 ? parent.path(key) : parent.path(key, position);
    }

    /** Returns the path of an entry, for messages. */
    String path(String name) {
        String path = path();
        return path + (path.contains(" ") ? "." : " ") + name;
    }

    private String path(String name, int at) {
        return path(name) + "[" + at + "]";
    }

    static String text(String path, @Nullable Object value) {
        if (value instanceof String text && text.length() <= MAX_TEXT) {
            return text;
        }
        throw wrong(path, "a text of at most " + MAX_TEXT + " characters", value);
    }

    static double number(String path, @Nullable Object value) {
        if (value == null) {
            return Double.NaN;
        } else if (value instanceof Number number) {
            return number.doubleValue();
        } else if ("Infinity".equals(value)) {
            return Double.POSITIVE_INFINITY;
        } else if ("-Infinity".equals(value)) {
            return Double.NEGATIVE_INFINITY;
        }
        throw wrong(path, "a number", value);
    }

    static IntegrityException wrong(String path, String expected, @Nullable Object found) {
        String shown = found instanceof String ? "'" + found + "'" : String.valueOf(found);
        return new IntegrityException(path + " must be " + expected + ", was "
                + (shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN) + "...")
                + "; the package is damaged or was edited: restore it or train again");
    }
}
