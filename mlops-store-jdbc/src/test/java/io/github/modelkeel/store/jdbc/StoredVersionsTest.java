package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.Lineage;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.spi.StoreEvent;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Opens files that earlier versions of the schema wrote: {@code v1/} was made by the code that knew version 1 only, with
 * {@code MakeV1.java.txt} beside it, {@code v2/} likewise. All that was stored is there after the upgrade, in the copy too, and after an upgrade
 * that was cut short anywhere.
 */
class StoredVersionsTest {
    private static final Instant T0 = Instant.parse("2026-03-29T00:30:00Z");

    @TempDir
    Path folder;

    /** A kind of file: how it is stored and opened. */
    enum Kind {
        SQLITE(Dialect.SQLITE, "sqlite.db.gz", "mlops.db"),
        H2(Dialect.H2, "h2.mv.db.gz", "mlops.mv.db");

        final Dialect dialect;
        final String resource;
        final String file;

        Kind(Dialect dialect, String resource, String file) {
            this.dialect = dialect;
            this.resource = resource;
            this.file = file;
        }

        /** Writes the stored file of a version into a folder. */
        Path version(int version, Path folder) throws Exception {
            try (InputStream in =
                    new GZIPInputStream(StoredVersionsTest.class.getResourceAsStream("v" + version + "/" + resource))) {
                Path file = folder.resolve(this.file);
                Files.copy(in, file);
                return file;
            }
        }

        JdbcStore open(Path file) {
            return this == H2 ? JdbcStore.h2(file) : JdbcStore.sqlite(file);
        }

        Connection raw(Path file) throws SQLException {
            return this == H2
                    ? DriverManager.getConnection("jdbc:h2:" + file.toString().replace(".mv.db", ""), "sa", "")
                    : DriverManager.getConnection("jdbc:sqlite:" + file);
        }
    }

    /** A stored file: its kind, and the version of its schema. */
    record Stored(Kind kind, int version) {
        Path write(Path folder) throws Exception {
            return kind.version(version, folder);
        }

        String copy() {
            return kind.file + ".schema-" + version;
        }

        String end() {
            return kind == Kind.H2 ? ".zip" : "";
        }
    }

