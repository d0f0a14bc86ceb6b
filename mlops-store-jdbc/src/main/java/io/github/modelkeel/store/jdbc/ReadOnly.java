package io.github.modelkeel.store.jdbc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Database files that may only be read: how that is noticed, and how they are opened. */
final class ReadOnly {
    /** SQLite's SQLITE_OPEN_READONLY and SQLITE_OPEN_URI. */
    private static final int OPEN_MODE = 0x01 | 0x40;

    private ReadOnly() {}

    /**
     * Returns whether a SQLite file is there and may not be written, or its folder, in which SQLite makes its log. A file of
     * which somebody else has the log open already can be written without a new name in the folder.
     */
    static boolean isSqlite(Path file) {
        return Files.isRegularFile(file)
                && (!Files.isWritable(file) || (!mayHaveNewFiles(file) && !Files.isWritable(beside(file, "-wal"))));
    }

    /** Returns whether an H2 file is there and may not be written. */
    static boolean isH2(Path file) {
        return Files.isRegularFile(file) && !Files.isWritable(file);
    }

    /**
     * Returns the address that opens a SQLite file for reading. Where no log can be made and none is there, nobody has the
     * file open for writing, and SQLite is told that it does not change, or it would insist on making one.
     */
    static String sqlite(Path file) {
        boolean unchanging = !mayHaveNewFiles(file) && Files.notExists(beside(file, "-wal"));
        return "jdbc:sqlite:file:" + file.toUri().getRawPath() + (unchanging ? "?immutable=1" : "");
    }

    static Properties sqliteSettings() {
        Properties settings = new Properties();
        settings.setProperty("open_mode", Integer.toString(OPEN_MODE));
        settings.setProperty("busy_timeout", Open.BUSY_TIMEOUT_MILLIS);
        return settings;
    }

    private static boolean mayHaveNewFiles(Path file) {
        Path folder = file.getParent();
        return folder == null || Files.isWritable(folder);
    }

    private static Path beside(Path file, String end) {
        return file.resolveSibling(file.getFileName() + end);
    }
}
