package io.github.modelkeel.store.fs;

import static io.github.modelkeel.store.fs.SampleStore.T0;
import static io.github.modelkeel.store.fs.SampleStore.id;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages the files of a store: what is read is what was written or an {@link IntegrityException}, the rest stays readable,
 * and {@code check()} says so. {@code -Dmodelkeel.fuzz=20000} makes it long.
 */
@Timeout(1_800)
class FileStoreDamageTest {
    private static final int ROUNDS = Integer.getInteger("modelkeel.fuzz", 120);

    private final Logger log = Logger.getLogger(FileStore.class.getPackageName()); // or it would fill the output

    @TempDir
    Path folder;

    @BeforeEach
    void quiet() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void loud() {
        log.setLevel(null);
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] copy = bytes.clone();
        switch (random.nextInt(4)) {
            case 0 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length));
            case 1 -> Arrays.fill(copy, random.nextInt(copy.length), copy.length, (byte) 0);
            case 2 -> { // a line goes
                String text = new String(copy, ISO_8859_1);
                List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)", -1)));
                lines.remove(random.nextInt(lines.size()));
                copy = String.join("", lines).getBytes(ISO_8859_1);
            }
            default -> copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    @Test
    void damageIsNeverTakenForContent() throws IOException {
        Random random = new Random(Long.getLong("modelkeel.fuzz.seed", 3L));
        SampleStore sample = SampleStore.make(folder.resolve("sample"), true);
        List<String> names = sample.files.keySet().stream()
                .filter(name -> !name.startsWith(".git") && !name.equals("lock") && sample.files.get(name).length > 0)
                .toList();
        assertThat(names).contains("index", "events.jsonl", "lineage.jsonl", "store.json");
        int reported = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String name = names.get(random.nextInt(names.size()));
            Path place = folder.resolve("round");
            SampleStore.write(sample.files, place);
            for (String each : sample.files.keySet()) { // as old as the index says, so that it is believed
                Files.setLastModifiedTime(
                        place.resolve(each),
                        Files.getLastModifiedTime(folder.resolve("sample").resolve(each)));
            }
            FileTime time = Files.getLastModifiedTime(place.resolve(name));
            byte[] bytes = damaged(sample.files.get(name), random);
            Files.write(place.resolve(name), bytes);
            boolean rot = random.nextBoolean();
            if (rot) { // as a disk does it: nobody wrote
                Files.setLastModifiedTime(place.resolve(name), time);
            }
            if (random.nextInt(3) == 0) {
                Files.deleteIfExists(place.resolve("index"));
            }
            String what = "round " + round + ", " + name + (rot ? " rotten" : " changed");
            boolean isSame = Arrays.equals(bytes, sample.files.get(name));
            reported += examine(sample, place, name, what, isSame) ? 1 : 0;
            SampleStore.delete(place);
        }
        assertThat(reported).isGreaterThan(ROUNDS / 4);
    }

    /** Returns whether something was reported. */
    private static boolean examine(SampleStore sample, Path place, String name, String what, boolean isSame) {
        List<String> damaged;
        try (Storage store = FileStore.at(place)) {
            damaged = sample.requireSoundOrReported(store, what);
            List<String> wrong = store.check();
            boolean isCache = name.equals("index") || name.equals("journal");
            if (isSame || isCache) {
                assertThat(damaged).as(what).isEmpty();
            } else if (!name.startsWith("consumers")) { // a position is not content
                assertThat(wrong).as("%s: check() for %s", what, damaged).isNotEmpty();
            }
            if (name.startsWith("exp/") && name.contains("/run/")) {
                assertThat(damaged).as(what).hasSizeLessThanOrEqualTo(2); // the run and its history
            }
            writeToTheRest(store, damaged, what);
        } catch (IntegrityException e) {
            assertThat(name).as(what + " keeps the store from opening: " + e).isEqualTo("store.json");
            return true;
        }
        try (Storage store =
                FileStore.at(place)) { // opening, writing and closing made nothing worse, and forgot nothing
            Map<String, Object> again = SampleStore.read(store);
            again.forEach((thing, now) -> {
                boolean changed = thing.equals("events") || thing.equals("run 4");
                if (damaged.contains(thing) && !changed) {
                    assertThat(now).as(what + ", again: " + thing).isInstanceOf(IntegrityException.class);
                } else if (!changed) {
                    assertThat(now).as(what + ", again: " + thing).isEqualTo(sample.content.get(thing));
                }
            });
        }
        return !damaged.isEmpty();
    }

    private static void writeToTheRest(Storage store, List<String> damaged, String what) {
        if (damaged.contains("run 4") || damaged.contains("history 4")) {
            return;
        }
        store.runs().apply(List.of(new RunCommand.Tags(id(4), Map.of("after", what))));
        assertThat(store.runs().find(id(4)).orElseThrow().tags()).as(what).containsEntry("after", what);
    }

    @Test
    void whatThePowerTookIsTakenFromTheJournal() throws IOException {
        Random random = new Random(4L);
        SampleStore sample = SampleStore.make(folder.resolve("sample"), false);
        for (int round = 0; round < Math.max(20, ROUNDS / 4); round++) {
            Path place = folder.resolve("round");
            Map<String, byte[]> left = new TreeMap<>(sample.files);
            for (String name : sample.files.keySet()) {
                boolean isForced = name.equals("journal")
                        || name.equals("store.json")
                        || name.startsWith(".git")
                        || name.startsWith("consumers");
                byte[] bytes = sample.files.get(name);
                if (!isForced && bytes.length > 0 && random.nextBoolean()) {
                    switch (random.nextInt(4)) {
                        case 0 -> left.remove(name);
                        case 1 -> left.put(name, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
                        case 2 ->
                            left.put(
                                    name,
                                    Arrays.copyOf(Arrays.copyOf(bytes, random.nextInt(bytes.length)), bytes.length));
                        default -> left.put(name, new byte[0]);
                    }
                }
            }
            SampleStore.write(left, place);
            String what = "round " + round;
            try (Storage store = FileStore.at(place)) {
                assertThat(sample.requireSoundOrReported(store, what)).as(what).isEmpty();
                assertThat(store.check()).as(what).isEmpty();
            }
            SampleStore.delete(place);
        }
    }

    @Test
    void aDamagedJournalLosesNothingThatIsInTheLogs() throws IOException {
        Random random = new Random(5L);
        SampleStore sample = SampleStore.make(folder.resolve("sample"), false);
        byte[] journal = sample.files.get("journal");
        assertThat(journal.length).isGreaterThan(10_000);
        for (int round = 0; round < Math.max(20, ROUNDS / 4); round++) {
            Path place = folder.resolve("round");
            SampleStore.write(sample.files, place);
            Files.write(place.resolve("journal"), damaged(journal, random));
            String what = "round " + round;
            try (Storage store = FileStore.at(place)) {
                assertThat(sample.requireSoundOrReported(store, what)).as(what).isEmpty();
                writeToTheRest(store, List.of(), what);
                assertThat(store.check()).as(what).isEmpty();
            }
            SampleStore.delete(place);
        }
    }

    @Test
    void aTornLastLineIsPassedOverReportedAndCut() throws IOException {
        Path place = folder.resolve("torn");
        SampleStore sample = SampleStore.make(place, true);
        Path log = place.resolve(RunSubject.path(SampleStore.EXPERIMENT, id(4)));
        long length = Files.size(log);
        Files.writeString(log, "{\"n\":99,\"seq\":9", StandardOpenOption.APPEND);
        try (Storage store = FileStore.at(place)) {
            assertThat(sample.requireSoundOrReported(store, "torn")).isEmpty();
            assertThat(store.check()).singleElement().asString().contains(log.toString(), "15 bytes", "cut short");
            assertThat(Files.size(log)).isGreaterThan(length);
            store.runs().apply(List.of(new RunCommand.Heartbeat(id(4), T0.plusSeconds(500))));
            assertThat(Files.readAllLines(log))
                    .allSatisfy(line -> assertThat(line).endsWith("\"}"));
            assertThat(store.check()).isEmpty();
        }
    }

    @Test
    void damageInTheMiddleNamesFileAndLine() throws IOException {
        Path place = folder.resolve("middle");
        SampleStore.make(place, true);
        Path log = place.resolve(RunSubject.path(SampleStore.EXPERIMENT, id(4)));
        List<String> lines = new ArrayList<>(Files.readAllLines(log));
        lines.set(3, lines.get(3).replace("train", "trein"));
        Files.writeString(log, String.join("\n", lines) + "\n");
        try (Storage store = FileStore.at(place)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> store.runs().find(id(4)))
                        .isInstanceOf(IntegrityException.class)
                        .hasMessageContaining("line 4 of '" + log + "'");
            }
            assertThatThrownBy(() -> store.runs().apply(List.of(new RunCommand.Tags(id(4), Map.of("a", "b")))))
                    .isInstanceOf(MlopsException.class)
                    .hasMessageContaining("line 4");
            assertThat(store.check()).singleElement().asString().contains("line 4");
            assertThat(store.runs().find(id(3))).isPresent();
        }
    }
}
