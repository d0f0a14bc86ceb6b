package io.github.modelkeel.serving;

import io.github.modelkeel.error.IntegrityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    private final String path;
    private final Map<?, ?> values;

    private StoredMap(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    static StoredMap of(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map && map.size() <= MAX_ELEMENTS) {
            return new StoredMap(path, map);
        }
        throw wrong(path, "an object", value);
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
        return text(path(key), values.get(key));
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
        return number(path(key), values.get(key));
    }

    /** Returns the constant of an enum that is stored as its name in lower case. */
    <E extends Enum<E>> E constant(String key, E[] constants) {
        List<String> words = new ArrayList<>();
        for (E constant : constants) {
            words.add(constant.name().toLowerCase(Locale.ROOT));
            if (words.get(words.size() - 1).equals(values.get(key))) {
                return constant;
            }
        }
        throw wrong(path(key), "one of " + words, values.get(key));
    }

    StoredMap map(String key) {
        return of(path(key), values.get(key));
    }

    List<StoredMap> maps(String key) {
        List<StoredMap> maps = new ArrayList<>();
        for (Object element : list(key)) {
            maps.add(of(path(key, maps.size()), element));
        }
        return maps;
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Object element : list(key)) {
            texts.add(text(path(key, texts.size()), element));
        }
        return texts;
    }

    /** Returns rows of {@code width} cells each. */
    List<List<@Nullable Object>> rows(String key, int width) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Object element : list(key)) {
            if (!(element instanceof List<?> row && row.size() == width)) {
                throw wrong(path(key, rows.size()), "a list of " + width, element);
            }
            rows.add(new ArrayList<@Nullable Object>(row));
        }
        return rows;
    }

    /** Returns rows of numbers of {@code width} each, row-major. */
    double[] matrix(String key, int width) {
        List<List<@Nullable Object>> rows = rows(key, width);
        double[] matrix = new double[Math.multiplyExact(rows.size(), width)];
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < width; column++) {
                Object cell = rows.get(row).get(column);
                matrix[row * width + column] = cell instanceof Number number // makes no path for each of thousands
                        ? number.doubleValue()
                        : number(path(key, row) + "[" + column + "]", cell);
            }
        }
        return matrix;
    }

    /** Returns the names of the entries. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (Object name : values.keySet()) {
            names.add(text(path, name));
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

    /** Returns the path of an entry, for messages. */
    String path(String key) {
        return path + (path.contains(" ") ? "." : " ") + key;
    }

    private String path(String key, int position) {
        return path(key) + "[" + position + "]";
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
