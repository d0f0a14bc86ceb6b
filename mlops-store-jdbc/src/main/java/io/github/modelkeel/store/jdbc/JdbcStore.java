package io.github.modelkeel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.spi.ArtifactStore;
import io.github.modelkeel.spi.EventLog;
import io.github.modelkeel.spi.LineageStore;
import io.github.modelkeel.spi.RegistryStore;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.spi.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Runs, registered models and files in a relational database. Thread-safe.
 *
 * <p>Every call that changes something returns after its transaction is durable. Calls that wait at the same time are
 * committed together, so many threads share one flush to disk. Every change writes its row of the audit log in the same
 * transaction. Points of metrics are a log themselves and have none.
 *
 * <p>The schema is made or brought up to date when a store is opened; a database of a newer schema is refused with an
 * {@link io.github.modelkeel.error.IntegrityException}.
 */
public final class JdbcStore implements Storage {
    private final Database database;
    private final String description;
    private final Set<Capability> capabilities;
    private final boolean isTransient;
    private final RunStore runs;
    private final RegistryStore registry;
    private final ArtifactStore artifacts;
    private final LineageStore lineage;
    private final EventLog events;

    JdbcStore(String description, Connections connections, Capability... capabilities) {
        this.description = description;
        this.capabilities = Set.of(capabilities);
        this.isTransient = !this.capabilities.contains(Capability.DURABLE_SYNC);
        this.database = new Database(description, connections);
        this.runs = new JdbcRunStore(database);
        this.registry = new JdbcRegistryStore(database);
        this.artifacts = new JdbcArtifactStore(database, description);
        this.lineage = new JdbcLineageStore(database);
        this.events = new JdbcEventLog(database);
    }

    /**
     * Opens a SQLite file, made with its folders when it is not there: the embedded default. Write-ahead log, every
     * commit is flushed to disk. Several processes on one machine may have it open at the same time; not on a network
     * file system. Needs {@code org.xerial:sqlite-jdbc}.
     *
     * <p>A file that is write-protected, or whose folder is, is opened for reading: every change is refused with an
     * {@link io.github.modelkeel.error.UnavailableException}. Nobody may write it through another mount meanwhile.
     *
     * @throws io.github.modelkeel.error.UnavailableException if the file cannot be opened, the driver is missing, or the file
     *     is write-protected and has an older schema
     * @throws io.github.modelkeel.error.IntegrityException if the file is damaged, no SQLite file, or too new
     */
    public static JdbcStore sqlite(Path file) {
        return new JdbcStore(
                "sqlite:" + file,
                Open.sqlite(requireNonNull(file, "file")),
                Capability.MULTI_PROCESS,
                Capability.DURABLE_SYNC);
    }

    /** Opens a SQLite database in memory that is gone when it is closed. Needs {@code org.xerial:sqlite-jdbc}. */
    public static JdbcStore sqliteInMemory() {
        return new JdbcStore("sqlite in memory", Open.sqliteInMemory());
    }

    /**
     * Opens an H2 file, made with its folders when it is not there. H2 itself does not flush commits to disk; this store
     * makes it do so. One process at a time. Needs {@code com.h2database:h2}.
     *
     * <p>What is written is appended, because H2 does not find after a kill what it wrote into a gap of its file. The store
     * compacts the file when it is closed, and while it is open whenever it has 64 MB or more and four times what is in use:
     * calls wait for that, some 12 ms for each MB in use, and it needs as much room again beside the file as is in use. A file
     * that two stores of a process have open is compacted when one is left.
     *
     * <p>A file that is write-protected is opened for reading: every change is refused with an
     * {@link io.github.modelkeel.error.UnavailableException}.
     *
     * @param file the file, with or without H2's ending {@code .mv.db}
     * @throws io.github.modelkeel.error.UnavailableException if the file cannot be opened, for instance because another
     *     process has it open, or the driver is missing
     * @throws io.github.modelkeel.error.IntegrityException if the file is damaged or too new
     */
    public static JdbcStore h2(Path file) {
        return new JdbcStore("h2:" + file, Open.h2(requireNonNull(file, "file")), Capability.DURABLE_SYNC);
    }

    /** Opens an H2 database in memory that is gone when it is closed. Needs {@code com.h2database:h2}. */
    public static JdbcStore h2InMemory() {
        return new JdbcStore("h2 in memory", Open.h2InMemory());
    }

    /**
     * Opens a store in a database of the host: PostgreSQL, for several machines, or H2. Its tables are made in the default
     * schema. The store keeps one connection for writing and up to four for reading until it is closed; the data source
     * itself is not closed.
     *
     * <p>The URL of an H2 file needs {@code ;REUSE_SPACE=FALSE}, see {@link #h2(Path)}, and H2's setting
     * {@code WRITE_DELAY} becomes 0.
     *
     * @param dataSource connections to PostgreSQL or H2
     * @throws io.github.modelkeel.error.InvalidInputException if the database is of another kind, an H2 file that reuses space,
     *     or its user lacks the right to make commits durable (H2: {@code ADMIN})
     * @throws io.github.modelkeel.error.UnavailableException if it does not answer
     */
    public static JdbcStore of(DataSource dataSource) {
        Connections connections = Open.host(requireNonNull(dataSource, "dataSource"));
        String name = connections.dialect().folder() + " data source";
        return connections.dialect() == Dialect.POSTGRESQL
                ? new JdbcStore(name, connections, Capability.MULTI_PROCESS, Capability.DURABLE_SYNC)
                : new JdbcStore(name, connections, Capability.DURABLE_SYNC);
    }

    @Override
    public RunStore runs() {
        return runs;
    }

    @Override
    public RegistryStore registry() {
        return registry;
    }

    @Override
    public ArtifactStore artifacts() {
        return artifacts;
    }

    @Override
    public LineageStore lineage() {
        return lineage;
    }

    @Override
    public EventLog events() {
        return events;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    /**
     * {@inheritDoc}
     *
     * <p>SQLite checks its file itself; of H2 and PostgreSQL every row is read. Runs in one transaction that sees one state,
     * while others go on writing.
     */
    @Override
    public List<String> check() {
        return database.read(StoreCheck::run);
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean isTransient() {
        return isTransient;
    }

    @Override
    public void close() {
        database.close();
    }
}
