package io.github.modelkeel.features;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One step as it was declared, before it has seen data. */
sealed interface Declaration {
    /** Returns the canonical form, for records and cache keys. */
    Map<String, Object> toDocument();

    record Derive(String name, String expression) implements Declaration {
        @Override
        public Map<String, Object> toDocument() {
            return new TreeMap<>(Map.of("step", "derive", "name", name, "expression", expression));
        }
    }

    record Bin(String name, String column, Edges edges, List<String> labels) implements Declaration {
        @Override
        public Map<String, Object> toDocument() {
            return new TreeMap<>(Map.of(
                    "step",
                    "bin",
                    "name",
                    name,
                    "column",
                    column,
                    "edges",
                    Documents.numbers(edges.values()),
                    "closed",
                    edges.closedRight() ? "right" : "left",
                    "labels",
                    labels));
        }
    }

    record Indicator(String name, String column) implements Declaration {
        @Override
        public Map<String, Object> toDocument() {
            return new TreeMap<>(Map.of("step", "indicator", "name", name, "column", column));
        }
    }

    record Impute(String column, Imputation imputation) implements Declaration {
        @Override
        public Map<String, Object> toDocument() {
            return new TreeMap<>(Map.of("step", "impute", "column", column, "by", by(imputation)));
        }

        private static Object by(Imputation imputation) {
            if (imputation instanceof Imputation.ConstantNumber number) {
                return Map.of("constant", number.value());
            }
            if (imputation instanceof Imputation.ConstantText text) {
                return Map.of("constant", text.value());
            }
            return ((Imputation.Statistic) imputation).name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
