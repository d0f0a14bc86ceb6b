package io.github.modelkeel.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.internal.memory.MemoryStorage;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.ArtifactInfo;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.View;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

/**
 * Stores that MLflow 2.22.5 and 3.17.2 wrote, held against what those versions themselves read from them
 * ({@code expected.json}, by {@code write_mlflow_store.py} beside the stores).
 */
class MlflowImportTest {
    @TempDir
    Path folder;

    private final Storage storage = new MemoryStorage();

    @AfterEach
    void close() {
        storage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.22.5-directory", "2.22.5-database", "3.17.2-directory", "3.17.2-database"})
    void everythingIsAsMlflowReadsIt(String store) throws IOException {
        JsonNode expected = unpack(store);
        assertAsMlflowReadsIt(importer(expected), expected);
    }

    /** Set by {@code .ci/mlflow}, which has MLflow write the store just before. */
    @Test
    @EnabledIfSystemProperty(named = "modelkeel.mlflow", matches = ".+")
    void soIsAStoreThatMlflowHasJustWritten() throws IOException {
        Path written = Path.of(System.getProperty("modelkeel.mlflow"));
        Path directory = written.resolve("mlruns");
        JsonNode expected =
                new ObjectMapper().readTree(written.resolve("expected.json").toFile());
        MlflowImport importer = Files.exists(directory)
                ? MlflowImport.directory(directory)
                : MlflowImport.database(database(written.resolve("mlflow.db")));
        assertAsMlflowReadsIt(importer, expected);
    }

    private void assertAsMlflowReadsIt(MlflowImport importer, JsonNode expected) {
        MlflowReport report = importer.into(storage);

        assertThat(report.filesElsewhere()).isEmpty();
        assertThat(report.experiments()).isEqualTo(4);
        assertThat(report.runs()).isEqualTo(6);
        assertThat(report.points()).isEqualTo(158);
        assertThat(report.files()).isEqualTo(2);
        assertThat(report.bytes()).isEqualTo(656);
        Map<String, ExperimentRecord> experiments = new HashMap<>();
        storage.runs().experiments(View.ALL).forEach(each -> experiments.put(each.name(), each));
        assertThat(experiments).hasSize(expected.get("experiments").size());
        for (JsonNode experiment : expected.get("experiments")) {
            ExperimentRecord found = experiments.get(experiment.get("name").textValue());
            boolean deleted = experiment.get("stage").textValue().equals("deleted");
            assertThat(found.deletedAt() != null).isEqualTo(deleted);
            Map<String, String> tags = new TreeMap<>(texts(experiment.get("tags")));
            assertThat(found.tags()).containsAllEntriesOf(tags).hasSize(tags.size() + 1);
            experiment.get("runs").forEach(run -> assertRun(run, found, deleted));
        }
        expected.get("models").forEach(this::assertModel);
        assertThat(storage.registry().models()).containsExactly("churn-model", "empty-model");
    }

    private void assertRun(JsonNode expected, ExperimentRecord experiment, boolean deletedWith) {
        RunRecord run = storage.runs().find(expected.get("id").textValue()).orElseThrow();
        assertThat(run.experimentId()).isEqualTo(experiment.id());
        assertThat(run.name()).isEqualTo(expected.get("name").textValue());
        assertThat(run.user()).isEqualTo(expected.get("user").textValue());
        assertThat(run.status().name()).isEqualTo(expected.get("status").textValue());
        assertThat(run.startedAt().toEpochMilli())
                .isEqualTo(expected.get("start").longValue());
        assertThat(run.endedAt())
                .isEqualTo(
                        expected.get("end").isNull()
                                ? null
                                : Instant.ofEpochMilli(expected.get("end").longValue()));
        boolean deleted = expected.get("stage").textValue().equals("deleted");
        assertThat(run.deletedAt() != null).isEqualTo(deleted || deletedWith);
        assertThat(run.params()).isEqualTo(texts(expected.get("params")));
        assertThat(run.tags()).isEqualTo(texts(expected.get("tags")));
        assertThat(run.parentId()).isEqualTo(run.tags().get("mlflow.parentRunId"));
        assertThat(run.metrics().keySet()).isEqualTo(names(expected.get("metrics")));
        for (String metric : run.metrics().keySet()) {
            assertThat(run.metric(metric))
                    .as(metric)
                    .contains(number(expected.get("metrics").get(metric)));
            List<MetricPoint> history = StreamSupport.stream(
                            expected.get("history").get(metric).spliterator(), false)
                    .map(point -> new MetricPoint(
                            metric,
                            number(point.get(2)),
                            point.get(0).longValue(),
                            Instant.ofEpochMilli(point.get(1).longValue())))
                    .toList();
            assertThat(storage.runs().history(run.id(), metric)).containsExactlyInAnyOrderElementsOf(history);
        }
        Map<String, Long> files = new TreeMap<>();
        for (ArtifactInfo file : storage.artifacts().list(run.id(), "")) {
            files.put(file.path(), file.bytes());
        }
        Map<String, Long> expectedFiles = new TreeMap<>();
        expected.get("files")
                .forEach(file ->
                        expectedFiles.put(file.get(0).textValue(), file.get(1).longValue()));
        assertThat(files).isEqualTo(expectedFiles);
    }

    private void assertModel(JsonNode expected) {
        String name = expected.get("name").textValue();
        assertThat(storage.registry().model(name).orElseThrow().tags()).isEqualTo(texts(expected.get("tags")));
        assertThat(storage.registry().model(name).orElseThrow().description()).isEqualTo(text(expected, "description"));
        List<ModelVersion> versions = storage.registry().versions(name);
        assertThat(versions).hasSize(expected.get("versions").size());
        Map<String, Integer> aliases = new TreeMap<>();
        for (int i = 0; i < versions.size(); i++) {
            JsonNode version = expected.get("versions").get(i);
            ModelVersion found = versions.get(i);
            assertThat(found.version()).isEqualTo(version.get("version").intValue());
            assertThat(found.stage().name()).isEqualToIgnoringCase(text(version, "stage"));
            assertThat(found.lineage().runId()).isEqualTo(text(version, "run"));
            assertThat(found.source()).isEqualTo(text(version, "source"));
            assertThat(found.description()).isEqualTo(text(version, "description"));
            assertThat(found.tags()).isEqualTo(texts(version.get("tags")));
            assertThat(found.createdAt().toEpochMilli())
                    .isEqualTo(version.get("created").longValue());
            found.aliases().forEach(alias -> aliases.put(alias, found.version()));
        }
        Map<String, Integer> expectedAliases = new TreeMap<>();
        expected.get("aliases")
                .properties()
                .forEach(e -> expectedAliases.put(e.getKey(), e.getValue().intValue()));
        assertThat(aliases).isEqualTo(expectedAliases);
    }

    @Test
    void deletedVersionsLeaveTheirNumbers() throws IOException {
        importer(unpack("3.17.2-directory")).into(storage);
        assertThat(storage.registry().versions("churn-model"))
                .extracting(ModelVersion::version)
                .containsExactly(1, 3);
        assertThat(storage.registry().read("churn-model").orElseThrow().nextVersion())
                .isEqualTo(4);
    }

    @Test
    void importingAgainChangesNothing() throws IOException {
        JsonNode expected = unpack("3.17.2-database");
        importer(expected).into(storage);
        List<ModelVersion> versions = storage.registry().versions("churn-model");
        MlflowReport again = importer(expected).into(storage);
        assertThat(again.runs()).isEqualTo(6);
        assertThat(again.points()).isZero();
        assertThat(storage.registry().versions("churn-model")).isEqualTo(versions);
        expected.get("experiments")
                .forEach(experiment -> assertThat(storage.runs().experiments(View.ALL))
                        .filteredOn(found ->
                                found.name().equals(experiment.get("name").textValue()))
                        .hasSize(1));
    }

    @Test
    void filesThatAreNotHereAreNamed() throws Exception {
        unpack("3.17.2-database");
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE runs SET artifact_uri = 's3://bucket/' || run_uuid");
        }
        MlflowReport report = MlflowImport.database(database()).into(storage);
        assertThat(report.files()).isZero();
        assertThat(report.filesElsewhere()).hasSize(6).allMatch(each -> each.startsWith("s3:"));
    }

