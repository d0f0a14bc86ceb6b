package io.github.modelkeel.store.jdbc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Content of a known digest: small ones in memory, larger ones in a temporary file that is gone when this is closed. */
final class Spool implements AutoCloseable {
    /** Bytes of a chunk; the last one may be shorter. Schema version 1 wrote chunks of a quarter of this. */
    static final int CHUNK = 1024 * 1024;

    private static final int IN_MEMORY = CHUNK;
    private static final int BLOCK = 64 * 1024;

    private final byte[] start;
    private final @Nullable Path file;
    private final long bytes;
    private final String sha256;

    private Spool(byte[] start, @Nullable Path file, long bytes, String sha256) {
        this.start = start;
        this.file = file;
        this.bytes = bytes;
        this.sha256 = sha256;
    }

    /** Reads {@code content} to its end. */
    static Spool of(InputStream content) throws IOException {
        MessageDigest digest = sha256Digest();
        byte[] start = content.readNBytes(IN_MEMORY);
        digest.update(start);
        if (start.length < IN_MEMORY) {
            return new Spool(start, null, start.length, HexFormat.of().formatHex(digest.digest()));
        }
        Path file = Files.createTempFile("modelkeel-", ".spool");
        try {
            long bytes = start.length;
            try (OutputStream out = Files.newOutputStream(file)) {
                out.write(start);
                byte[] block = new byte[BLOCK];
                for (int count = content.read(block); count >= 0; count = content.read(block)) {
                    digest.update(block, 0, count);
                    out.write(block, 0, count);
                    bytes += count;
                }
            }
            return new Spool(new byte[0], file, bytes, HexFormat.of().formatHex(digest.digest()));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    long bytes() {
        return bytes;
    }

    String sha256() {
        return sha256;
    }

    int chunks() {
        return Math.toIntExact((bytes + CHUNK - 1) / CHUNK);
    }

    byte[] chunk(int number) throws IOException {
        long from = (long) number * CHUNK;
        int length = (int) Math.min(CHUNK, bytes - from);
        if (file == null) {
            return Arrays.copyOfRange(start, (int) from, (int) from + length);
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] chunk = new byte[length];
            in.seek(from);
            in.readFully(chunk);
            return chunk;
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }

    /** Returns the content as a stream; the caller closes it. */
    InputStream open() throws IOException {
        return file == null ? new ByteArrayInputStream(start) : Files.newInputStream(file);
    }
}
