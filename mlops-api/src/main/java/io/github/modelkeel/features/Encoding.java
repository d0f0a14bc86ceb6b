package io.github.modelkeel.features;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How a used column is to become numbers, before it has seen data. */
sealed interface Encoding {
    /** Returns the canonical form, for records and cache keys. */
    Map<String, Object> toDocument();

    /** How a number is scaled. */
    enum Scaling implements Encoding {
        STANDARD,
        MIN_MAX;

        @Override
        public Map<String, Object> toDocument() {
            return Map.of("encoding", word());
        }

        /** Returns the name in documents. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record OneHot(Unseen unseen) implements Encoding {
        @Override
        public Map<String, Object> toDocument() {
            return new TreeMap<>(Map.of("encoding", "one_hot", "unseen", word(unseen)));
        }
    }

    /** Levels in the order given, or sorted if none are. */
    record Ordinal(List<String> levels, Unseen unseen) implements Encoding {
        @Override
        public Map<String, Object> toDocument() {
            return new TreeMap<>(Map.of("encoding", "ordinal", "levels", levels, "unseen", word(unseen)));
        }
    }

    record Frequency(Unseen unseen) implements Encoding {
        @Override
        public Map<String, Object> toDocument() {
            return new TreeMap<>(Map.of("encoding", "frequency", "unseen", word(unseen)));
        }
    }

    static String word(Unseen unseen) {
        return unseen.name().toLowerCase(Locale.ROOT);
    }
}
