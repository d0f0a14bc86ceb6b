package io.github.modelkeel.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modelkeel.Mlops;
import io.github.modelkeel.tracking.RunRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CaptureTest {
    @TempDir
    Path folder;

    private final Mlops mlops = Mlops.inMemory();

    @AfterEach
    void close() {
        mlops.close();
    }

    @Test
    void aDirtyWorkTreeIsNotedWithItsDifference() throws Exception {
        git("init", "-q");
        Files.writeString(folder.resolve("a.txt"), "one\n");
        git("add", "a.txt");
        git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "first");
        assertThat(Environment.capture(folder).git().orElseThrow().dirty()).contains(false);

        Files.writeString(folder.resolve("a.txt"), "two\n");
        Environment environment = Environment.capture(folder);
        RunRecord run = mlops.tracker().experiment("e").run("r", environment::log);

        GitState state = environment.git().orElseThrow();
        assertThat(state.commit()).matches("[0-9a-f]{40}");
        assertThat(state.diff()).contains("-one", "+two");
        assertThat(run.tags()).containsEntry("git.dirty", "true").containsEntry("git.commit", state.commit());
        assertThat(new String(mlops.tracker().artifact(run.id(), "git.diff"), UTF_8))
                .isEqualTo(state.diff());
        JsonNode stored = new ObjectMapper().readTree(mlops.tracker().artifact(run.id(), "environment.json"));
        assertThat(stored.at("/platform/java.version").textValue())
                .isEqualTo(Runtime.version().toString());
        assertThat(stored.at("/git/dirty").booleanValue()).isTrue();
        assertThat(stored.get("libraries").fieldNames())
                .toIterable()
                .anyMatch(name -> name.startsWith("jackson-databind"));
    }

    @Test
    void aLongDifferenceIsCutAndSaysSo() throws Exception {
        git("init", "-q");
        Files.writeString(folder.resolve("a.txt"), "one\n");
        git("add", "a.txt");
        git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "first");
        Files.writeString(folder.resolve("a.txt"), "0123456789\n".repeat(200_000));
        GitState state = Environment.capture(folder).git().orElseThrow();
        assertThat(state.isCut()).isTrue();
        assertThat(state.diff().length()).isEqualTo(GitState.MAX_DIFF_BYTES);
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
            assertThat(process.waitFor()).as(printed).isZero();
        } catch (IOException e) {
            Assumptions.abort("git is not here: " + e.getMessage());
        }
    }

    @Test
    void outsideOfAWorkTreeThereIsNoGit() {
        assertThat(Environment.capture(folder).git()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "-Ddb.password=hunter2, -Ddb.password=***",
        "-DAPI_KEY=abc, -DAPI_KEY=***",
        "-Djdbc=jdbc:postgresql://ann:pw@host/db, -Djdbc=jdbc:postgresql://***@host/db",
        "-Dauthor.token=x=y, -Dauthor.token=***",
        "-Xmx2g, -Xmx2g",
        "-Dmode=fast, -Dmode=fast"
    })
    void secretsOfTheCommandAreHidden(String argument, String shown) {
        assertThat(JvmFacts.withoutSecret(argument)).isEqualTo(shown);
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    @ResourceLock(Resources.SYSTEM_ERR)
    @SuppressWarnings("try") // closing it is what it is for
    void outputIsKeptAndStillPrinted() {
        PrintStream before = System.out;
        RunRecord run = mlops.tracker().experiment("e").run("r", open -> {
            try (OutputCapture capture = OutputCapture.of(open)) {
                System.out.println("to out");
                System.err.println("to err");
            }
            System.out.println("after");
        });
        assertThat(System.out).isSameAs(before);
        assertThat(new String(mlops.tracker().artifact(run.id(), "output.log"), Charset.defaultCharset()))
                .isEqualToNormalizingNewlines("to out\nto err\n");
    }

    @Test
    @SuppressWarnings("try") // closing it is what it is for
    void theJvmIsWatched() throws Exception {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        try {
            RunRecord run = mlops.tracker().experiment("e").run("r", open -> {
                try (JvmMetrics metrics =
                        JvmMetrics.of(open, executor, Duration.ofMillis(100), InstantSource.system())) {
                    TimeUnit.MILLISECONDS.sleep(350);
                }
            });
            assertThat(run.summary("heap.used.bytes", JvmMetrics.CONTEXT).orElseThrow())
                    .satisfies(heap -> {
                        assertThat(heap.min()).isPositive();
                        assertThat(heap.count()).isGreaterThanOrEqualTo(2);
                    });
            assertThat(run.summary("gc.millis", JvmMetrics.CONTEXT)).isPresent();
        } finally {
            executor.shutdownNow();
        }
    }
}
