package io.github.modelkeel.tracking;

import java.util.List;

/** A condition on runs, as a tree. Immutable. A comparison with something a run does not have is false. */
public sealed interface RunFilter {
    /** What is compared. */
    enum Subject {
        /** Last value of a metric; a number. */
        METRIC,
        /** A parameter; a text, compared as a number when the operand is one. */
        PARAM,
        /** A tag; a text. */
        TAG,
        /** {@code name}, {@code status}, {@code user}, {@code id}, {@code parent_id} (texts), {@code start_time}, {@code end_time} (ms UTC). */
        ATTRIBUTE
    }

    /** How it is compared. */
    enum Operator {
        /** Equal. */
        EQ,
        /** Not equal. */
        NE,
        /** Less. */
        LT,
        /** Less or equal. */
        LE,
        /** Greater. */
        GT,
        /** Greater or equal. */
        GE
    }

    /**
     * One comparison.
     *
     * @param subject what kind of thing is compared
     * @param key name of the metric, parameter, tag or attribute
     * @param operator how
     * @param operand a {@link Double} or a {@link String}
     */
    record Comparison(Subject subject, String key, Operator operator, Object operand) implements RunFilter {
        /** Checks the operand. */
        public Comparison {
            if (!(operand instanceof Double || operand instanceof String)) {
                throw new IllegalArgumentException("'" + key + "' is compared with a number or a text, was " + operand);
            }
        }
    }

    /**
     * Every part holds; true without parts.
     *
     * @param parts the conditions
     */
    record And(List<RunFilter> parts) implements RunFilter {
        /** Copies the parts. */
        public And {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Some part holds; false without parts.
     *
     * @param parts the conditions
     */
    record Or(List<RunFilter> parts) implements RunFilter {
        /** Copies the parts. */
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /**
     * The part does not hold.
     *
     * @param part the condition
     */
    record Not(RunFilter part) implements RunFilter {}

    /**
     * Reads a condition such as {@code metrics.f1 > 0.8 and (params.optimizer = 'adam' or tags.team in ('a', 'b'))}.
     *
     * <p>{@code metrics.name}, {@code params.name}, {@code tags.name} and attributes ({@code status},
     * {@code attributes.start_time}; see {@link Subject#ATTRIBUTE}) are compared by {@code = != < <= > >=},
     * {@code [not] in (...)} and {@code [not] between ... and ...}; {@code not}, {@code and}, {@code or} bind in this
     * order, in any case of letters. Texts stand in single quotes, a quote in them is doubled; names with other characters
     * than letters, digits and {@code _ . - /} stand in double quotes or backticks. Numbers are decimal.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if it is not of this form; the message has the position
     */
    static RunFilter parse(String text) {
        return FilterParser.filter(text);
    }

    /** Returns the condition that every run meets. */
    static RunFilter all() {
        return new And(List.of());
    }

    /** Returns a comparison of the last value of a metric. */
    static RunFilter metric(String key, Operator operator, double operand) {
        return new Comparison(Subject.METRIC, key, operator, operand);
    }

    /** Returns a comparison of a parameter with a text. */
    static RunFilter param(String key, Operator operator, String operand) {
        return new Comparison(Subject.PARAM, key, operator, operand);
    }

    /** Returns a comparison of a tag with a text. */
    static RunFilter tag(String key, Operator operator, String operand) {
        return new Comparison(Subject.TAG, key, operator, operand);
    }

    /** Returns a comparison of an attribute with a text. */
    static RunFilter attribute(String key, Operator operator, String operand) {
        return new Comparison(Subject.ATTRIBUTE, key, operator, operand);
    }
}
