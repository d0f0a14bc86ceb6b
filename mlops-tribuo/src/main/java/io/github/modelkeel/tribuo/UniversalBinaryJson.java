package io.github.modelkeel.tribuo;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the part of UBJSON that XGBoost writes: numbers keep the width and the bits they have in the booster, which
 * decimal text would lose. Objects become {@link Map}, typed number arrays {@code byte[]}, {@code short[]},
 * {@code int[]}, {@code long[]}, {@code float[]} or {@code double[]}, other arrays {@link List}.
 *
 * <p>Depth, lengths and counts are checked against the bytes that are left before anything is allocated, so a broken
 * file costs no more memory than its own size.
 *
 * @see <a href="https://ubjson.org/">UBJSON draft 12</a>
 */
final class UniversalBinaryJson {
    private static final int MAX_DEPTH = 64;

    private final ByteBuffer in;

    private UniversalBinaryJson(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Returns the object that {@code bytes} hold.
     *
     * @throws MalformedException if they are not one UBJSON object and nothing else
     */
    static Map<String, @Nullable Object> object(byte[] bytes) {
        UniversalBinaryJson reader = new UniversalBinaryJson(bytes);
        try {
            byte marker = reader.marker();
            if (marker != '{') {
                throw reader.malformed("expected an object, found marker " + marker);
            }
            Map<String, @Nullable Object> map = reader.map(0);
            if (reader.in.hasRemaining()) {
                throw reader.malformed(reader.in.remaining() + " bytes follow the object");
            }
            return map;
        } catch (BufferUnderflowException e) {
            throw new MalformedException("the file ends in the middle of a value", e);
        }
    }

    private Map<String, @Nullable Object> map(int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        long count = -1;
        if (peek() == '$') {
            throw malformed("objects of one type are not part of a booster");
        }
        if (peek() == '#') {
            in.get();
            count = length();
        }
        while (count < 0 ? peek() != '}' : map.size() < count) {
            String key = text();
            if (map.containsKey(key)) {
                throw malformed("key '" + key + "' occurs twice");
            }
            map.put(key, value(marker(), depth + 1));
        }
        if (count < 0) {
            in.get();
        }
        return map;
    }

    private Object array(int depth) {
        byte type = 0;
        if (peek() == '$') {
            in.get();
            type = marker();
            if (peek() != '#') {
                throw malformed("a typed array needs a count");
            }
        }
        if (peek() == '#') {
            in.get();
            long count = length();
            return type == 0 ? list(depth, count) : numbers(type, count);
        }
        return list(depth, -1);
    }

    private List<@Nullable Object> list(int depth, long count) {
        List<@Nullable Object> list = new ArrayList<>();
        while (count < 0 ? peek() != ']' : list.size() < count) {
            list.add(value(marker(), depth + 1));
        }
        if (count < 0) {
            in.get();
        }
        return list;
    }

    private Object numbers(byte type, long count) {
        return switch (type) {
            case 'i', 'U' -> {
                byte[] a = new byte[fits(count, 1)];
                in.get(a);
                yield a;
            }
            case 'I' -> {
                short[] a = new short[fits(count, 2)];
                in.asShortBuffer().get(a);
                yield skip(2, a.length, a);
            }
            case 'l' -> {
                int[] a = new int[fits(count, 4)];
                in.asIntBuffer().get(a);
                yield skip(4, a.length, a);
            }
            case 'L' -> {
                long[] a = new long[fits(count, 8)];
                in.asLongBuffer().get(a);
                yield skip(8, a.length, a);
            }
            case 'd' -> {
                float[] a = new float[fits(count, 4)];
                in.asFloatBuffer().get(a);
                yield skip(4, a.length, a);
            }
            case 'D' -> {
                double[] a = new double[fits(count, 8)];
                in.asDoubleBuffer().get(a);
                yield skip(8, a.length, a);
            }
            default -> throw malformed("arrays of type " + type + " are not part of a booster");
        };
    }

    private Object skip(int width, int count, Object read) {
        in.position(in.position() + width * count);
        return read;
    }

    private int fits(long count, int width) {
        if (count < 0 || count > in.remaining() / width) {
            throw malformed("an array claims " + count + " elements but only " + in.remaining() + " bytes are left");
        }
        return (int) count;
    }

    private @Nullable Object value(byte marker, int depth) {
        if (depth > MAX_DEPTH) {
            throw malformed("values nest deeper than " + MAX_DEPTH);
        }
        return switch (marker) {
            case 'Z' -> null;
            case 'T' -> true;
            case 'F' -> false;
            case 'i' -> (long) in.get();
            case 'U' -> (long) (in.get() & 0xff);
            case 'I' -> (long) in.getShort();
            case 'l' -> (long) in.getInt();
            case 'L' -> in.getLong();
            case 'd' -> in.getFloat();
            case 'D' -> in.getDouble();
            case 'C' -> String.valueOf((char) (in.get() & 0x7f));
            case 'S' -> text();
            case '[' -> array(depth);
            case '{' -> map(depth);
            default -> throw malformed("unknown marker " + marker);
        };
    }

    private String text() {
        byte[] bytes = new byte[fits(length(), 1)];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private long length() {
        byte marker = marker();
        return switch (marker) {
            case 'i' -> in.get();
            case 'U' -> in.get() & 0xff;
            case 'I' -> in.getShort();
            case 'l' -> in.getInt();
            case 'L' -> in.getLong();
            default -> throw malformed("a length cannot have marker " + marker);
        };
    }

    private byte marker() {
        byte marker = in.get();
        while (marker == 'N') { // no-op, allowed between values
            marker = in.get();
        }
        return marker;
    }

    private byte peek() {
        if (!in.hasRemaining()) {
            throw new BufferUnderflowException();
        }
        return in.get(in.position());
    }

    private MalformedException malformed(String what) {
        return new MalformedException(String.format(Locale.ROOT, "%s (at byte %d)", what, in.position()), null);
    }

    /** The bytes are not what XGBoost writes. The caller turns it into a typed error that names the model. */
    static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
