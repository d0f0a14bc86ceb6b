package io.github.modelkeel.data;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The digest SHA-256 of long contents and of datasets, by the platform; {@link Sha256} is for what a fresh JVM loads. */
final class PlatformDigest {
    private PlatformDigest() {}

    /** Returns the digest of the first bytes. */
    static byte[] of(byte[] bytes, int length) {
        MessageDigest digest = sha256();
        digest.update(bytes, 0, length);
        return digest.digest();
    }

    /** Returns the digest that {@link Dataset#fingerprint()} describes. */
    static byte[] of(Dataset data) {
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
        return all.digest();
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
                ? column.levels().stream().map(PlatformDigest::text).toArray(byte[][]::new)
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
}
