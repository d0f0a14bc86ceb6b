package io.github.modelkeel.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.tracking.RunQuery;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ends and the next begins, as the opaque text that {@link io.github.modelkeel.tracking.Page#nextToken()} is.
 * Every store writes the same form. Immutable.
 *
 * <p>The text holds the key of the last item of the page, how far the store had come when the first page was read, and a
 * digest of both and of the question, so a token that was changed, or is given with another question, is refused. It is no
 * secret and no authorisation: whoever may ask the question may make the token. It is as long as the texts it holds.
 *
 * @param snapshot sequence of the store when the first page was read: what came later does not enter
 * @param key what orders the last item, the first first; each a {@link Double}, {@link Long}, {@link String} or {@code null}
 */
public record PageToken(long snapshot, List<@Nullable Object> key) {
    private static final byte FORM = 1;
    private static final int CHECK_BYTES = 16;
    private static final int MOST_CHARACTERS = 64_000_000;
    private static final int MOST_VALUES = 32;
    private static final byte NOTHING = 0;
    private static final byte DOUBLE = 1;
    private static final byte LONG = 2;
    private static final byte TEXT = 3;

    /** Copies the key and checks the types of its values. */
    public PageToken {
        key = Collections.unmodifiableList(new ArrayList<>(key));
        for (Object value : key) {
            if (!(value == null || value instanceof Double || value instanceof Long || value instanceof String)) {
                throw new IllegalArgumentException("a key is made of numbers and texts, was " + value.getClass());
            }
        }
    }

    /**
     * Returns the digest of a search: equal for two queries that find the same runs in the same order, whatever their limits,
     * tokens and parts.
     */
    public static String question(RunQuery query) {
        requireNonNull(query, "query");
        return digest(out -> QueryBytes.write(query, out));
    }

    /** Returns the digest of a question that is said by texts, for instance {@code history}, a run id, a metric. */
    public static String question(String... parts) {
        return digest(out -> {
            out.writeByte(2);
            for (String part : parts) {
                QueryBytes.text(part, out);
            }
        });
    }

    /** Returns this token as a text for one question; see {@link #question(RunQuery)}. */
    public String encode(String question) {
        byte[] content = bytes(out -> {
            out.writeByte(FORM);
            out.writeLong(snapshot);
            out.writeByte(key.size());
            for (Object value : key) {
                write(value, out);
            }
        });
        byte[] whole = Arrays.copyOf(content, content.length + CHECK_BYTES);
        System.arraycopy(check(question, content), 0, whole, content.length, CHECK_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /**
     * Reads a token.
     *
     * @param question what the page is asked with
     * @throws InvalidInputException if the text is no token, was changed, or was given for another question
     */
    public static PageToken decode(String token, String question) {
        if (token.length() > MOST_CHARACTERS) {
            throw refused("has " + token.length() + " characters");
        }
        byte[] whole;
        try {
            whole = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw refused("'" + shown(token) + "' is none");
        }
        int length = whole.length - CHECK_BYTES;
        byte[] content = Arrays.copyOf(whole, Math.max(length, 0));
        if (length < 1
                || whole[0] != FORM
                || !MessageDigest.isEqual(check(question, content), Arrays.copyOfRange(whole, length, whole.length))) {
            throw refused("'" + shown(token) + "' is damaged or of another question");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
            in.readByte();
            long snapshot = in.readLong();
            int size = in.readUnsignedByte();
            if (size > MOST_VALUES) {
                throw refused("has " + size + " values");
            }
            List<@Nullable Object> key = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                key.add(read(in));
            }
            if (in.read() >= 0) {
                throw refused("has more than its values");
            }
            return new PageToken(snapshot, key);
        } catch (IOException e) {
            throw refused("'" + shown(token) + "' is cut short");
        }
    }

    /** Returns the exception that refuses a token. {@code why} goes on where {@code the page token} ends. */
    static InvalidInputException refused(String why) {
        return new InvalidInputException("the page token " + why
                + "; give the token of the page before with the same question, or none for the first page");
    }

    private static String shown(String token) {
        String clean = token.replaceAll("[^A-Za-z0-9_=-]", "?");
        return clean.length() <= 40 ? clean : clean.substring(0, 40) + "...";
    }

    private static void write(@Nullable Object value, DataOutputStream out) throws IOException {
        if (value instanceof Double number) {
            out.writeByte(DOUBLE);
            out.writeDouble(number);
        } else if (value instanceof Long number) {
            out.writeByte(LONG);
            out.writeLong(number);
        } else if (value instanceof String text) {
            out.writeByte(TEXT);
            QueryBytes.text(text, out);
        } else {
            out.writeByte(NOTHING);
        }
    }

    private static @Nullable Object read(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case NOTHING -> null;
            case DOUBLE -> in.readDouble();
            case LONG -> in.readLong();
            case TEXT -> {
                int length = in.readInt();
                if (length < 0 || length > in.available()) {
                    throw refused("is cut short");
                }
                yield new String(in.readNBytes(length), UTF_8);
            }
            default -> throw refused("has a value of unknown kind " + kind);
        };
    }

    private static byte[] check(String question, byte[] content) {
        byte[] asked = question.getBytes(UTF_8);
        byte[] both = Arrays.copyOf(asked, asked.length + content.length);
        System.arraycopy(content, 0, both, asked.length, content.length);
        return Arrays.copyOf(sha256(both), CHECK_BYTES);
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String digest(QueryBytes.Writing writing) {
        return HexFormat.of().formatHex(sha256(bytes(writing)));
    }

    private static byte[] bytes(QueryBytes.Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }
}
