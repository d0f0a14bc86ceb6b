package io.github.modelkeel.internal.memory;

import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.spi.StoreEvent;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes what happens to a model to its own history and to the log of the storage. Guarded by the lock of its store. */
final class RegistryLog {
    private final MemoryEventLog log;

    RegistryLog(MemoryEventLog log) {
        this.log = log;
    }

    void event(
            Registered model,
            RegistryEvent.Kind kind,
            String name,
            int version,
            @Nullable String alias,
            @Nullable String from,
            @Nullable String to,
            Change change) {
        Map<String, String> detail = new TreeMap<>();
        detail.put("event", kind.name());
        put(detail, "alias", alias);
        put(detail, "from", from);
        put(detail, "to", to);
        put(detail, "reason", change.reason().isEmpty() ? null : change.reason());
        String subject = version == 0 ? name : name + "/" + version;
        long sequence = log.append(StoreEvent.Kind.REGISTRY, change.at(), subject, change.actor(), detail, new Undo());
        model.events.add(new RegistryEvent(sequence, kind, name, version, alias, from, to, kept(change)));
    }

    private static void put(Map<String, String> detail, String key, @Nullable String value) {
        if (value != null) {
            detail.put(key, value);
        }
    }

    /** Returns a change as it is kept: times have milliseconds. */
    static Change kept(Change change) {
        return new Change(change.actor(), change.reason(), RunState.millis(change.at()));
    }
}
