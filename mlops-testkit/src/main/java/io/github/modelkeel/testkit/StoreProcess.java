package io.github.modelkeel.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modelkeel.spi.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A second JVM that has a storage open and says line by line what it did. Confined to one thread. */
final class StoreProcess implements AutoCloseable {
    private final Process process;
    private final Path errors;

    private StoreProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /**
     * Starts a JVM of the same release and class path.
     *
     * @param main class whose {@code main} gets the name of {@code opener}, {@code place} and {@code arguments}
     * @param scratch folder for what the JVM says when it fails
     */
    static StoreProcess start(
            Class<?> main, Class<? extends StorageOpener> opener, String place, Path scratch, String... arguments)
            throws IOException {
        return start(List.of(), main, opener, place, scratch, arguments);
    }

    /**
     * Starts a JVM under another program.
     *
     * @param prefix the program and its arguments, to which the command of the JVM is appended
     */
    static StoreProcess start(
            List<String> prefix,
            Class<?> main,
            Class<? extends StorageOpener> opener,
            String place,
            Path scratch,
            String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // these JVMs live for seconds
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                opener.getName(),
                place));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile(scratch, "jvm-", ".err");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        return new StoreProcess(process, errors);
    }

    /** Opens a storage in the JVM that was started. */
    static Storage open(String opener, String place) {
        try {
            Constructor<?> constructor = Class.forName(opener).getDeclaredConstructor();
            constructor.setAccessible(true); // a nested class of a test is private or of the package
            return ((StorageOpener) constructor.newInstance()).open(place);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(opener + " needs a constructor without parameters", e);
        }
    }

    /** Ends the JVM without a chance to do anything: SIGKILL to its process id, where there are signals. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Hands every whole line to {@code reader} until the JVM ends, and returns its exit code. */
    int read(Consumer<String> reader) throws IOException, InterruptedException {
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                reader.accept(line);
            }
        }
        return process.waitFor();
    }

    /** Returns what the JVM wrote to its standard error. */
    String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the JVM if it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
