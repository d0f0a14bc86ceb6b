package io.github.modelkeel.store.fs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.UnavailableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads logs on from where they were left and adds up what they tell; the edges of the lineage are kept here. Guarded by the
 * lock of its catalogue.
 */
final class EntityReader {
    private static final System.Logger LOG = System.getLogger(EntityReader.class.getName());

    private final Path root;
    private final Map<String, Long> torn = new LinkedHashMap<>();
    private LineageGraph lineage = new LineageGraph();

    EntityReader(Path root) {
        this.root = root;
    }

    /** Returns the logs that ended in a line that is not whole when they were read, and by how many bytes. */
    Map<String, Long> torn() {
        return torn;
    }

    LineageGraph lineage() {
        return lineage;
    }

    /** Forgets the edges. */
    void clear() {
        lineage = new LineageGraph();
    }

    static UnavailableException unreadable(Path file, IOException e) {
        return new UnavailableException("'" + file + "' could not be read: " + e, e);
    }

    static Entity damaged(String path, IntegrityException damage) {
        LOG.log(System.Logger.Level.WARNING, "part of the store cannot be read: {0}", damage.getMessage());
        return new Entity(path, null, LogReader.Position.START, damage);
    }

    /** Reads a log on; {@code null} when there is no file. */
    @Nullable
    Entity read(Entity from, long most, long expected) {
        Path file = root.resolve(from.path());
        Entity start = from.damage() == null ? from : Entity.unread(from.path());
        Sum sum = new Sum(start.subject());
        if (start.path().equals(LineageGraph.PATH) && start.position().length() == 0) {
            lineage = new LineageGraph();
        }
        try {
            LogReader.Result read = LogReader.read(file, start.position(), most, (line, before) -> {
                sum.add(file, line, before);
                return true;
            });
            if (read.position().sequence() < expected) {
                throw LogReader.damaged(
                        file,
                        read.position().lines() + 1,
                        "is missing or was cut short: the log of the store has sequence " + expected
                                + " for it, it ends with " + read.position().sequence());
            }
            if (read.torn() > 0) {
                torn.put(from.path(), read.torn());
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "''{0}'' ends in {1} bytes of a line that is not whole",
                        file,
                        read.torn());
            }
            return new Entity(from.path(), sum.subject, read.position(), null);
        } catch (FileNotFoundException e) {
            if (Files.notExists(file)) {
                return null;
            }
            throw unreadable(file, e);
        } catch (IntegrityException e) {
            return damaged(from.path(), e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Adds up lines. */
    private final class Sum {
        private @Nullable Subject subject;

        Sum(@Nullable Subject subject) {
            this.subject = subject;
        }

        void add(Path file, ObjectNode line, LogReader.Position before) {
            try {
                Subject present = subject;
                if (line.path("do").asText().equals("link")) {
                    lineage.add(LineageGraph.edge(line));
                } else {
                    subject = present == null ? first(line) : present.after(line);
                }
            } catch (IntegrityException e) {
                throw new IntegrityException("'" + file + "': " + e.getMessage(), e);
            } catch (RuntimeException e) { // fits its CRC and makes no sense: made by hand
                IntegrityException damage = LogReader.damaged(file, before.lines() + 1, "makes no sense (" + e + ")");
                damage.addSuppressed(e);
                throw damage;
            }
        }
    }

    static Subject first(JsonNode line) {
        return switch (line.path("do").asText()) {
            case "experiment" -> ExperimentSubject.first(line);
            case "run" -> RunSubject.first(line);
            case "change", "past", "import" -> ModelSubject.first(line);
            default -> throw Subject.unknown(line);
        };
    }
}
