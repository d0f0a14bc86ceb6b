package io.github.modelkeel.data;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 digest that stands for a content. Immutable.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Fingerprint(String hex) {
    /** Longest content that is digested without setting up the platform's providers, in bytes: some milliseconds. */
    static final int SHORT = 1 << 20;

    private static final int DIGITS = 64;

    /** Checks the form. */
    public Fingerprint {
        requireNonNull(hex, "hex");
        if (!isHex(hex)) {
            throw new InvalidInputException("a fingerprint has 64 lower-case hexadecimal digits, was '" + hex + "'");
        }
    }

    private static boolean isHex(String text) { // no regular expression: loading a model should not need them
        boolean hex = text.length() == DIGITS;
        for (int i = 0; hex && i < DIGITS; i++) {
            char digit = text.charAt(i);
            hex = (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
        }
        return hex;
    }

    /** Returns the digest of these bytes. */
    public static Fingerprint ofBytes(byte[] bytes) {
        return ofBytes(bytes, bytes.length);
    }

    /**
     * Returns the digest of the first of these bytes; makes no copy of them.
     *
     * @param length how many, at most those there are
     */
    public static Fingerprint ofBytes(byte[] bytes, int length) {
        Objects.checkFromIndexSize(0, length, bytes.length);
        if (length <= SHORT) {
            return new Fingerprint(HexFormat.of().formatHex(Sha256.digest(bytes, length)));
        }
        MessageDigest digest = sha256();
        digest.update(bytes, 0, length);
        return new Fingerprint(HexFormat.of().formatHex(digest.digest()));
    }

    /** Returns the digest of this text in UTF-8. */
    public static Fingerprint ofText(String text) {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the digest of a dataset: the row count, then for each column in order its name, kind and the digest of its
     * cells. Numbers enter as IEEE 754 bits, texts (categories too) as length and UTF-8, instants as seconds and
     * nanoseconds; a missing cell has a mark of its own.
     */
    static Fingerprint of(Dataset data) {
        MessageDigest all = sha256();
        all.update("modelkeel-dataset-1\n".getBytes(StandardCharsets.UTF_8));
        all.update(ByteBuffer.allocate(12)
                .putInt(data.columns().size())
                .putLong(data.rowCount())
                .array());
        for (Column column : data.columns()) {
            all.update(text(column.name()));
            all.update(kind(column.type()));
            all.update(cells(column));
        }
        return new Fingerprint(HexFormat.of().formatHex(all.digest()));
    }

    private static byte kind(ColumnType type) {
        return switch (type) {
            case NUMBER -> 'n';
            case CATEGORY, TEXT -> 't';
            case INSTANT -> 'i';
        };
    }

    private static byte[] cells(Column column) {
        MessageDigest digest = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(13);
        byte[][] levels = column.type() == ColumnType.CATEGORY
                ? column.levels().stream().map(Fingerprint::text).toArray(byte[][]::new)
                : new byte[0][];
        for (int row = 0; row < column.size(); row++) {
            buffer.clear();
            if (column.isMissing(row)) {
                digest.update((byte) 0);
                continue;
            }
            switch (column.type()) {
                case NUMBER -> buffer.put((byte) 1).putLong(Double.doubleToLongBits(column.number(row)));
                case INSTANT -> {
                    Instant instant = requireNonNull(column.instant(row));
                    buffer.put((byte) 1).putLong(instant.getEpochSecond()).putInt(instant.getNano());
                }
                case CATEGORY -> {
                    digest.update((byte) 1);
                    digest.update(levels[column.code(row)]);
                }
                case TEXT -> {
                    digest.update((byte) 1);
                    digest.update(text(requireNonNull(column.text(row))));
                }
            }
            digest.update(buffer.flip());
        }
        return digest.digest();
    }

    private static byte[] text(@Nullable String text) {
        byte[] utf8 = requireNonNull(text).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + utf8.length)
                .putInt(utf8.length)
                .put(utf8)
                .array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "sha256:" + hex;
    }
}
