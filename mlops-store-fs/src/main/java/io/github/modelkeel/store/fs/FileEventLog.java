package io.github.modelkeel.store.fs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.spi.EventLog;
import io.github.modelkeel.spi.StoreEvent;
import io.github.modelkeel.spi.StoredText;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The log of changes, which is the log of commits, and how far its consumers have come. */
final class FileEventLog implements EventLog {
    private static final int MAX_CONSUMER = 250;
    private static final int EACH_LINES = 256;

    private final FileStore store;
    private final NavigableMap<Long, LogReader.Position> places = new TreeMap<>(); // guarded by itself

    FileEventLog(FileStore store) {
        this.store = store;
    }

    @Override
    public List<StoreEvent> after(long sequence, int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new InvalidInputException("events are read 1 to " + MAX_LIMIT + " at a time, was " + limit);
        }
        record Seen(LogReader.Position tail, long visible) {}
        Seen seen = store.read(catalog -> new Seen(catalog.tail(), catalog.visible()));
        List<StoreEvent> events = new ArrayList<>();
        if (sequence >= seen.visible()) {
            return List.of();
        }
        Path log = store.path(Catalog.EVENTS);
        try {
            LogReader.read(log, before(sequence), seen.visible(), (line, before) -> {
                if (before.length() >= seen.tail().length()) {
                    return false; // added since
                }
                note(line, before);
                for (JsonNode each : line.path("events")) {
                    if (each.path("seq").asLong() > sequence && events.size() < limit) {
                        events.add(event(each));
                    }
                }
                return events.size() < limit;
            });
        } catch (FileNotFoundException e) {
            throw new IntegrityException("'" + log + "' is gone; restore it from a copy", e);
        } catch (IOException e) {
            throw store.unreadable(e);
        }
        return List.copyOf(events);
    }

    /** Returns a place before the first event after a sequence. */
    private LogReader.Position before(long sequence) {
        synchronized (places) {
            Map.Entry<Long, LogReader.Position> place = places.floorEntry(sequence);
            return place == null ? LogReader.Position.START : place.getValue();
        }
    }

    /** Remembers where a line begins: the first after which its events come. */
    private void note(ObjectNode line, LogReader.Position before) {
        if (before.lines() % EACH_LINES == 0) {
            synchronized (places) {
                places.put(line.path("seq").asLong() - 1, before);
            }
        }
    }

    private static StoreEvent event(JsonNode from) {
        return new StoreEvent(
                from.path("seq").asLong(),
                Subject.instant(from.path("at")),
                from.path("kind").asText(),
                from.path("subject").asText(),
                from.path("actor").asText(),
                Subject.texts(from.path("detail")));
    }

    @Override
    public long position(String consumer) {
        String path = path(consumer);
        return store.read(catalog -> {
            try {
                return stored(path);
            } catch (IOException e) {
                throw store.unreadable(e);
            }
        });
    }

    private long stored(String path) throws IOException {
        Path file = store.path(path);
        if (Files.notExists(file)) {
            return 0;
        }
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            byte[] line = in.readAllBytes();
            ObjectNode json = line.length == 0 ? null : Lines.decode(line, 0, line.length - 1);
            if (json == null) {
                throw LogReader.damaged(file, 1, "does not match its CRC");
            }
            return json.path("sequence").asLong();
        }
    }

    @Override
    public void advance(String consumer, long sequence) {
        String path = path(consumer);
        store.change(draft -> {
            if (sequence > stored(path)) { // under the lock of the store, so nobody else moves it
                ObjectNode json = Lines.object();
                json.put("consumer", consumer);
                json.put("sequence", sequence);
                new DataFiles(store.path("")).replace(store.path(path), Lines.encode(json), true);
            }
        });
    }

    private static String path(String consumer) {
        if (consumer.isEmpty() || consumer.length() > MAX_CONSUMER) {
            throw new InvalidInputException(
                    "the name of a consumer has 1 to " + MAX_CONSUMER + " characters, had " + consumer.length());
        }
        return "consumers/" + Names.ofText(StoredText.check("the name of a consumer", consumer)) + ".json";
    }
}
