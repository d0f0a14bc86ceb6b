package io.github.modelkeel.store.fs;

import static io.github.modelkeel.store.fs.SampleStore.EXPERIMENT;
import static io.github.modelkeel.store.fs.SampleStore.T0;
import static io.github.modelkeel.store.fs.SampleStore.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.Lineage;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory store promises beyond the contract. */
class FileStoreTest {
    private static final Set<String> RESERVED = Set.of("con", "prn", "aux", "nul", "com1", "lpt1");

    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !path.equals(folder))
                    .map(path -> path.getFileName().toString())
                    .toList();
        }
    }

    @Test
    void noNameFromOutsideBecomesTheNameOfAFile() throws IOException { // behaviour 30
        List<String> odd = List.of(
                "CON",
                "nul",
                "com1",
                "..",
                "../../x",
                "a/b",
                "a\\b",
                "100%",
                "'\"`",
                "*?<>|:",
                "trailing.",
                "trailing ",
                "\uD83D\uDE80",
                "x".repeat(255),
                "\u0131\u0130",
                "\t");
        try (Storage store = FileStore.at(folder.resolve("store"))) {
            for (int i = 0; i < odd.size(); i++) {
                String name = odd.get(i);
                store.runs().experiment(name, id(100 + i), T0);
                String run = i % 2 == 0 ? id(200 + i) : "RUN/" + name; // an id nobody should choose
                store.runs()
                        .apply(List.of(
                                new RunCommand.Create(run, id(100 + i), null, name, name, T0),
                                new RunCommand.Params(run, Map.of(name, name)),
                                new RunCommand.Tags(run, Map.of(name, name)),
                                new RunCommand.Metrics(run, List.of(new MetricPoint(name, name, i, 0, T0)))));
                store.registry()
                        .create(new NewVersion(
                                name,
                                "s",
                                "ab",
                                Map.of(name, 1.0),
                                new Lineage(null, Map.of(), null),
                                name,
                                new Change(name, name, T0)));
                String consumer = name.length() > 240 ? "long" : name;
                store.events().advance(consumer, i + 1);
                assertThat(store.runs().find(run).orElseThrow().params()).isEqualTo(Map.of(name, name));
                assertThat(store.runs().history(run, name, name, null, 10).items())
                        .hasSize(1);
                assertThat(store.registry().find(name, 1).orElseThrow().description())
                        .isEqualTo(name);
                assertThat(store.events().position(consumer)).isEqualTo(i + 1);
            }
            assertThat(store.registry().models()).hasSize(odd.size());
        }
        assertThat(names()).allSatisfy(name -> {
            assertThat(name).matches("[a-z0-9.-]{1,80}").doesNotEndWith(".");
            assertThat(RESERVED).doesNotContain(name.split("\\.", -1)[0]);
        });
        try (Storage store = FileStore.at(folder.resolve("store"))) {
            assertThat(store.check()).isEmpty();
            assertThat(store.runs().experiments()).hasSize(odd.size());
        }
    }

    @Test
    void readersDoNotWaitForWhoWrites() throws IOException { // behaviour 59
        try (Storage store = FileStore.at(folder);
                StoreLock elsewhere = new StoreLock(folder.resolve("lock"))) {
            store.runs().experiment("churn", EXPERIMENT, T0);
            store.runs().apply(List.of(new RunCommand.Create(id(1), EXPERIMENT, null, "r", "ann", T0)));
            elsewhere.acquire(); // as another process that writes for a long time
            try {
                assertThat(store.runs().find(id(1))).isPresent();
                assertThat(store.runs().search(RunQuery.all()).items()).hasSize(1);
                assertThat(store.runs().history(id(1), "m")).isEmpty();
                assertThat(store.events().after(0, 10)).hasSize(2);
            } finally {
                elsewhere.release();
            }
        }
    }

    @Test
    void aLogIsPlainTextWhoseLinesAnyoneCanRead() throws IOException {
        try (Storage store = FileStore.at(folder)) {
            store.runs().experiment("churn", EXPERIMENT, T0);
            store.runs()
                    .apply(List.of(
                            new RunCommand.Create(id(1), EXPERIMENT, null, "b\u00E4seline", "ann", T0),
                            new RunCommand.Params(id(1), Map.of("depth", "6", "eta", "0.1")),
                            new RunCommand.Metrics(
                                    id(1),
                                    List.of(
                                            new MetricPoint("loss", "train", 0.25, 3, T0),
                                            new MetricPoint("loss", Double.NaN, -1, T0)))));
        }
        List<String> lines = Files.readAllLines(folder.resolve(RunSubject.path(EXPERIMENT, id(1))), UTF_8);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .startsWith("{\"n\":1,\"seq\":2,\"do\":\"run\",\"at\":\"2026-01-01T00:00:00Z\",\"id\":\"" + id(1)
                        + "\",\"experiment\":\"" + EXPERIMENT + "\",\"parent\":null,\"name\":\"b\u00E4seline\",");
        assertThat(lines.get(1))
                .startsWith(
                        "{\"n\":2,\"seq\":3,\"do\":\"params\",\"values\":{\"depth\":\"6\",\"eta\":\"0.1\"},\"crc\":\"");
        assertThat(lines.get(2))
                .startsWith(
                        "{\"n\":3,\"seq\":4,\"do\":\"metrics\",\"points\":[[\"loss\",\"train\",0.25,3,1767225600000],"
                                + "[\"loss\",\"\",\"NaN\",-1,1767225600000]],\"crc\":\"");
        for (String line : lines) { // the CRC is that of what stands before it, by another implementation
            int end = line.length() - ",\"crc\":\"01234567\"}".length();
            JsonNode json = new ObjectMapper().readTree(line);
            assertThat(json.get("crc").asText())
                    .isEqualTo(String.format(
                            "%08x", castagnoli(line.substring(0, end).getBytes(UTF_8))));
        }
    }

    /** CRC-32C bit by bit, as RFC 3720 defines it. */
    private static int castagnoli(byte[] bytes) {
        int crc = -1;
        for (byte each : bytes) {
            crc ^= each & 0xff;
            for (int i = 0; i < 8; i++) {
                crc = (crc >>> 1) ^ ((crc & 1) == 1 ? 0x82F63B78 : 0);
            }
        }
        return ~crc;
    }

    @Test
    void theReferenceChecksumIsThatOfTheRfc() {
        assertThat(castagnoli(new byte[32])).isEqualTo(0x8a9136aa); // RFC 3720, appendix B.4: 32 bytes of zeroes
    }

    @Test
    void aListOfCommandsOnSeveralRunsIsOneTransaction() throws IOException {
        try (Storage store = FileStore.at(folder)) {
            store.runs().experiment("e", EXPERIMENT, T0);
            store.runs()
                    .apply(List.of(
                            new RunCommand.Create(id(1), EXPERIMENT, null, "a", "ann", T0),
                            new RunCommand.Create(id(2), EXPERIMENT, null, "b", "ann", T0)));
            List<String> commits = Files.readAllLines(folder.resolve("events.jsonl"), UTF_8);
            assertThat(commits).hasSize(2);
            assertThat(commits.get(1)).contains("/run/" + id(1) + "/", "/run/" + id(2) + "/");
        }
    }

    @Test
    void aNewerFormatIsRefusedByName() throws IOException {
        FileStore.at(folder).close();
        Files.write(
                folder.resolve("store.json"),
                Lines.encode(Lines.object().put("store", "x").put("format", 2)));
        assertThatThrownBy(() -> FileStore.at(folder))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("format 2")
                .hasMessageContaining("reads 1");
    }

    @Test
    void aFileIsNoStore() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> FileStore.at(file)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void withAnIndexNoLogOfARunIsRead() throws IOException {
        try (Storage store = FileStore.at(folder)) {
            store.runs().experiment("e", EXPERIMENT, T0);
            for (int n = 1; n <= 120; n++) {
                store.runs()
                        .apply(
                                List.of(
                                        new RunCommand.Create(id(n), EXPERIMENT, null, "a", "ann", T0),
                                        new RunCommand.Metrics(id(n), List.of(new MetricPoint("m", n, 0, T0)))),
                                Durability.OS);
            }
        }
        Catalog catalog = new Catalog(folder);
        new Index(folder).fill(catalog, false);
        assertThat(catalog.unread()).noneMatch(path -> path.contains("/run/"));
        assertThat(catalog.runs()).hasSize(120);
        Files.delete(folder.resolve("index"));
        try (Storage store = FileStore.at(folder)) {
            assertThat(store.runs().search(RunQuery.parse("metrics.m > 110")).items())
                    .hasSize(10);
        }
    }

    @Test
    void aStoreThatWasCheckedOutFromGitIsWhole() throws IOException {
        SampleStore sample = SampleStore.make(folder.resolve("one"), true);
        sample.files.keySet().removeIf(name -> name.equals("lock") || name.equals("journal") || name.equals("index"));
        SampleStore.write(sample.files, folder.resolve("clone"));
        try (Storage store = FileStore.at(folder.resolve("clone"))) {
            assertThat(sample.requireSoundOrReported(store, "clone")).isEmpty();
            assertThat(store.check()).isEmpty();
        }
        assertThat(folder.resolve("clone/.gitignore")).content().contains("/journal", "/lock", "/index");
        assertThat(folder.resolve("clone/.gitattributes")).hasContent("* -text");
    }
}