    static List<Stored> stored() {
        return List.of(
                new Stored(Kind.SQLITE, 1), new Stored(Kind.H2, 1), new Stored(Kind.SQLITE, 2), new Stored(Kind.H2, 2));
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String run(int n) {
        return String.format(Locale.ROOT, "r%031d", n);
    }

    /** Compares with what {@code MakeV1.java.txt} stored. */
    static void assertContent(Storage store) throws Exception {
        assertThat(store.check()).isEmpty();
        assertThat(store.runs().experiments())
                .singleElement()
                .satisfies(experiment -> assertThat(experiment.name()).isEqualTo("churn \uD83D\uDE80"));
        for (int n = 0; n < 3; n++) {
            int shift = n;
            RunRecord record = store.runs().find(run(n)).orElseThrow();
            assertThat(record.status())
                    .isEqualTo(List.of(RunStatus.FINISHED, RunStatus.FAILED, RunStatus.RUNNING)
                            .get(n));
            assertThat(record.params()).isEqualTo(Map.of("depth", "" + (n + 3), "optimizer", n == 0 ? "adam" : "SGD"));
            assertThat(record.tags()).isEqualTo(Map.of("team", "a" + n));
            assertThat(record.parentId()).isEqualTo(n == 2 ? run(1) : null);
            assertThat(store.runs().history(run(n), "loss")).hasSize(40).allSatisfy(point -> {
                assertThat(point.value()).isEqualTo(1.0 / (point.step() + 1 + shift));
                assertThat(point.at()).isEqualTo(T0.plusSeconds(point.step()));
            });
            assertThat(store.runs().history(run(n), "odd"))
                    .extracting(MetricPoint::value)
                    .containsExactly(Double.NaN, -0.0, Double.NEGATIVE_INFINITY);
            byte[] content = new byte[n == 0 ? 10 : 300_000];
            if (n == 0) {
                new Random(7).nextBytes(content);
            }
            try (InputStream in =
                    store.artifacts().open(run(n), "model/model.bin").orElseThrow()) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
        }
        List<ModelVersion> versions = store.registry().versions("churn");
        assertThat(versions)
                .extracting(ModelVersion::version, ModelVersion::stage, version -> List.copyOf(version.aliases()))
                .containsExactly(
                        tuple(1, Stage.ARCHIVED, List.of()),
                        tuple(2, Stage.PRODUCTION, List.of("champion")),
                        tuple(3, Stage.NONE, List.of()));
        assertThat(versions.get(1).metrics()).isEqualTo(Map.of("f1", 0.81, "loss", Double.NaN));
        assertThat(versions.get(1).lineage())
                .isEqualTo(new Lineage(run(0), Map.of("train", "cd".repeat(32)), "12".repeat(32)));
        assertThat(store.registry().history("churn"))
                .extracting(event -> event.kind() + " " + event.version() + " "
                        + event.change().reason())
                .containsExactly(
                        "VERSION_CREATED 1 registered",
                        "VERSION_CREATED 2 registered",
                        "VERSION_CREATED 3 registered",
                        "STAGE_CHANGED 1 first",
                        "STAGE_CHANGED 1 second",
                        "STAGE_CHANGED 2 second",
                        "ALIAS_SET 1 first",
                        "ALIAS_SET 2 better");
    }

    private static void assertWritable(Storage store) {
        assertThat(store.registry()
                        .create(new NewVersion(
                                "churn",
                                "s",
                                "00",
                                Map.of(),
                                new Lineage(null, Map.of(), null),
                                "",
                                new Change("ann", "", T0)))
                        .version())
                .isEqualTo(4);
        assertThat(store.check()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("stored")
    void anOlderFileIsUpgradedAfterItWasCopied(Stored stored) throws Exception {
        Kind kind = stored.kind();
        Path file = stored.write(folder);
        String copy = stored.copy() + stored.end();
        try (Storage store = kind.open(file)) {
            assertContent(store);
            assertEvents(store, stored.version());
            assertWritable(store);
        }
        assertThat(files()).containsExactly(file.getFileName().toString(), copy);
        byte[] kept = Files.readAllBytes(folder.resolve(copy));
        try (Storage store = kind.open(file)) { // up to date: nothing to copy
            assertThat(store.registry().versions("churn")).hasSize(4);
        }
        assertThat(files()).contains(copy).hasSize(2);
        Path restored = Files.createDirectory(folder.resolve("restored")).resolve(kind.file);
        if (kind == Kind.H2) {
            try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(folder.resolve(copy)))) {
                assertThat(zip.getNextEntry().getName()).isEqualTo(kind.file);
                Files.copy(zip, restored);
            }
        } else {
            Files.copy(folder.resolve(copy), restored);
        }
        try (Connection connection = kind.raw(restored)) {
            assertThat(new Db(connection, kind.dialect)
                            .list("SELECT version FROM schema_version", row -> row.getInt(1)))
                    .hasSize(stored.version())
                    .contains(stored.version());
        }
        try (Storage store = kind.open(restored)) {
            assertContent(store);
        }
        assertThat(folder.resolve(copy)).hasBinaryContent(kept);
    }

    private static void assertEvents(Storage store, int version) {
        List<StoreEvent> events = store.events().after(0, 100);
        assertThat(events).extracting(StoreEvent::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(events)
                .filteredOn(event -> event.subject().equals(run(0)))
                .filteredOn(event -> version == 1 || !event.kind().equals("RUN_METRICS")) // which version 1 had not
                .extracting(StoreEvent::kind, StoreEvent::detail)
                .containsExactly(
                        tuple("RUN_CREATED", Map.of("experiment", "e".repeat(32), "name", "run 0")),
                        tuple("RUN_PARAMS", Map.of()),
                        tuple("RUN_TAGGED", Map.of()),
                        tuple("RUN_ENDED", Map.of("status", "FINISHED")));
        assertThat(events)
                .filteredOn(event -> event.kind().equals("REGISTRY"))
                .last()
                .satisfies(event -> {
                    assertThat(event.subject()).isEqualTo("churn/2");
                    assertThat(event.detail())
                            .isEqualTo(Map.of(
                                    "event",
                                    "ALIAS_SET",
                                    "alias",
                                    "champion",
                                    "from",
                                    "1",
                                    "to",
                                    "2",
                                    "reason",
                                    "better"));
                });
    }

    @ParameterizedTest
    @MethodSource("stored")
    void aCopyThatIsThereIsNotWrittenOver(Stored stored) throws Exception {
        Path file = stored.write(folder);
        Path first = Files.writeString(folder.resolve(stored.copy() + stored.end()), "another copy");
        stored.kind().open(file).close();
        assertThat(first).hasContent("another copy");
        assertThat(files())
                .containsExactlyInAnyOrder(
                        file.getFileName().toString(),
                        first.getFileName().toString(),
                        stored.copy() + "-2" + stored.end());
    }

    /** H2 commits each statement that changes the schema; SQLite keeps nothing of a step that was cut short. */
    @ParameterizedTest
    @MethodSource("stored")
    void anUpgradeThatWasCutShortAnywhereIsFinished(Stored stored) throws Exception {
        Kind kind = stored.kind();
        List<Migrations.Step> steps = Migrations.of(kind.dialect).steps();
        List<String> statements = steps.get(stored.version()).statements();
        for (int cut = 1; cut <= statements.size(); cut += statements.size() / (kind == Kind.H2 ? 8 : 3)) {
            Path own = Files.createDirectory(folder.resolve("cut" + cut));
            Path file = stored.write(own);
            try (Connection connection = kind.raw(file)) {
                connection.setAutoCommit(false);
                for (String statement : statements.subList(0, cut)) {
                    Db.execute(connection, statement);
                }
                if (kind == Kind.H2) {
                    Db.execute(connection, "SHUTDOWN IMMEDIATELY"); // as if the process were gone
                }
            }
            try (Storage store = kind.open(file)) {
                assertContent(store);
                assertWritable(store);
            }
        }
    }
}