    @Test
    void anExperimentOfTheSameNameIsNotTouched() throws IOException {
        storage.runs().experiment("churn", "a".repeat(32), Instant.EPOCH);
        JsonNode expected = unpack("3.17.2-directory");
        assertThatThrownBy(() -> importer(expected).into(storage))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("'churn'");
        assertThat(storage.runs().findExperiment("a".repeat(32)).orElseThrow().tags())
                .isEmpty();
    }

    @Test
    void noStoreIsNotFound() {
        assertThatThrownBy(() -> MlflowImport.directory(folder.resolve("none")).into(storage))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("mlruns");
        SQLiteDataSource empty = new SQLiteDataSource();
        empty.setUrl("jdbc:sqlite:" + folder.resolve("empty.db"));
        assertThatThrownBy(() -> MlflowImport.database(empty).into(storage))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("alembic_version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1700000000000 x 1",
                "1700000000000",
                "x 1.0 1",
                "1700000000000 1.0 1.5",
                "1 1 99999999999999999999"
            })
    void aBrokenMetricIsNamedWithItsLine(String line) throws IOException {
        unpack("3.17.2-directory");
        Path metric = find("loss");
        Files.writeString(metric, "1700000000000 1.0 0\n" + line + "\n");
        assertThatThrownBy(
                        () -> MlflowImport.directory(folder.resolve("mlruns")).into(storage))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("loss line 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- a\n- b\n",
                "a: [",
                "status: 9\nrun_id: x\n",
                "a: &b [1]\nc: [*b, *b]\nrun_id: x\n",
                "",
                "# nothing\n"
            })
    void aBrokenDescriptionOfARunIsNamed(String yaml) throws IOException {
        unpack("3.17.2-directory");
        Path meta = find("loss").getParent().getParent().resolve("meta.yaml");
        Files.writeString(meta, yaml);
        assertThatThrownBy(
                        () -> MlflowImport.directory(folder.resolve("mlruns")).into(storage))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("meta.yaml");
    }

