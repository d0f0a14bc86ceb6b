package io.github.modelkeel.store.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a process did to the files of one folder, in order. The system keeps what it was handed when a process is killed, so
 * each beginning of this list is what one kill would leave. Safe for use by several threads.
 */
final class WriteLog {
    /** A change of one file. */
    sealed interface Step {
        /** Puts other contents in the place of those it changes, as far as {@code bytes} bytes of it got written. */
        void apply(Map<String, byte[]> files, int bytes);

        /** Returns how many bytes it writes. */
        default int length() {
            return 0;
        }
    }

    /** Bytes that were written at a position. */
    record Write(String file, long position, byte[] content) implements Step {
        @Override
        public int length() {
            return content.length;
        }

        @Override
        public void apply(Map<String, byte[]> files, int bytes) {
            byte[] was = files.getOrDefault(file, new byte[0]);
            byte[] is = Arrays.copyOf(was, Math.max(was.length, Math.toIntExact(position + bytes)));
            System.arraycopy(content, 0, is, (int) position, bytes);
            files.put(file, is);
        }

        @Override
        public String toString() {
            return "write of " + content.length + " bytes at " + position + " of " + file;
        }
    }

    /** The end of a file was cut off. */
    record Truncate(String file, long size) implements Step {
        @Override
        public void apply(Map<String, byte[]> files, int bytes) {
            files.computeIfPresent(file, (name, was) -> size < was.length ? Arrays.copyOf(was, (int) size) : was);
        }
    }

    /** An empty file was made unless it was there. */
    record Create(String file) implements Step {
        @Override
        public void apply(Map<String, byte[]> files, int bytes) {
            files.putIfAbsent(file, new byte[0]);
        }
    }

    /** A file was deleted. */
    record Delete(String file) implements Step {
        @Override
        public void apply(Map<String, byte[]> files, int bytes) {
            files.remove(file);
        }
    }

    /** A file got another name, in the place of what had it. */
    record Move(String file, String to) implements Step {
        @Override
        public void apply(Map<String, byte[]> files, int bytes) {
            files.put(to, files.remove(file));
        }
    }

    /** Something that is done to a file. */
    @FunctionalInterface
    interface Change<T> {
        T run() throws IOException;
    }

    private final List<Step> steps = new ArrayList<>();

    /** Does something and keeps it, so that the order here is the order in which it happened. */
    synchronized <T> T keep(Step step, Change<T> change) throws IOException {
        T result = change.run();
        steps.add(step);
        return result;
    }

    /** Returns how many steps there were so far. */
    synchronized int size() {
        return steps.size();
    }

    /** Returns the steps so far. */
    synchronized List<Step> steps() {
        return List.copyOf(steps);
    }

    /** Returns the files of a folder by their names. */
    static Map<String, byte[]> read(Path folder) {
        Map<String, byte[]> files = new HashMap<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                files.put(path.getFileName().toString(), Files.readAllBytes(path));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a folder and the files in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                Files.delete(path);
            }
        }
        Files.delete(folder);
    }

    /** Makes a folder that has these files. */
    static void write(Map<String, byte[]> files, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
    }
}
