package io.github.modelkeel.store.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings the schema of a database to the version this library writes. Forward only.
 *
 * <p>Each step is one SQL file whose statements may be run again after a crash in the middle, because H2 commits every
 * statement that changes the schema. A step that was applied is known by version and SHA-256; a file that was changed
 * since, and a database of a newer version, are refused before anything is written.
 */
final class Migrations {
    /** Fills in what SQL cannot compute. May run again after it was cut short. */
    @FunctionalInterface
    interface Fill {
        void run(Tx tx) throws SQLException;
    }

    /**
     * One step: {@code version} counts from 1, {@code sql} ends each statement with a semicolon at the end of a line,
     * {@code fill} runs after them.
     */
    record Step(int version, String name, String sql, Fill fill) {
        Step(int version, String name, String sql) {
            this(version, name, sql, tx -> {});
        }

        String checksum() {
            try {
                byte[] text = sql.replace("\r\n", "\n").getBytes(UTF_8);
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(text));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        List<String> statements() {
            List<String> statements = new ArrayList<>();
            StringBuilder statement = new StringBuilder();
            for (String line : sql.split("\r?\n", -1)) {
                if (line.isBlank() || line.stripLeading().startsWith("--")) {
                    continue;
                }
                statement.append(line).append('\n');
                if (line.endsWith(";")) {
                    statements.add(statement.substring(0, statement.length() - 2));
                    statement.setLength(0);
                }
            }
            if (!statement.isEmpty()) {
                throw new IllegalStateException(name + " ends inside a statement: " + statement);
            }
            return statements;
        }
    }

    private static final List<String> FILES = List.of("V1__init.sql", "V2__depth.sql", "V3__search.sql");
    private static final Map<String, Fill> FILLS = Map.of("V2__depth.sql", RunUpgrade::fill);

    /** Tells stores that have the database open to forget what they remember of it, see {@link RunMemory}. */
    private static final Fill TELL = tx -> tx.update("UPDATE id_block SET next_id = next_id + 1 WHERE name = 'seq'");

    private final List<Step> steps;
    private final Fill last;

    Migrations(List<Step> steps) {
        this(steps, tx -> {});
    }

    private Migrations(List<Step> steps, Fill last) {
        this.steps = List.copyOf(steps);
        this.last = last;
    }

    List<Step> steps() {
        return steps;
    }

    /** Returns the steps of this library for one kind of database. */
    static Migrations of(Dialect dialect) {
        List<Step> steps = new ArrayList<>();
        for (String file : FILES) {
            String name = dialect.folder() + "/" + file;
            try (InputStream in = Migrations.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException("the schema file " + name + " is missing from the library's jar");
                }
                String sql = new String(in.readAllBytes(), UTF_8);
                steps.add(new Step(steps.size() + 1, name, sql, FILLS.getOrDefault(file, tx -> {})));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Migrations(steps, TELL);
    }

    /**
     * Applies what is missing. The connection commits by hand. A database that is up to date is only read.
     *
     * @param copy copies the database before it is changed, unless it is new
     * @throws IntegrityException if the database is newer than this library or was built from other files
     */
    void apply(Connection connection, Dialect dialect, UpgradeCopy copy) throws SQLException {
        if (!isUpToDate(connection, dialect)) {
            dialect.transactions().migrate(connection, () -> applyMissing(connection, dialect, copy));
        }
    }

    /** As {@link #apply(Connection, Dialect, UpgradeCopy)} without a copy. */
    void apply(Connection connection, Dialect dialect) throws SQLException {
        apply(connection, dialect, UpgradeCopy.NONE);
    }

    /**
     * Checks, without a change, that nothing is missing. The connection commits by hand.
     *
     * @param name the database, for the message
     * @throws IntegrityException as {@link #apply(Connection, Dialect, UpgradeCopy)}
     * @throws UnavailableException if the schema is older and would have to be upgraded
     */
    void requireUpToDate(Connection connection, Dialect dialect, String name) throws SQLException {
        Map<Integer, String> applied;
        try {
            applied = applied(new Db(connection, dialect));
        } finally {
            connection.rollback();
        }
        check(applied);
        if (applied.size() != steps.size()) {
            throw new UnavailableException("database '" + name + "' has schema version " + applied.size()
                    + ", this library reads version " + steps.size()
                    + ", and the file may not be written, so it cannot be"
                    + " upgraded; make the file and its folder writable and open it once, or open a copy of it");
        }
    }

    private boolean isUpToDate(Connection connection, Dialect dialect) throws SQLException {
        Map<Integer, String> applied;
        try {
            applied = applied(new Db(connection, dialect));
        } catch (SQLException e) {
            return false; // the table is not there; anything else the migration meets again, and says
        } finally {
            connection.rollback();
        }
        check(applied);
        return applied.size() == steps.size();
    }

    private static Map<Integer, String> applied(Db db) throws SQLException {
        Map<Integer, String> applied = new TreeMap<>();
        db.list("SELECT version, checksum FROM schema_version", row -> {
            applied.put(row.getInt(1), String.valueOf(row.getString(2)));
            return applied;
        });
        return applied;
    }

    private void applyMissing(Connection connection, Dialect dialect, UpgradeCopy copy) throws SQLException {
        Db.execute(
                connection,
                "CREATE TABLE IF NOT EXISTS schema_version (version INT NOT NULL PRIMARY KEY, checksum CHAR(64) NOT NULL)");
        Tx tx = new Tx(connection, dialect, new KeyNames());
        Map<Integer, String> applied = applied(tx);
        check(applied);
        if (!applied.isEmpty() && applied.size() < steps.size()) {
            copy.copy(connection, applied.size());
        }
        boolean changed = false;
        for (Step step : steps) {
            if (!applied.containsKey(step.version())) {
                for (String statement : step.statements()) {
                    Db.execute(connection, statement);
                }
                step.fill().run(tx);
                tx.update(
                        "INSERT INTO schema_version (version, checksum) VALUES (?, ?)",
                        step.version(),
                        step.checksum());
                changed = true;
            }
        }
        if (changed) {
            last.run(tx);
        }
    }

    private void check(Map<Integer, String> applied) {
        applied.forEach((version, checksum) -> {
            if (version < 1) {
                throw new IntegrityException("the database says it has schema version " + version
                        + ", versions begin at 1: it is damaged; restore a copy");
            }
            if (version > steps.size()) {
                throw new IntegrityException("the database has schema version " + version
                        + " but this library knows versions up to " + steps.size()
                        + "; use a newer release of the library, or a copy of the database from before the upgrade");
            }
            Step step = steps.get(version - 1);
            if (!step.checksum().equals(checksum)) {
                throw new IntegrityException("schema version " + version + " of the database was built from a file with"
                        + " SHA-256 " + checksum + " but " + step.name() + " of this library has " + step.checksum()
                        + "; use the release that made the database");
            }
        });
    }
}
