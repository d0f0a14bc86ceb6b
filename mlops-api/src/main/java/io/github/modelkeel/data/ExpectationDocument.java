package io.github.modelkeel.data;

import io.github.modelkeel.error.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads one expectation from the form that {@link Expectation#toDocument()} gives, checking every entry. */
final class ExpectationDocument {
    private static final int MAX_TEXT = 1_000;
    private static final int MAX_ELEMENTS = 100_000;
    private static final int KNOWN_FLAGS = Pattern.CASE_INSENSITIVE
            | Pattern.MULTILINE
            | Pattern.DOTALL
            | Pattern.UNICODE_CASE
            | Pattern.CANON_EQ
            | Pattern.UNIX_LINES
            | Pattern.LITERAL
            | Pattern.UNICODE_CHARACTER_CLASS
            | Pattern.COMMENTS;

    private final String path;
    private final Map<?, ?> values;

    private ExpectationDocument(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    static ExpectationSuite suite(Map<?, ?> values) {
        ExpectationDocument root = new ExpectationDocument("suite", values);
        root.only("name", "expectations");
        String name = root.text("name");
        List<Expectation> expectations = new ArrayList<>();
        for (Object element : root.list("expectations")) {
            String path = "suite.expectations[" + expectations.size() + "]";
            if (!(element instanceof Map<?, ?> map)) {
                throw wrong(path, "an object", element);
            }
            expectations.add(new ExpectationDocument(path, map).expectation());
        }
        return new ExpectationSuite(name, expectations);
    }

    private Expectation expectation() {
        String kind = text("kind");
        return switch (kind) {
            case "column_exists" -> columnExists();
            case "not_null" -> {
                only("kind", "column");
                yield Expectation.notNull(text("column"));
            }
            case "between" -> {
                only("kind", "column", "min", "max");
                double min = number("min");
                double max = number("max");
                if (!(min <= max)) {
                    throw wrong(path + ".max", "at least " + min, max);
                }
                yield Expectation.between(text("column"), min, max);
            }
            case "in_set" -> {
                only("kind", "column", "allowed");
                Set<String> allowed = new LinkedHashSet<>();
                for (Object element : list("allowed")) {
                    allowed.add(text(path + ".allowed[" + allowed.size() + "]", element));
                }
                yield new Expectation.InSet(text("column"), allowed);
            }
            case "unique" -> {
                only("kind", "column");
                yield Expectation.unique(text("column"));
            }
            case "matches" -> matches();
            case "row_count_between" -> {
                only("kind", "min", "max");
                long min = count("min");
                long max = count("max");
                if (min > max) {
                    throw wrong(path + ".max", "at least " + min, max);
                }
                yield Expectation.rowCountBetween(min, max);
            }
            default ->
                throw wrong(
                        path + ".kind",
                        "one of column_exists, not_null, between, in_set, unique, matches, row_count_between",
                        kind);
        };
    }

    private Expectation columnExists() {
        only("kind", "column", "type");
        Object type = values.get("type");
        if (type == null) {
            return Expectation.columnExists(text("column"));
        }
        for (ColumnType known : ColumnType.values()) {
            if (known.name().equals(type)) {
                return Expectation.columnExists(text("column"), known);
            }
        }
        throw wrong(path + ".type", "one of " + List.of(ColumnType.values()), type);
    }

    private Expectation matches() {
        only("kind", "column", "pattern", "flags");
        int flags = values.containsKey("flags") ? (int) count("flags") : 0;
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw wrong(path + ".flags", "flags of java.util.regex.Pattern", flags);
        }
        String pattern = text("pattern");
        try {
            return Expectation.matches(text("column"), Pattern.compile(pattern, flags));
        } catch (PatternSyntaxException e) {
            throw new InvalidInputException(
                    path + ".pattern is no regular expression: " + e.getDescription() + " near index " + e.getIndex()
                            + " of '" + pattern + "'",
                    e);
        }
    }

    private void only(String... known) {
        for (Object key : values.keySet()) {
            if (!List.of(known).contains(key)) {
                throw new InvalidInputException(
                        path + " has an unknown key '" + key + "'; the keys here are " + List.of(known));
            }
        }
    }

    private String text(String key) {
        return text(path + "." + key, values.get(key));
    }

    private static String text(String path, @Nullable Object value) {
        if (value instanceof String text && text.length() <= MAX_TEXT) {
            return text;
        }
        throw wrong(path, "a text of at most " + MAX_TEXT + " characters", value);
    }

    private double number(String key) {
        Object value = values.get(key);
        if (value instanceof Number number && !Double.isNaN(number.doubleValue())) {
            return number.doubleValue();
        }
        throw wrong(path + "." + key, "a number", value);
    }

    private long count(String key) {
        double number = number(key);
        if (number < 0 || number != Math.rint(number) || number > Integer.MAX_VALUE) {
            throw wrong(path + "." + key, "a whole number from 0 to " + Integer.MAX_VALUE, values.get(key));
        }
        return (long) number;
    }

    private List<?> list(String key) {
        Object value = values.get(key);
        if (value instanceof List<?> list && list.size() <= MAX_ELEMENTS) {
            return list;
        }
        throw wrong(path + "." + key, "a list of at most " + MAX_ELEMENTS + " elements", value);
    }

    private static InvalidInputException wrong(String path, String expected, @Nullable Object found) {
        String shown = String.valueOf(found);
        return new InvalidInputException(path + " must be " + expected + ", found "
                + (found == null ? "nothing" : shown.length() <= 60 ? shown : shown.substring(0, 60) + "..."));
    }
}
