package io.github.modelkeel.store.fs;

import io.github.modelkeel.error.IntegrityException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one log.
 *
 * @param path path below the folder of the store
 * @param subject what it tells; {@code null} before its first line, for a damaged log, and for the lineage, which is kept apart
 * @param position how far it was read
 * @param damage what is wrong with it, or {@code null}
 */
record Entity(
        String path,
        @Nullable Subject subject,
        LogReader.Position position,
        @Nullable IntegrityException damage) {
    static Entity unread(String path) {
        return new Entity(path, null, LogReader.Position.START, null);
    }
}
