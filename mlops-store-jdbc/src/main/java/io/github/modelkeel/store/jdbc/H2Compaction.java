package io.github.modelkeel.store.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Compacts an H2 file that is open. What is written is appended, so the file has more and more of what was replaced: when
 * that is most of it, H2 closes the database and copies what is in use to a new file, which takes the place of the old one at
 * once. So at each moment the file is whole: the old one or the new one, see {@code H2WriteOrderTest}. H2's other ways to
 * shrink a file move its parts into gaps of it, where they are not found after a kill. Confined to the writer's thread.
 */
final class H2Compaction {
    private static final System.Logger LOG = System.getLogger(H2Compaction.class.getName());

    /** Bytes below which no file is compacted. */
    static final long LEAST = 64L << 20;

    /** How many times what is in use a file may have. */
    static final int TIMES = 4;

    private static final String USE = "SELECT SETTING_NAME, SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS"
            + " WHERE SETTING_NAME IN ('info.FILL_RATE', 'info.CHUNKS_FILL_RATE')";

    private final Path file;
    private final long least;
    private final int times;
    private long next; // no look at what is in use before the file has this size

    /**
     * Creates one for a file.
     *
     * @param least bytes below which it is not compacted
     * @param times how many times what is in use it may have
     */
    H2Compaction(Path file, long least, int times) {
        this.file = file;
        this.least = least;
        this.times = times;
        this.next = least;
    }

    /** Returns whether the file is to be compacted now. Says so only once until it has grown further or was compacted. */
    boolean isDue(Connection connection) {
        try {
            long size = Files.size(file);
            if (size < next) {
                return false;
            }
            next = size + size / 4; // if nothing comes of it
            long used = used(connection, size);
            if (size / times < used) {
                next = Math.max(next, times * used);
                return false;
            }
            return true;
        } catch (IOException | SQLException e) { // then the next transaction finds out, and says so
            LOG.log(System.Logger.Level.DEBUG, "no look at the size of '" + file + "'", e);
            return false;
        }
    }

    /** Returns how many bytes of the file are in use, roughly: H2 says it in whole percent. */
    private static long used(Connection connection, long size) throws SQLException {
        List<Map.Entry<String, Long>> rates =
                new Db(connection, Dialect.H2).list(USE, row -> Map.entry(row.getString(1), row.getLong(2)));
        connection.rollback();
        Map<String, Long> rate = rates.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return size
                / 100
                * rate.getOrDefault("info.FILL_RATE", 100L)
                / 100
                * rate.getOrDefault("info.CHUNKS_FILL_RATE", 100L);
    }

    /** Compacts the file through the last connection of the store, which it closes; not while others have the database open. */
    void run(Connection last) {
        try (last) {
            long before = Files.size(file);
            if (H2File.shutDown(last)) {
                H2File.forceName(file);
                if (Files.size(file) < before) {
                    next = least; // look again what is in use
                }
            }
        } catch (IOException | SQLException e) { // for instance no room: the old file is still there
            LOG.log(System.Logger.Level.WARNING, "the H2 file '" + file + "' was not compacted", e);
        }
    }
}
