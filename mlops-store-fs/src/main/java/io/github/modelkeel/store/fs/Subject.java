package io.github.modelkeel.store.fs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.error.IntegrityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one log tells: the sum of its lines. Immutable. */
sealed interface Subject permits ExperimentSubject, RunSubject, ModelSubject {
    /** Returns this after one more line of its log. */
    Subject after(JsonNode line);

    static IntegrityException unknown(JsonNode line) {
        return new IntegrityException("the log has the unknown change '"
                + line.path("do").asText() + "': a newer library wrote it; upgrade this one");
    }

    static Instant millis(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }

    static Instant instant(JsonNode from) {
        return Instant.parse(from.asText());
    }

    static @Nullable Instant instantOrNull(JsonNode from) {
        return from.isTextual() ? Instant.parse(from.asText()) : null;
    }

    static @Nullable String textOrNull(JsonNode from) {
        return from.isTextual() ? from.asText() : null;
    }

    static Map<String, String> texts(JsonNode from) {
        Map<String, String> texts = new TreeMap<>();
        from.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    static void write(Map<String, String> texts, ObjectNode to) {
        new TreeMap<>(texts).forEach(to::put);
    }

    static Map<String, String> merged(Map<String, String> present, Map<String, String> added) {
        Map<String, String> all = new TreeMap<>(present);
        all.putAll(added);
        return Collections.unmodifiableMap(all);
    }
}
