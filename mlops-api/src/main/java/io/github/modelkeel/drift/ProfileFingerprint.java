package io.github.modelkeel.drift;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modelkeel.data.Fingerprint;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The SHA-256 of a profile. It is fed the content of the document in a fixed order with each text behind its length and
 * each number as its 64 bits: the decimal digits of a double differ between JDKs, its bits do not.
 */
final class ProfileFingerprint {
    private static final String VERSION = "modelkeel.profile/1";

    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 13); // big-endian

    private ProfileFingerprint(MessageDigest digest) {
        this.digest = digest;
    }

    static Fingerprint of(Profile profile) {
        try {
            return new ProfileFingerprint(MessageDigest.getInstance("SHA-256")).add(profile);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private Fingerprint add(Profile profile) {
        text(VERSION);
        number(profile.rows());
        number(profile.columns().size());
        Map<String, Long> names = new LinkedHashMap<>();
        profile.columns().keySet().forEach(name -> names.put(name, 1L));
        for (String name : CategoryProfile.of(names).counts().keySet()) { // in code-point order
            text(name);
            ColumnProfile column = profile.columns().get(name);
            if (column instanceof NumericProfile numeric) {
                add(numeric);
            } else if (column instanceof CategoryProfile categories) {
                add(categories);
            } else if (column instanceof PresenceProfile presence) {
                text("presence");
                number(presence.count());
                number(presence.missing());
            }
        }
        flush();
        return new Fingerprint(HexFormat.of().formatHex(digest.digest()));
    }

    private void add(NumericProfile profile) {
        text("numeric");
        number(profile.missing());
        number(profile.mean());
        number(profile.moments().squares());
        number(profile.resolution());
        number(profile.knots());
        for (int i = 0; i < profile.knots(); i++) {
            number(profile.value(i));
            number(profile.countAt(i));
        }
    }

    private void add(CategoryProfile profile) {
        text("category");
        number(profile.missing());
        number(profile.other());
        number(profile.counts().size());
        profile.counts().forEach((category, count) -> {
            text(category);
            number(count);
        });
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        number(bytes.length);
        flush();
        digest.update(bytes);
    }

    private void number(double number) {
        number(Double.doubleToLongBits(number));
    }

    private void number(long number) {
        if (buffer.remaining() < Long.BYTES) {
            flush();
        }
        buffer.putLong(number);
    }

    private void flush() {
        digest.update(buffer.flip());
        buffer.clear();
    }
}
