package io.github.modelkeel.store.fs;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Contents under their digest: {@code files/ab/cdef...}. Thread-safe, and safe for several processes. */
final class ContentFiles {
    private static final int BLOCK = 256 * 1024;

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

    /** Stores {@code content}; equal content is replaced by itself, which also repairs it. */
    Content store(InputStream content) throws IOException {
        Files.createDirectories(unfinished);
        Path temporary = Files.createTempFile(unfinished, "new-", ".part");
        try {
            Content stored = write(content, temporary);
            Path target = file(stored.sha256());
            Path folder = Files.createDirectories(folder(stored.sha256()));
            try {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                boolean there = Disk.isWindows() && Files.isRegularFile(target) && Files.size(target) == stored.bytes();
                if (!there) { // only Windows refuses to replace a file, while it is being read
                    throw e;
                }
            }
            Disk.flushFolder(folder);
            Disk.flushFolder(files);
            Disk.flushFolder(root);
            return stored;
        } finally {
            Files.deleteIfExists(temporary);
        }
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

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
