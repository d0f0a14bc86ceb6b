package io.github.modelkeel.store.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.RunQuery;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a JVM while it writes: whatever the store acknowledged is there afterwards (behaviours 64 and 67). */
@Timeout(120)
class KillTest {
    private static final int KILLS = 3;
    private static final int THREADS = 4;
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final String EXPERIMENT = "e".repeat(32);

    @TempDir
    Path folder;

    /** The JVM that is killed: creates runs in several threads and prints the id of each that was acknowledged. */
    static final class Writer {
        private Writer() {}

        @SuppressWarnings("SystemOut") // how it talks to the test
        public static void main(String[] arguments) {
            Storage storage = open(arguments[0], Path.of(arguments[1]));
            int round = Integer.parseInt(arguments[2]);
            storage.runs().experiment("kill", EXPERIMENT, T0);
            PrintStream out = new PrintStream(System.out, true, UTF_8);
            for (int n = 0; n < THREADS; n++) {
                int thread = n;
                new Thread(() -> {
                            for (int i = 0; ; i++) {
                                String id = String.format(Locale.ROOT, "k%03dt%dn%025d", round, thread, i);
                                storage.runs()
                                        .apply(List.of(
                                                new RunCommand.Create(id, EXPERIMENT, null, "r", "ann", T0),
                                                new RunCommand.Params(id, java.util.Map.of("i", "" + i))));
                                out.println(id);
                            }
                        })
                        .start();
            }
        }
    }

    private static Storage open(String kind, Path folder) {
        return kind.equals("h2") ? JdbcStore.h2(folder.resolve("mlops")) : JdbcStore.sqlite(folder.resolve("mlops.db"));
    }

    private List<String> acknowledgedBeforeTheKill(String kind, int round, int after) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        kind,
                        folder.toString(),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.length() == 32) { // the last line may be cut short
                    acknowledged.add(line);
                }
                if (acknowledged.size() == after) {
                    process.toHandle().destroyForcibly(); // kill -9; what it had printed is still read
                }
            }
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(after);
        return acknowledged;
    }

    private void killAndCount(String kind) throws Exception {
        Random random = new Random(11L);
        int expected = 0;
        for (int round = 0; round < KILLS; round++) {
            List<String> acknowledged = acknowledgedBeforeTheKill(kind, round, 50 + random.nextInt(500));
            expected += acknowledged.size();
            try (Storage storage = open(kind, folder)) {
                assertThat(acknowledged)
                        .allSatisfy(id -> assertThat(storage.runs().find(id))
                                .hasValueSatisfying(
                                        run -> assertThat(run.params()).containsKey("i")));
                storage.runs().search(RunQuery.all());
            }
        }
        assertThat(expected).isGreaterThanOrEqualTo(KILLS * 50);
    }

    @Test
    void sqliteLosesNothingItAcknowledged() throws Exception {
        killAndCount("sqlite");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("mlops.db"))) {
            assertThat(new Db(connection, Dialect.SQLITE).list("PRAGMA integrity_check", row -> row.getString(1)))
                    .containsExactly("ok");
        }
    }

    @Test
    void h2LosesNothingItAcknowledged() throws Exception {
        killAndCount("h2");
    }
}
