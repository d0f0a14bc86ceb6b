package io.github.modelkeel.tracking;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A condition on runs, as a tree. Immutable. It is true or false, never unknown: a comparison with something a run does not
 * have is false, also {@code !=}, and {@code not} of it true. {@link io.github.modelkeel.spi.RunScan} says the rest.
 */
public sealed interface RunFilter {
    /** What is compared. */
    enum Subject {
        /** Last value of a metric; a number. */
        METRIC,
        /** A parameter; a text, compared as a number when the operand is one. */
        PARAM,
        /** A tag; a text. */
        TAG,
        /**
         * {@code name}, {@code status}, {@code user}, {@code id}, {@code parent_id}, {@code experiment_id} (texts);
         * {@code start_time}, {@code end_time}, {@code heartbeat_time} (ms UTC), {@code duration} (ms, absent until the end).
         */
        ATTRIBUTE
    }

    /** Which number of a series stands for it. Closed. */
    enum Aggregate {
        /** The value of greatest (step, time, value). */
        LAST,
        /** The least number. */
        MIN,
        /** The greatest number. */
        MAX,
        /** The mean of the numbers. */
        MEAN
    }

    /**
     * Something a run may have.
     *
     * @param subject what kind of thing it is
     * @param key name of the metric, parameter, tag or attribute
     * @param context for a metric what it was measured on; otherwise empty
     * @param aggregate for a metric which number of the series; otherwise {@link Aggregate#LAST}
     */
    record Field(Subject subject, String key, String context, Aggregate aggregate) {
        /** Checks that only a metric has a context and an aggregate. */
        public Field {
            requireNonNull(subject, "subject");
            requireNonNull(key, "key");
            requireNonNull(context, "context");
            requireNonNull(aggregate, "aggregate");
            if (subject != Subject.METRIC && !(context.isEmpty() && aggregate == Aggregate.LAST)) {
                throw new IllegalArgumentException(
                        "only a metric has a context or an aggregate, '" + key + "' is a " + subject);
            }
        }

        /** Returns the last value of a metric without a context. */
        public static Field metric(String key) {
            return new Field(Subject.METRIC, key, "", Aggregate.LAST);
        }

        /** Returns a parameter. */
        public static Field param(String key) {
            return new Field(Subject.PARAM, key, "", Aggregate.LAST);
        }

        /** Returns a tag. */
        public static Field tag(String key) {
            return new Field(Subject.TAG, key, "", Aggregate.LAST);
        }

        /** Returns an attribute; see {@link Subject#ATTRIBUTE}. */
        public static Field attribute(String key) {
            return new Field(Subject.ATTRIBUTE, key, "", Aggregate.LAST);
        }

        /** Returns this metric in a context. */
        public Field in(String name) {
            return new Field(subject, key, name, aggregate);
        }

        /** Returns another number of this metric. */
        public Field at(Aggregate number) {
            return new Field(subject, key, context, number);
        }
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
        GE,
        /** Text like a pattern: {@code %} stands for any text, {@code _} for one code point, a backslash takes the next as it is. */
        LIKE,
        /** As {@link #LIKE}, after both sides went to lower case by {@link java.util.Locale#ROOT}. */
        ILIKE
    }

    /**
     * One comparison.
     *
     * @param field what is compared
     * @param operator how
     * @param operand a {@link Double} or a {@link String}
     */
    record Comparison(Field field, Operator operator, Object operand) implements RunFilter {
        /** Checks the operand. */
        public Comparison {
            if (!(operand instanceof Double || operand instanceof String)) {
                throw new IllegalArgumentException(
                        "'" + field.key() + "' is compared with a number or a text, was " + operand);
            }
        }

        /** Compares something without a context. */
        public Comparison(Subject subject, String key, Operator operator, Object operand) {
            this(new Field(subject, key, "", Aggregate.LAST), operator, operand);
        }

        /** Returns what kind of thing is compared. */
        public Subject subject() {
            return field.subject();
        }

        /** Returns the name of what is compared. */
        public String key() {
            return field.key();
        }
    }

    /**
     * The run does not have the field: {@code is null}. A metric whose value is {@code NaN} is there.
     *
     * @param field what is asked for
     */
    record Absent(Field field) implements RunFilter {
        /** Checks the field. */
        public Absent {
            requireNonNull(field, "field");
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
     * <ul>
     *   <li>{@code metrics.name}, {@code params.name}, {@code tags.name} and attributes ({@code status},
     *       {@code attributes.start_time}; see {@link Subject#ATTRIBUTE}) are compared by {@code = != < <= > >=},
     *       {@code [not] in (...)}, {@code [not] between ... and ...}, {@code [not] like}, {@code [not] ilike} and
     *       {@code is [not] null}. What a run does not have is neither in a list nor out of it, neither like a pattern nor
     *       unlike it. Patterns are those of {@link io.github.modelkeel.spi.TextPattern}.
     *   <li>{@code metrics.loss[validation]} is the metric in a context, {@code metrics.loss@min} its least value;
     *       {@code @last} is meant when none of {@code @last @min @max @mean} is said. Both go together:
     *       {@code metrics.accuracy[validation]@max}.
     *   <li>{@code not}, {@code and}, {@code or} bind in this order. Words that are not names may be in any case of letters.
     *       {@code true} and {@code false} are conditions.
     *   <li>Texts stand in single quotes, a quote in them is doubled. Names and contexts with other characters than letters,
     *       digits and {@code _ . - /} stand in double quotes or backticks, which are doubled in them. Numbers are decimal, or
     *       {@code NaN}, {@code Infinity}, {@code -Infinity}. A parameter is compared as what it is compared with.
     *   <li>The names of MLflow are known too: {@code run_id}, {@code run_name}, {@code user_id}, {@code attr.},
     *       {@code run.}, {@code parameters.}
     * </ul>
     *
     * <p>At most 20,000 characters, 50 levels of nesting and 200 values of a list.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if it is not of this form; the message has the position
     */
    static RunFilter parse(String text) {
        return FilterParser.filter(text);
    }

    /** Returns the text that {@link #parse} reads as this condition, or as one that means the same. */
    default String text() {
        return FilterPrinter.text(this);
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

    /** Returns a comparison with a number, for instance of {@code Field.metric("loss").in("train").at(Aggregate.MIN)}. */
    static RunFilter compare(Field field, Operator operator, double operand) {
        return new Comparison(field, operator, operand);
    }

    /** Returns a comparison with a text. */
    static RunFilter compare(Field field, Operator operator, String operand) {
        return new Comparison(field, operator, operand);
    }

    /** Returns the condition that a run does not have a field. */
    static RunFilter absent(Field field) {
        return new Absent(field);
    }

    /** Returns the condition that a run has a field. */
    static RunFilter present(Field field) {
        return new Not(new Absent(field));
    }
}
