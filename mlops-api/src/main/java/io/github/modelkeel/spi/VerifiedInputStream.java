package io.github.modelkeel.spi;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.IntegrityException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Hands out content whose size and SHA-256 are known, and throws {@link IntegrityException} before its last byte when it
 * is not that content. Reads one block ahead; memory does not grow with the content. Confined to one thread.
 */
public final class VerifiedInputStream extends InputStream {
    private static final int BLOCK = 64 * 1024;

    private final InputStream source;
    private final long expectedBytes;
    private final String expectedSha256;
    private final String what;
    private final MessageDigest digest;
    private final byte[] block = new byte[BLOCK];
    private int position;
    private int filled;
    private long seen;
    private boolean verified;

    /**
     * Creates the stream.
     *
     * @param what what the content is, for messages, for instance {@code artifact 'plots/roc.png' of run 'r1'}
     * @param source where the content comes from; closed with this stream
     * @param expectedBytes size it must have
     * @param expectedSha256 digest it must have, 64 lower-case hexadecimal digits
     */
    public VerifiedInputStream(String what, InputStream source, long expectedBytes, String expectedSha256) {
        this.what = requireNonNull(what, "what");
        this.source = requireNonNull(source, "source");
        this.expectedBytes = expectedBytes;
        this.expectedSha256 = requireNonNull(expectedSha256, "expectedSha256");
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public int read() throws IOException {
        return fill() ? block[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, filled - position);
        System.arraycopy(block, position, target, offset, count);
        position += count;
        return count;
    }

    /** Makes sure that a byte can be handed out; false at the verified end. */
    private boolean fill() throws IOException {
        if (position < filled) {
            return true;
        }
        if (verified) {
            return false;
        }
        position = 0;
        filled = 0; // so that nothing is handed out after a failure
        int count = source.readNBytes(block, 0, (int) Math.min(BLOCK, expectedBytes - seen));
        digest.update(block, 0, count);
        seen += count;
        if (count < BLOCK && seen < expectedBytes) {
            throw damaged("ends after " + seen + " of " + expectedBytes + " bytes");
        }
        if (seen == expectedBytes) {
            if (source.read() >= 0) {
                throw damaged("is longer than its " + expectedBytes + " bytes");
            }
            String sha256 = HexFormat.of().formatHex(digest.digest());
            if (!sha256.equals(expectedSha256)) {
                throw damaged("has SHA-256 " + sha256 + ", expected " + expectedSha256);
            }
            verified = true;
        }
        filled = count;
        return count > 0;
    }

    private IntegrityException damaged(String how) {
        return new IntegrityException(what + " " + how + ": it changed in the store; restore a copy or make it again");
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
