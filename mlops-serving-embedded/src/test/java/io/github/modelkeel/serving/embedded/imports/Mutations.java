package io.github.modelkeel.serving.embedded.imports;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Damage to files: bit flips, truncation, hostile sizes, other children, numbers that are none. */
public final class Mutations {
    private static final String[] WORDS = {
        "NaN",
        "-1",
        "0",
        "1",
        "2",
        "99999999",
        "2147483647",
        "-2147483648",
        "9223372036854775807",
        "1e308",
        "1e999",
        "Infinity",
        "inf",
        "nan",
        "[",
        "]",
        "{",
        "}",
        "\"",
        ",",
        ":",
        "=",
        "\n",
        " ",
        "null",
        "true",
        "-0.0",
        "1e-320",
        "65536",
        "1048576"
    };
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        3,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 24,
        1L << 31,
        1L << 40,
        0x7FC00000L,
        0x7F800000L,
        0x7FF8000000000000L,
        65_536
    };

    private final Random random;

    /** Creates damage from a seed. */
    public Mutations(long seed) {
        this.random = new Random(seed);
    }

    /** Returns a damaged copy. */
    public byte[] of(byte[] good) {
        byte[] bytes = good.clone();
        int hits = 1 + random.nextInt(3);
        for (int hit = 0; hit < hits && bytes.length > 16; hit++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(9)) {
                case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) random.nextInt(256);
                case 3 -> bytes = Arrays.copyOf(bytes, at);
                case 4 -> {
                    int length = Math.min(1 + random.nextInt(64), Math.min(good.length, bytes.length));
                    int from = random.nextInt(bytes.length - length + 1);
                    int to = random.nextInt(bytes.length - length + 1);
                    System.arraycopy(good, Math.min(from, good.length - length), bytes, to, length);
                }
                case 5 -> number(bytes, at);
                case 6 -> bytes = word(bytes, at, WORDS[random.nextInt(WORDS.length)]);
                case 7 -> bytes = digits(bytes, at, WORDS[random.nextInt(12)]);
                default -> bytes = digits(bytes, at, Integer.toString(random.nextInt(60) - 5));
            }
        }
        return bytes;
    }

    /** Writes a hostile number over the bytes, in either order, of 1 to 8 bytes. */
    private void number(byte[] bytes, int at) {
        long number = NUMBERS[random.nextInt(NUMBERS.length)];
        int width = 1 << random.nextInt(4);
        if (at + width > bytes.length) {
            return;
        }
        byte[] eight = ByteBuffer.allocate(8).putLong(number).array();
        boolean little = random.nextBoolean();
        for (int i = 0; i < width; i++) {
            bytes[at + i] = little ? eight[7 - i] : eight[8 - width + i];
        }
    }

    /** Puts a word in. */
    private static byte[] word(byte[] bytes, int at, String word) {
        byte[] put = word.getBytes(ISO_8859_1);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + put.length);
        System.arraycopy(bytes, at, longer, at + put.length, bytes.length - at);
        System.arraycopy(put, 0, longer, at, put.length);
        return longer;
    }

    /** Replaces the next number in a text. */
    private static byte[] digits(byte[] bytes, int at, String word) {
        int from = at;
        while (from < bytes.length && !isNumber(bytes[from])) {
            from++;
        }
        int to = from;
        while (to < bytes.length && isNumber(bytes[to])) {
            to++;
        }
        byte[] put = word.getBytes(ISO_8859_1);
        byte[] changed = new byte[bytes.length - (to - from) + put.length];
        System.arraycopy(bytes, 0, changed, 0, from);
        System.arraycopy(put, 0, changed, from, put.length);
        System.arraycopy(bytes, to, changed, from + put.length, bytes.length - to);
        return changed;
    }

    private static boolean isNumber(byte b) {
        return (b >= '0' && b <= '9') || b == '-' || b == '.' || b == 'E' || b == 'e';
    }
}
