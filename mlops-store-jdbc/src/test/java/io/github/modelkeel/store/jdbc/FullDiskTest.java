package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.RunStore;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.RunQuery;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, or that may only be read: the caller hears of it, and what is stored is read as before (behaviour 63). */
class FullDiskTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final String EXPERIMENT = "e".repeat(32);
    private static final String RUN = "a".repeat(32);
    private static final String BIG = "\u00E9".repeat(StoredText.MAX_LENGTH);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void fill() {
        file = folder.resolve("mlops.db");
        try (JdbcStore store = JdbcStore.sqlite(file)) {
            store.runs().experiment("e", EXPERIMENT, T0);
            store.runs().apply(List.of(create(RUN)));
        }
    }

    private static RunCommand create(String id) {
        return new RunCommand.Create(id, EXPERIMENT, null, "r", "ann", T0);
    }

    /** Returns a database whose file may grow by some pages only, as on a disk with little room. */
    private Database withRoomFor(int pages) throws Exception {
        Properties limit = new Properties();
        limit.setProperty("max_page_count", Long.toString(number("PRAGMA page_count") + pages));
        return new Database("test", Open.sqlite(file, limit));
    }

    private long number(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            return new Db(connection, Dialect.SQLITE)
                    .first(sql, row -> row.getLong(1))
                    .orElseThrow();
        }
    }

    @Test
    void aCallThatNoLongerFitsIsRefusedWholeAndTheStoreGoesOn() throws Exception {
        try (Database database = withRoomFor(20)) {
            RunStore runs = new JdbcRunStore(database);
            assertThatThrownBy(() -> runs.apply(
                            List.of(create("b".repeat(32)), new RunCommand.Params("b".repeat(32), Map.of("big", BIG)))))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("full");
            assertThat(runs.find(RUN)).isPresent();
            assertThat(runs.find("b".repeat(32))).isEmpty();
            runs.apply(List.of(new RunCommand.Tags(RUN, Map.of("small", "fits"))));
            assertThat(runs.search(RunQuery.all()).items())
                    .singleElement()
                    .satisfies(run -> assertThat(run.tags()).containsEntry("small", "fits"));
        }
        try (JdbcStore store = JdbcStore.sqlite(file)) { // room again
            store.runs().apply(List.of(new RunCommand.Params(RUN, Map.of("big", BIG))));
            assertThat(store.runs().find(RUN).orElseThrow().params()).containsEntry("big", BIG);
        }
    }

    @Test
    void whatMayOnlyBeReadIsRead() throws Exception {
        try (Database database = withRoomFor(1_000)) {
            RunStore runs = new JdbcRunStore(database);
            database.change(tx -> Db.execute(tx.connection(), "PRAGMA query_only = ON"));
            assertThatThrownBy(() -> runs.apply(List.of(new RunCommand.Tags(RUN, Map.of("k", "v")))))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("readonly");
            assertThat(runs.find(RUN).orElseThrow().tags()).isEmpty();
            assertThat(runs.search(RunQuery.all()).items()).hasSize(1);
        }
    }
}
