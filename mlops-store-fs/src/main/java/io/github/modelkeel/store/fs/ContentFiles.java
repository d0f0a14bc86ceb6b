package io.github.modelkeel.store.fs;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Contents under their digest: {@code files/ab/cdef...}. Thread-safe, and safe for several processes. */
final class ContentFiles {
    private static final int BLOCK = 256 * 1024;
    private static final int DIGEST_DIGITS = 64;

    private final Path root;
    private final Path files;
    private final Path unfinished;

    ContentFiles(Path root) {
        this.root = root;
        this.files = root.resolve("files");
        this.unfinished = root.resolve("tmp");
    }

    /** What was stored. */
    record Content(long bytes, String sha256) {}

    /** Returns where the content of a digest is, 64 lower-case hexadecimal digits. */
    private Path file(String sha256) {
        return folder(sha256).resolve(sha256.substring(2));
    }

    /**
     * Opens the content of a digest; empty when there is none.
     *
     * @throws IOException if there is some that cannot be read, which is not the same
     */
    InputStream open(String sha256) throws IOException {
        try {
            return new FileInputStream(file(sha256).toFile()); // not a channel: bears interrupts
        } catch (FileNotFoundException e) { // also said of files that may not be read
            if (Files.notExists(file(sha256))) {
                return InputStream.nullInputStream();
            }
            throw e;
        }
    }

    private Path folder(String sha256) {
        return files.resolve(sha256.substring(0, 2));
    }

    /** Content on its way: in a file of its own, forced to disk, not yet under its digest. */
    final class Upload implements AutoCloseable {
        private final Path temporary;
        private final Content content;

        private Upload(Path temporary, Content content) {
            this.temporary = temporary;
            this.content = content;
        }

        Content content() {
            return content;
        }

        /** Puts the content under its digest; equal content is replaced by itself, which also repairs it. */
        void place(Instant at) throws IOException {
            Path target = file(content.sha256());
            Path folder = Files.createDirectories(folder(content.sha256()));
            FileTime later = FileTime.from(at);
            if (Files.isRegularFile(target) && Files.getLastModifiedTime(target).compareTo(later) > 0) {
                later = Files.getLastModifiedTime(target);
            }
            Files.setLastModifiedTime(temporary, later);
            try {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                boolean there =
                        Disk.isWindows() && Files.isRegularFile(target) && Files.size(target) == content.bytes();
                if (!there) { // only Windows refuses to replace a file, while it is being read
                    throw e;
                }
            }
            Disk.flushFolder(folder);
            Disk.flushFolder(files);
            Disk.flushFolder(root);
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(temporary);
        }
    }

    /** Reads {@code content} to its end; memory does not grow with it. */
    Upload upload(InputStream content) throws IOException {
        Files.createDirectories(unfinished);
        Path temporary = Disk.newFile(unfinished);
        try {
            return new Upload(temporary, write(content, temporary));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /** Removes what nobody uses and what broken uploads left, both only when older than a time; returns the bytes freed. */
    long collect(Set<String> used, Instant olderThan) throws IOException {
        long freed = 0;
        for (Path part : children(unfinished)) {
            freed += removeIfOlder(part, olderThan);
        }
        for (Path folder : children(files)) {
            for (Path content : children(folder)) {
                String sha256 = folder.getFileName().toString() + content.getFileName();
                if (sha256.length() == DIGEST_DIGITS && !used.contains(sha256)) { // no other file is ours to remove
                    freed += removeIfOlder(content, olderThan);
                }
            }
        }
        return freed;
    }

    private static long removeIfOlder(Path file, Instant time) throws IOException {
        if (Files.isRegularFile(file)
                && Files.getLastModifiedTime(file).toInstant().isBefore(time)) {
            long size = Files.size(file);
            return Files.deleteIfExists(file) ? size : 0;
        }
        return 0;
    }

    private static List<Path> children(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> each = Files.newDirectoryStream(folder)) {
                each.forEach(all::add);
            }
        }
        return all;
    }

    private static Content write(InputStream content, Path temporary) throws IOException {
        MessageDigest digest = sha256();
        long bytes = 0;
        try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
            byte[] block = new byte[BLOCK];
            for (int count = content.read(block); count >= 0; count = content.read(block)) {
                digest.update(block, 0, count);
                out.write(block, 0, count);
                bytes += count;
            }
            out.getFD().sync();
        }
        return new Content(bytes, HexFormat.of().formatHex(digest.digest()));
    }

    /** Returns the SHA-256 of some bytes as 64 hexadecimal digits. */
    static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