    private Path find(String name) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(each -> each.endsWith(name)).findFirst().orElseThrow();
        }
    }

    private MlflowImport importer(JsonNode expected) {
        Path mlruns = folder.resolve("mlruns");
        if (Files.exists(mlruns)) {
            return MlflowImport.directory(mlruns);
        }
        String version = expected.get("mlflow").textValue();
        String written = "file:///tmp/mlfix/d" + version.charAt(0) + "/artifacts";
        return MlflowImport.database(database()).movedFiles(written, folder.resolve("artifacts"));
    }

    private DataSource database() {
        return database(folder.resolve("mlflow.db"));
    }

    private static DataSource database(Path file) {
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + file);
        return database;
    }

    private JsonNode unpack(String store) throws IOException {
        try (InputStream raw = Objects.requireNonNull(
                        MlflowImportTest.class.getResourceAsStream("/mlflow/" + store + ".zip"));
                ZipInputStream zip = new ZipInputStream(raw)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
        return new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties()
                .forEach(each -> texts.put(each.getKey(), each.getValue().textValue()));
        return texts;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new java.util.TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String text(JsonNode object, String field) {
        return object.get(field).isNull() ? "" : object.get(field).textValue();
    }

    /** Python prints a double as {@code 0x1.8p+0}, Java reads it as {@code 0x1.8p0}; both are exact. */
    private static double number(JsonNode text) {
        return switch (text.textValue()) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text.textValue());
        };
    }
}
