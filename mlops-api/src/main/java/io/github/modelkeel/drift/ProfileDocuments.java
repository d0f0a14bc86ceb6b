package io.github.modelkeel.drift;

import io.github.modelkeel.drift.DriftInputException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** Column profiles as maps, lists, texts and numbers, and back. What is read is not trusted. */
final class ProfileDocuments {
    private static final int MAX_KNOTS = 10_000_000;

    private ProfileDocuments() {}

    static Map<String, Object> write(NumericProfile profile) {
        List<Object> values = new ArrayList<>(profile.knots());
        List<Object> counts = new ArrayList<>(profile.knots());
        for (int i = 0; i < profile.knots(); i++) {
            double v = profile.value(i);
            values.add(written(v));
            counts.add(profile.countAt(i));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("kind", "numeric");
        document.put("count", profile.count());
        document.put("missing", profile.missing());
        document.put("mean", profile.mean());
        document.put("squared_deviations", written(profile.moments().squares()));
        document.put("resolution", profile.resolution());
        document.put("values", values);
        document.put("counts", counts);
        return document;
    }

    private static Object written(double value) {
        return Double.isInfinite(value) ? Double.toString(value) : (Object) value; // JSON has no infinite number
    }

    static ColumnProfile read(String column, @Nullable Object content) {
        Map<?, ?> document = map(column, content, "");
        Object kind = document.get("kind");
        try {
            if ("numeric".equals(kind)) {
                return numeric(column, document);
            } else if ("category".equals(kind)) {
                return category(column, document);
            } else if ("presence".equals(kind)) {
                return new PresenceProfile(whole(column, document, "count"), whole(column, document, "missing"));
            }
        } catch (ArithmeticException e) {
            throw broken(column, "the counts add up to more than 2^63 - 1");
        }
        throw broken(column, "'kind' must be numeric, category or presence, was '" + kind + "'");
    }

    private static NumericProfile numeric(String column, Map<?, ?> document) {
        List<?> values = list(column, document, "values");
        List<?> counts = list(column, document, "counts");
        if (values.size() != counts.size() || values.size() > MAX_KNOTS) {
            throw broken(column, values.size() + " 'values' but " + counts.size() + " 'counts'");
        }
        double[] knots = new double[values.size()];
        long[] sums = new long[knots.length];
        long total = 0;
        for (int i = 0; i < knots.length; i++) {
            double known = numberAt(values, i);
            knots[i] = (Double.isNaN(known) ? number(column, "values", i, values.get(i)) : known) + 0.0;
            if (i > 0 && knots[i - 1] >= knots[i]) {
                throw broken(column, "'values' must ascend, not so at position " + i);
            }
            long count = wholeAt(counts, i);
            if (count < 0) { // makes no name for each of thousands
                count = whole(column, "counts[" + i + "]", counts.get(i));
            }
            if (count < 1) {
                throw broken(column, "'counts[" + i + "]' must be at least 1, was " + count);
            }
            total = Math.addExact(total, count);
            sums[i] = total;
        }
        if (total != whole(column, document, "count")) {
            throw broken(column, "the 'counts' add up to " + total + ", 'count' is " + document.get("count"));
        }
        double resolution = finite(column, document, "resolution");
        double squares = number(column, "squared_deviations", document.get("squared_deviations"));
        if (!(resolution >= 0 && resolution <= 1) || squares < 0) {
            throw broken(column, "'resolution' must lie in [0, 1] and 'squared_deviations' not below 0");
        }
        return NumericProfile.restore(
                knots, sums, whole(column, document, "missing"), finite(column, document, "mean"), squares, resolution);
    }

    /** Returns a number of a list that has its numbers as such, otherwise {@code NaN}. */
    private static double numberAt(List<?> list, int index) {
        return list instanceof IntToDoubleFunction numbers ? numbers.applyAsDouble(index) : Double.NaN;
    }

    /** Returns a whole number of a list, or a negative one if there is none. */
    private static long wholeAt(List<?> list, int index) {
        if (list instanceof IntToLongFunction numbers) {
            return numbers.applyAsLong(index);
        }
        return list.get(index) instanceof Long known ? known : -1;
    }

    private static CategoryProfile category(String column, Map<?, ?> document) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry :
                map(column, document.get("counts"), "counts").entrySet()) {
            String category = String.valueOf(entry.getKey());
            counts.put(category, whole(column, "counts['" + category + "']", entry.getValue()));
        }
        return CategoryProfile.of(counts, whole(column, document, "other"), whole(column, document, "missing"));
    }

    /** Reads the counts of duplicate rows, which older profiles lack. */
    static @Nullable DuplicateRows duplicates(@Nullable Object content) {
        if (content == null) {
            return null;
        }
        Map<?, ?> document = map("", content, "duplicates");
        return new DuplicateRows(
                whole("", document, "rows"), whole("", document, "copies"), whole("", document, "block"));
    }

    static Map<?, ?> map(String column, @Nullable Object content, String key) {
        if (content instanceof Map<?, ?> map) {
            return map;
        }
        throw broken(column, "'" + key + "' must be an object, was " + describe(content));
    }

    private static List<?> list(String column, Map<?, ?> document, String key) {
        if (document.get(key) instanceof List<?> list) {
            return list;
        }
        throw broken(column, "'" + key + "' must be an array, was " + describe(document.get(key)));
    }

    private static double finite(String column, Map<?, ?> document, String key) {
        double value = number(column, key, document.get(key));
        if (Double.isInfinite(value)) {
            throw broken(column, "'" + key + "' must be finite");
        }
        return value;
    }

    private static double number(String column, String key, int position, @Nullable Object content) {
        return content instanceof Double known && !known.isNaN() // makes no name for each of thousands
                ? known
                : number(column, key + "[" + position + "]", content);
    }

    private static double number(String column, String key, @Nullable Object content) {
        if (content instanceof Number number && !Double.isNaN(number.doubleValue())) {
            return number.doubleValue();
        } else if ("Infinity".equals(content)) {
            return Double.POSITIVE_INFINITY;
        } else if ("-Infinity".equals(content)) {
            return Double.NEGATIVE_INFINITY;
        }
        throw broken(column, "'" + key + "' must be a number, was " + describe(content));
    }

    private static long whole(String column, Map<?, ?> document, String key) {
        return whole(column, key, document.get(key));
    }

    static long whole(String column, String key, @Nullable Object content) {
        boolean integer = content instanceof Long || content instanceof Integer;
        if (integer && content instanceof Number number && number.longValue() >= 0) {
            return number.longValue();
        }
        throw broken(column, "'" + key + "' must be a whole number not below 0, was " + describe(content));
    }

    static DriftInputException broken(String column, String what) {
        return new DriftInputException(
                Kind.INVALID_PROFILE,
                String.format(
                        Locale.ROOT,
                        "profile of column '%s': %s; write the profile again from its data",
                        column,
                        what));
    }

    private static String describe(@Nullable Object content) {
        String text = String.valueOf(content);
        return text.length() > 80 ? text.substring(0, 80) + "..." : "'" + text + "'";
    }
}
