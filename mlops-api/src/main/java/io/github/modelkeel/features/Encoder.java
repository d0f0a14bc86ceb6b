package io.github.modelkeel.features;

import io.github.modelkeel.error.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A fitted encoding: it turns one cell of a {@link Frame} into one or more inputs of the model. Immutable. */
sealed interface Encoder {
    /** Returns the column it reads. */
    String column();

    /** Returns the names of the inputs it gives. */
    List<String> names();

    /** Writes the inputs, beginning at {@code out[offset]}. */
    void run(Frame frame, double[] out, int offset);

    Map<String, Object> toDocument();

    /** The number as it is, or shifted and divided: {@code (x - shift) / scale}. */
    record Numeric(String column, String kind, double shift, double scale, int slot) implements Encoder {
        static final String PLAIN = "number";

        @Override
        public List<String> names() {
            return List.of(column);
        }

        @Override
        public void run(Frame frame, double[] out, int offset) {
            double value = frame.numbers[slot];
            out[offset] = kind.equals(PLAIN) ? value : (value - shift) / scale;
        }

        @Override
        public Map<String, Object> toDocument() {
            Map<String, Object> document = document(kind, column);
            if (!kind.equals(PLAIN)) {
                document.put("shift", shift);
                document.put("scale", scale);
            }
            return document;
        }
    }

    /** One input for each level, 1 or 0, and one for a missing cell if there were any in training. */
    record OneHot(
            String column,
            List<String> levels,
            boolean missing,
            Unseen unseen,
            Map<String, Integer> positions,
            Compiler.Slot slot)
            implements Encoder {
        static OneHot of(String column, List<String> levels, boolean missing, Unseen unseen, Compiler.Slot slot) {
            return new OneHot(column, levels, missing, unseen, positionsOf(levels), slot);
        }

        @Override
        public List<String> names() {
            List<String> names = new ArrayList<>();
            levels.forEach(level -> names.add(column + "=" + level));
            if (missing) {
                names.add(column + " is missing");
            }
            return names;
        }

        @Override
        public void run(Frame frame, double[] out, int offset) {
            int width = levels.size() + (missing ? 1 : 0);
            for (int i = 0; i < width; i++) {
                out[offset + i] = 0;
            }
            String level = frame.level(slot);
            Integer position = level == null ? null : positions.get(level);
            if (position != null) {
                out[offset + position] = 1;
            } else if (level != null && unseen == Unseen.ERROR) {
                throw refused(column, level, levels);
            } else if (missing && (level == null || unseen == Unseen.MISSING)) {
                out[offset + levels.size()] = 1;
            }
        }

        @Override
        public Map<String, Object> toDocument() {
            Map<String, Object> document = document("one_hot", column);
            document.put("levels", levels);
            document.put("missing", missing);
            document.put("unseen", Encoding.word(unseen));
            return document;
        }
    }

    /** The position of the level, from 0; missing stays missing. */
    record Ordinal(
            String column, List<String> levels, Unseen unseen, Map<String, Integer> positions, Compiler.Slot slot)
            implements Encoder {
        static Ordinal of(String column, List<String> levels, Unseen unseen, Compiler.Slot slot) {
            return new Ordinal(column, levels, unseen, positionsOf(levels), slot);
        }

        @Override
        public List<String> names() {
            return List.of(column);
        }

        @Override
        public void run(Frame frame, double[] out, int offset) {
            String level = frame.level(slot);
            Integer position = level == null ? null : positions.get(level);
            if (position == null && level != null && unseen == Unseen.ERROR) {
                throw refused(column, level, levels);
            }
            out[offset] = position == null ? Double.NaN : position;
        }

        @Override
        public Map<String, Object> toDocument() {
            Map<String, Object> document = document("ordinal", column);
            document.put("levels", levels);
            document.put("unseen", Encoding.word(unseen));
            return document;
        }
    }

    /** The share of the training rows that had the level; missing stays missing. */
    record Frequency(
            String column,
            List<String> levels,
            List<Double> shares,
            Unseen unseen,
            Map<String, Integer> positions,
            Compiler.Slot slot)
            implements Encoder {
        static Frequency of(
                String column, List<String> levels, List<Double> shares, Unseen unseen, Compiler.Slot slot) {
            return new Frequency(column, levels, List.copyOf(shares), unseen, positionsOf(levels), slot);
        }

        @Override
        public List<String> names() {
            return List.of(column);
        }

        @Override
        public void run(Frame frame, double[] out, int offset) {
            String level = frame.level(slot);
            Integer position = level == null ? null : positions.get(level);
            if (position != null) {
                out[offset] = shares.get(position);
            } else if (level == null || unseen == Unseen.MISSING) {
                out[offset] = Double.NaN;
            } else if (unseen == Unseen.ERROR) {
                throw refused(column, level, levels);
            } else {
                out[offset] = 0;
            }
        }

        @Override
        public Map<String, Object> toDocument() {
            Map<String, Object> document = document("frequency", column);
            document.put("levels", levels);
            document.put("shares", shares);
            document.put("unseen", Encoding.word(unseen));
            return document;
        }
    }

    private static Map<String, Integer> positionsOf(List<String> levels) {
        Map<String, Integer> positions = new HashMap<>(); // looked up, never iterated
        for (String level : levels) {
            positions.put(level, positions.size());
        }
        return Map.copyOf(positions);
    }

    private static InvalidInputException refused(String column, String level, List<String> levels) {
        int shown = Math.min(levels.size(), 20);
        return new InvalidInputException("column '" + column + "' has level '" + level
                + "' that training did not see; known are " + levels.subList(0, shown)
                + (shown < levels.size() ? " and " + (levels.size() - shown) + " more" : "")
                + ": correct it, or choose another policy for unseen levels");
    }

    private static Map<String, Object> document(String encoding, String column) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("encoding", encoding);
        document.put("column", column);
        return document;
    }
}
