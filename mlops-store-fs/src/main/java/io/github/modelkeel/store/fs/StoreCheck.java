package io.github.modelkeel.store.fs;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.MlopsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads every log and every registration from the disk and compares with what is in memory. */
final class StoreCheck {
    private final FileStore store;
    private final Path root;
    private final List<String> wrong = new ArrayList<>();

    StoreCheck(FileStore store, Path root) {
        this.store = store;
        this.root = root;
    }

    List<String> run() throws IOException {
        Map<String, Entity> known = store.read(catalog -> {
            Map<String, Entity> all = new HashMap<>();
            catalog.all().forEach(each -> all.put(each.path(), each));
            return all;
        });
        long visible = store.read(Catalog::visible);
        Catalog fresh = new Catalog(root);
        new Index(root).fromLogs(fresh, false);
        commits(visible);
        for (Entity each : fresh.all()) {
            IntegrityException damage = each.damage();
            if (damage != null) {
                wrong.add(damage.getMessage());
            } else {
                compare(known.get(each.path()), each, visible);
            }
        }
        registrations(fresh);
        fresh.torn().forEach((path, bytes) -> torn(root.resolve(path)));
        return List.copyOf(wrong);
    }

    /** Reads the log of commits, which must reach as far as what is known. */
    private void commits(long visible) throws IOException {
        Path events = root.resolve(Catalog.EVENTS);
        long[] last = {0};
        try {
            if (Files.isRegularFile(events)) {
                LogReader.Result read =
                        LogReader.read(events, LogReader.Position.START, Long.MAX_VALUE, (line, before) -> {
                            last[0] = line.path("last").asLong();
                            return true;
                        });
                if (read.torn() > 0) {
                    torn(events);
                }
            }
            if (last[0] < visible) {
                wrong.add("'" + events + "' ends with sequence " + last[0] + " but other logs go on to " + visible
                        + ": events were lost; restore it from a copy");
            }
        } catch (IntegrityException e) {
            wrong.add(e.getMessage());
        }
    }

    private void compare(@Nullable Entity known, Entity read, long visible) {
        if (known == null) {
            if (read.position().sequence() <= visible && read.position().length() > 0) {
                wrong.add("'" + root.resolve(read.path()) + "' is there but the log of the store does not know it");
            }
        } else if (known.damage() != null) {
            wrong.add(known.damage().getMessage());
        } else if (known.position().equals(read.position())
                && known.subject() instanceof RunSubject summed
                && read.subject() instanceof RunSubject run
                && !summed.record().equals(run.record())) {
            wrong.add("run '" + run.record().id() + "': what is known of it is not what its log says; delete '"
                    + root.resolve("index") + "' and open the store again");
        }
    }

    private void registrations(Catalog fresh) {
        Registrations registrations = new Registrations(store);
        for (ModelSubject model : fresh.models()) {
            for (int version : model.versions.keySet()) {
                try {
                    registrations.version(model, version);
                } catch (MlopsException e) {
                    wrong.add(e.getMessage());
                }
            }
        }
    }

    /** Reports a line that is not whole, unless it was just being written. */
    private void torn(Path log) {
        long bytes = store.quiet(() -> {
            byte[] all = Files.readAllBytes(log);
            int end = all.length;
            while (end > 0 && all[end - 1] != '\n') {
                end--;
            }
            return (long) all.length - end;
        });
        if (bytes > 0) {
            wrong.add(
                    "'" + log + "' ends in " + bytes + " bytes of a line that was cut short: it was never acknowledged,"
                            + " it is passed over, and removed when the log is written next");
        }
    }
}
