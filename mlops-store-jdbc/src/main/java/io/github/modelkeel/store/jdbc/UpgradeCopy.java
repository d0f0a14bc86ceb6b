package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Copies a database file before its schema is upgraded: {@code mlops.db} of version 1 to {@code mlops.db.schema-1} beside it,
 * H2's {@code mlops.mv.db} to {@code mlops.mv.db.schema-1.zip}. A copy that is there already is never written over: the next
 * one is {@code mlops.db.schema-1-2}, then {@code -3}. A copy appears under its name when it is whole and on the disk.
 */
@FunctionalInterface
interface UpgradeCopy {
    /** For databases that are not a file of this store: they are gone with it, or their host copies them. */
    UpgradeCopy NONE = (connection, version) -> {};

    /** Copies the database; called under the lock of the migration, before its first change. */
    void copy(Connection connection, int version) throws SQLException;

    /** Copies a SQLite file through a second connection, which reads while the first one holds the write lock. */
    static UpgradeCopy sqlite(String url, Path file) {
        return (locked, version) -> copy(file, ".schema-" + version, "", temporary -> {
            try (Connection reader = DriverManager.getConnection(url)) {
                Db.execute(reader, "VACUUM INTO '" + quoted(temporary) + "'");
            }
        });
    }

    /** Copies an H2 file, packed as H2 does it. */
    static UpgradeCopy h2(Path file) {
        return (connection, version) -> copy(file, ".schema-" + version, ".zip", temporary -> {
            Db.execute(connection, "BACKUP TO '" + quoted(temporary) + "'");
        });
    }

    private static String quoted(Path file) {
        return file.toString().replace("'", "''");
    }

    /** Writes a file. */
    @FunctionalInterface
    interface Writing {
        void to(Path file) throws SQLException;
    }

    private static void copy(Path file, String suffix, String end, Writing writing) throws SQLException {
        Path temporary = file.resolveSibling(file.getFileName() + suffix + "-" + UUID.randomUUID() + ".part");
        try {
            try {
                writing.to(temporary);
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                publish(temporary, file.resolveSibling(file.getFileName() + suffix), end);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new UnavailableException(
                    "database '" + file + "' was not upgraded because it could not be copied before: " + e.getMessage()
                            + "; make room beside it and open it again",
                    e);
        }
    }

    private static void publish(Path temporary, Path name, String end) throws IOException {
        int number = 1;
        while (!linked(temporary, name.resolveSibling(name.getFileName() + (number == 1 ? "" : "-" + number) + end))) {
            number++;
        }
    }

    /** Gives a file its name; false when the name is taken, also by another process at the same moment. */
    private static boolean linked(Path temporary, Path name) throws IOException {
        try {
            Files.createLink(name, temporary);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException e) { // no links on this file system
            boolean free = !Files.exists(name);
            if (free) {
                Files.move(temporary, name, StandardCopyOption.ATOMIC_MOVE);
            }
            return free;
        }
    }
}
