package io.github.modelkeel.store.jdbc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What H2 leaves to others about its files. */
final class H2File {
    /** H2 begins a file with two copies of a header of this size, written at once. */
    private static final int HEADERS = 2 * 4096;

    private static final String BEGIN = "H:2,";

    private H2File() {}

    /** Empties a file whose very first write was cut short, which H2 cannot open; nothing was stored in it yet. */
    static void clearUnbegun(Path file) {
        try {
            if (!isUnbegun(file)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) { // as H2 locks it
                if (lock != null && isUnbegun(file)) {
                    channel.truncate(0);
                }
            }
        } catch (IOException e) {
            throw new UnavailableException("file '" + file + "' did not open: " + e.getMessage(), e);
        }
    }

    /**
     * Refuses a host's file with which the store could not keep its promises. H2 finds the newest state of a file by its end
     * or by its header. What it writes into a gap the header names only one write later, so after a kill it would begin from
     * the state before, without calls that were answered.
     */
    static void requireAppended(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SETTINGS"
                        + " WHERE SETTING_NAME = 'info.FILE_WRITE' AND EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.SETTINGS"
                        + " WHERE SETTING_NAME = 'REUSE_SPACE' AND UPPER(SETTING_VALUE) <> 'FALSE')")) {
            if (row.next() && row.getInt(1) > 0) {
                throw new InvalidInputException("the H2 file of the data source is opened with REUSE_SPACE=TRUE, with"
                        + " which H2 may lose commits when its process is killed; add ;REUSE_SPACE=FALSE to its URL, or"
                        + " open the file with JdbcStore.h2(path)");
            }
        }
    }

    /**
     * Makes the name of a file durable. H2 forces what it wrote to a new file, but not that the file has the place of the old
     * one: whatever is written from then on must not be found in a file that has lost its name with the power.
     */
    static void forceName(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null
                && folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Compacts and closes a database, unless another session of this process has it open; returns whether it did. */
    static boolean shutDown(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement();
                ResultSet sessions = statement.executeQuery("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS")) {
            if (!sessions.next() || sessions.getLong(1) > 1) {
                return false; // another store of this process has the database open
            }
        }
        Db.execute(connection, "SHUTDOWN COMPACT"); // an open file keeps many old pages; this gives them back
        return true;
    }

    private static boolean isUnbegun(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        long size = Files.size(file);
        if (size == 0 || size >= HEADERS) {
            return false;
        }
        return new String(Files.readAllBytes(file), ISO_8859_1).startsWith(BEGIN); // anything else is not H2's to empty
    }
}
