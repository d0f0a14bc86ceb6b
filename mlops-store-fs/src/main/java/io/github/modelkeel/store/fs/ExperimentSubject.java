package io.github.modelkeel.store.fs;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modelkeel.tracking.ExperimentRecord;
import java.util.Map;

/**
 * An experiment as its log tells.
 *
 * @param record the experiment
 */
record ExperimentSubject(ExperimentRecord record) implements Subject {
    static String path(String id) {
        return "exp/" + Names.ofId(id) + "/log.jsonl";
    }

    static Subject first(JsonNode line) {
        return new ExperimentSubject(new ExperimentRecord(
                line.path("id").asText(), line.path("name").asText(), Subject.instant(line.path("at"))));
    }

    @Override
    public Subject after(JsonNode line) {
        return new ExperimentSubject(
                switch (line.path("do").asText()) {
                    case "rename" ->
                        new ExperimentRecord(
                                record.id(),
                                line.path("name").asText(),
                                record.createdAt(),
                                record.deletedAt(),
                                record.tags());
                    case "tags" -> {
                        Map<String, String> tags = Subject.merged(record.tags(), Subject.texts(line.path("values")));
                        yield new ExperimentRecord(
                                record.id(), record.name(), record.createdAt(), record.deletedAt(), tags);
                    }
                    case "delete" ->
                        new ExperimentRecord(
                                record.id(),
                                record.name(),
                                record.createdAt(),
                                Subject.instant(line.path("at")),
                                record.tags());
                    case "restore" ->
                        new ExperimentRecord(record.id(), record.name(), record.createdAt(), null, record.tags());
                    default -> throw Subject.unknown(line);
                });
    }
}
