package io.github.modelkeel.features;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How raw columns become the inputs of a model, as declared: derived columns in the order of their declaration, then an
 * encoding for each used column. {@link #fit(Dataset)} learns what has to be learned from training rows and gives the
 * {@link FittedFeatures} that are stored with the model. Immutable and thread-safe.
 *
 * <pre>{@code
 * Features features = Features.builder()
 *         .derive("total_spend", "orders * avg_order_value")
 *         .bin("age_group", "age", edges(0, 25, 45, 65, 100), "young", "adult", "senior", "elderly")
 *         .impute("visits", Imputation.median())
 *         .use("age_group", "total_spend", "visits")
 *         .build();
 * }</pre>
 *
 * <p>A used column without an encoding of its own goes in as it is when it holds numbers, and as one column for each
 * level ({@link Unseen#ZERO}) when it holds categories. Free texts and instants need a step that makes a number or a
 * category of them.
 */
public final class Features {
    /** Most declared steps, and most used columns. */
    public static final int MAX_DECLARATIONS = 10_000;

    private final List<Declaration> declarations;
    private final Map<String, Encoding> encodings;
    private final @Nullable List<String> used;
    private final List<String> left;

    private Features(Builder builder) {
        declarations = List.copyOf(builder.declarations);
        encodings = new LinkedHashMap<>(builder.encodings);
        used = builder.used.isEmpty() ? null : List.copyOf(builder.used);
        left = List.copyOf(builder.left);
    }

    /** Returns a builder without any step; built at once it uses every column. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns features that use every column as it is. */
    public static Features all() {
        return builder().build();
    }

    /**
     * Learns from training rows what the steps need: means, medians, levels, ranges. The rows must not hold the column
     * to predict unless {@link Builder#use(String...)} or {@link Builder#useAllBut(String...)} leaves it out.
     *
     * @param training the rows, at least one; never any test row
     * @throws io.github.modelkeel.error.InvalidInputException if a step does not fit the columns; the message names the
     *     step, and for an expression the position
     */
    public FittedFeatures fit(Dataset training) {
        return new Fitting(this, training).fit();
    }

    /**
     * Returns the canonical form of the declaration, made of lists, maps, texts, numbers and booleans. Equal
     * declarations give equal documents.
     */
    public Map<String, Object> toDocument() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("steps", declarations.stream().map(Declaration::toDocument).toList());
        List<Object> outputs = new ArrayList<>();
        encodings.forEach((column, encoding) -> {
            Map<String, Object> output = new LinkedHashMap<>(encoding.toDocument());
            output.put("column", column);
            outputs.add(output);
        });
        document.put("encodings", outputs);
        document.put("use", used == null ? "all" : used);
        document.put("leave_out", left);
        return document;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Features that && toDocument().equals(that.toDocument());
    }

    @Override
    public int hashCode() {
        return toDocument().hashCode();
    }

    @Override
    public String toString() {
        return "Features" + toDocument();
    }

    List<Declaration> declarations() {
        return declarations;
    }

    Map<String, Encoding> encodings() {
        return encodings;
    }

    @Nullable
    List<String> used() {
        return used;
    }

    List<String> left() {
        return left;
    }

    /** Collects steps in order. Confined to one thread. */
    public static final class Builder {
        private final List<Declaration> declarations = new ArrayList<>();
        private final Map<String, Encoding> encodings = new LinkedHashMap<>();
        private final Set<String> used = new LinkedHashSet<>();
        private final Set<String> left = new LinkedHashSet<>();
        private final Set<String> made = new LinkedHashSet<>();

        private Builder() {}

        /**
         * Derives a column by an expression over raw columns and columns derived before it, for instance
         * {@code if(is_missing(age), 0, log(age + 1))}. The language has numbers, quoted texts, {@code true} and
         * {@code false}; column names (in backquotes unless made of letters, digits and underscores);
         * {@code + - * /}, {@code == != < <= > >=}, {@code and or not}; and the functions {@code if coalesce is_missing
         * abs min max log exp sqrt pow floor ceil round}, {@code year quarter month day day_of_year weekday hour minute
         * second} (in UTC; Monday is weekday 1), {@code instant('2026-01-31')}, {@code days_between(from, to)} and
         * {@code seconds_between(from, to)}. A missing operand makes the result missing ({@code and}, {@code or} as in
         * SQL), and so does a result that is not finite, such as a division by zero. A condition becomes the number 1 or
         * 0. The text is parsed and its types are checked when the features are fitted, against the columns there are.
         *
         * @throws IllegalArgumentException if the name is taken or not fit for a column
         * @throws io.github.modelkeel.error.InvalidInputException if the expression does not parse
         */
        public Builder derive(String name, String expression) {
            make(name);
            Parser.parse(expression);
            return add(new Declaration.Derive(name, expression));
        }

        /**
         * Derives a category from a number. A number outside the edges becomes missing.
         *
         * @param name name of the new column
         * @param column a column of numbers
         * @param edges the edges, see {@link Edges} for the side that is closed
         * @param labels one label for each bin, in order; none for labels such as {@code (0, 25]}
         * @throws IllegalArgumentException if the name is taken, or the labels do not match the bins or repeat
         */
        public Builder bin(String name, String column, Edges edges, String... labels) {
            return bin(name, column, edges, List.of(labels));
        }

        /**
         * Derives a category from a number, see {@link #bin(String, String, Edges, String...)}.
         *
         * @throws IllegalArgumentException if the name is taken, or the labels do not match the bins or repeat
         */
        public Builder bin(String name, String column, Edges edges, List<String> labels) {
            make(name);
            requireNonNull(column, "column");
            List<String> all = labels.isEmpty() ? intervals(edges) : List.copyOf(labels);
            if (all.size() != edges.bins() || new LinkedHashSet<>(all).size() != all.size()) {
                throw new IllegalArgumentException("bins '" + name + "' need " + edges.bins() + " different labels for "
                        + (edges.bins() + 1) + " edges, found " + labels);
            }
            return add(new Declaration.Bin(name, column, edges, all));
        }

        /**
         * Fills the missing cells of a column from here on. Steps declared before see them missing.
         *
         * @param column a raw or derived column
         * @param imputation what fills
         */
        public Builder impute(String column, Imputation imputation) {
            return add(new Declaration.Impute(requireNonNull(column), requireNonNull(imputation)));
        }

        /**
         * Derives a column that is 1 where {@code column} is missing at this point, else 0. Declare it before the
         * imputation of the column.
         *
         * @throws IllegalArgumentException if the name is taken or not fit for a column
         */
        public Builder missingIndicator(String name, String column) {
            make(name);
            return add(new Declaration.Indicator(name, requireNonNull(column)));
        }

        /** Encodes a category with one input {@code column=level} for each level seen in training, see {@link Unseen}. */
        public Builder oneHot(String column, Unseen unseen) {
            return encode(column, new Encoding.OneHot(requireNonNull(unseen)));
        }

        /** Encodes a category with one input for each level; a level that training did not see sets none of them. */
        public Builder oneHot(String column) {
            return oneHot(column, Unseen.ZERO);
        }

        /**
         * Encodes a category as the position of its level, from 0. A level that is not in the list is an error or
         * missing.
         *
         * @param column a category
         * @param unseen what becomes of another level; not {@link Unseen#ZERO}, which is the first level's position
         * @param levels the levels in order; none for those of the training rows, sorted
         * @throws IllegalArgumentException if a level occurs twice, or for {@link Unseen#ZERO}
         */
        public Builder ordinal(String column, Unseen unseen, String... levels) {
            if (unseen == Unseen.ZERO) {
                throw new IllegalArgumentException("ordinal '" + column
                        + "' cannot encode an unseen level as 0, the first level has that number; choose MISSING or"
                        + " ERROR");
            }
            if (new LinkedHashSet<>(List.of(levels)).size() != levels.length) {
                throw new IllegalArgumentException("ordinal '" + column + "' has a level twice: " + List.of(levels));
            }
            return encode(column, new Encoding.Ordinal(List.of(levels), requireNonNull(unseen)));
        }

        /** Encodes a category as the share of the training rows that had the level, in [0, 1]. */
        public Builder frequency(String column, Unseen unseen) {
            return encode(column, new Encoding.Frequency(requireNonNull(unseen)));
        }

        /**
         * Scales numbers to mean 0 and standard deviation 1 over the training rows (divided by n, as scikit-learn's
         * {@code StandardScaler}); a column that never changes is only centred.
         */
        public Builder standardize(String column) {
            return encode(column, Encoding.Scaling.STANDARD);
        }

        /**
         * Scales numbers so that the training rows span [0, 1]; later numbers may fall outside. A column that never
         * changes becomes 0.
         */
        public Builder minMax(String column) {
            return encode(column, Encoding.Scaling.MIN_MAX);
        }

        /** Chooses the columns that become inputs, in order; may be called again to add more. */
        public Builder use(String... columns) {
            used.addAll(List.of(columns));
            return this;
        }

        /** Leaves columns out; all others, raw and derived, are used. Has no effect beside {@link #use(String...)}. */
        public Builder useAllBut(String... columns) {
            left.addAll(List.of(columns));
            return this;
        }

        /** Returns the declared features. */
        public Features build() {
            return new Features(this);
        }

        private void make(String name) {
            new Field(name, ColumnType.NUMBER); // checks the name
            if (!made.add(name)) {
                throw new IllegalArgumentException("feature '" + name + "' is declared twice; give each its own name");
            }
        }

        private Builder add(Declaration declaration) {
            if (declarations.size() == MAX_DECLARATIONS) {
                throw new IllegalArgumentException("more than " + MAX_DECLARATIONS + " declared steps");
            }
            declarations.add(declaration);
            return this;
        }

        private Builder encode(String column, Encoding encoding) {
            if (encodings.put(requireNonNull(column, "column"), encoding) != null) {
                throw new IllegalArgumentException("column '" + column
                        + "' already has an encoding; derive a second column from it to encode it twice");
            }
            return this;
        }

        private static List<String> intervals(Edges edges) {
            List<String> names = new ArrayList<>();
            for (int bin = 0; bin < edges.bins(); bin++) {
                names.add(edges.interval(bin));
            }
            return names;
        }
    }
}
