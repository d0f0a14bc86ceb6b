package io.github.modelkeel.data;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;

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
        byte[] digest = length <= SHORT ? Sha256.digest(bytes, length) : PlatformDigest.of(bytes, length);
        return new Fingerprint(HexFormat.of().formatHex(digest));
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
        return new Fingerprint(HexFormat.of().formatHex(PlatformDigest.of(data)));
    }

    @Override
    public String toString() {
        return "sha256:" + hex;
    }
}
