package io.github.modelkeel.features;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One fitted step: it reads cells of a {@link Frame} and writes one, always the same way. Immutable and thread-safe.
 */
sealed interface Step {
    /** Returns the column it writes. */
    String target();

    /** Returns the columns it reads. */
    List<String> reads();

    void run(Frame frame);

    Map<String, Object> toDocument();

    /** A column computed by an expression; a boolean result is stored as the number 1 or 0. */
    record Derive(String target, Expression expression, int slot) implements Step {
        @Override
        public List<String> reads() {
            return expression.columns();
        }

        @Override
        public void run(Frame frame) {
            expression.run(frame, slot);
        }

        @Override
        public Map<String, Object> toDocument() {
            return document("derive", "name", target, "expression", expression.source());
        }
    }

    /** A category out of a number. */
    record Bin(String target, String column, Edges edges, List<String> labels, int from, int slot) implements Step {
        @Override
        public List<String> reads() {
            return List.of(column);
        }

        @Override
        public void run(Frame frame) {
            int bin = edges.binOf(frame.numbers[from]);
            frame.texts[slot] = bin < 0 ? null : labels.get(bin);
        }

        @Override
        public Map<String, Object> toDocument() {
            Map<String, Object> document = document("bin", "name", target, "column", column);
            document.put("edges", Documents.numbers(edges.values()));
            document.put("closed", edges.closedRight() ? "right" : "left");
            document.put("labels", labels);
            return document;
        }
    }

    /** 1 where a cell is missing, else 0. */
    record Indicator(String target, String column, Compiler.Slot from, int slot) implements Step {
        @Override
        public List<String> reads() {
            return List.of(column);
        }

        @Override
        public void run(Frame frame) {
            frame.numbers[slot] = frame.isMissing(from) ? 1 : 0;
        }

        @Override
        public Map<String, Object> toDocument() {
            return document("indicator", "name", target, "column", column);
        }
    }

    /** Fills the missing cells of a column of numbers. */
    record FillNumber(String target, double value, int slot) implements Step {
        @Override
        public List<String> reads() {
            return List.of(target);
        }

        @Override
        public void run(Frame frame) {
            if (Double.isNaN(frame.numbers[slot])) {
                frame.numbers[slot] = value;
            }
        }

        @Override
        public Map<String, Object> toDocument() {
            return document("fill", "column", target, "value", value);
        }
    }

    /** Fills the missing cells of a column of texts. */
    record FillText(String target, String value, int slot) implements Step {
        @Override
        public List<String> reads() {
            return List.of(target);
        }

        @Override
        public void run(Frame frame) {
            @Nullable String cell = frame.texts[slot];
            if (cell == null) {
                frame.texts[slot] = value;
            }
        }

        @Override
        public Map<String, Object> toDocument() {
            return document("fill", "column", target, "value", value);
        }
    }

    private static Map<String, Object> document(String step, String key1, Object value1, String key2, Object value2) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("step", step);
        document.put(key1, value1);
        document.put(key2, value2);
        return document;
    }
}
