package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.IntegrityException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Packs points of one series into bytes.
 *
 * <p>Form 1: three columns, steps, times and values, each after one byte that says how it is packed, then the CRC-32C of all
 * that. Whole numbers are differences of differences, zigzag and seven bits to the byte, either one by one or each followed
 * by how often it repeats; values are 8 bytes each, or the bytes that differ from the value before.
 */
final class ChunkCodec {
    /** What {@code metric_chunk.codec} says of this form. Stored: never change one. */
    static final int FORM = 1;

    /** Points of one chunk at most. */
    static final int MOST = 4_096;

    private static final byte PLAIN = 0;
    private static final byte REPEATED = 1;
    private static final byte RAW = 2;
    private static final byte CHANGED = 3;
    private static final int CHECK = 4;
    private static final int LONGEST = 3 * (1 + 20 * MOST) + CHECK;

    private ChunkCodec() {}

    /** Packs points {@code from} to {@code to}, exclusive: 1 to {@value #MOST}. */
    static byte[] encode(Points points, int from, int to) {
        if (to <= from || to - from > MOST) {
            throw new IllegalArgumentException("a chunk has 1 to " + MOST + " points, was " + (to - from));
        }
        ByteBuffer out = ByteBuffer.allocate(3 + 2 * 20 * (to - from) + 9 * (to - from) + CHECK);
        whole(points.steps(), from, to, out);
        whole(points.times(), from, to, out);
        values(points.bits(), from, to, out);
        CRC32C check = new CRC32C();
        check.update(out.array(), 0, out.position());
        out.putInt((int) check.getValue());
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * Unpacks {@code count} points and adds them to {@code points}.
     *
     * @throws IntegrityException if the bytes are not those that were packed
     */
    static void decode(int form, int count, byte[] packed, Points points) {
        if (form != FORM) {
            throw new IntegrityException("a chunk of points has the form " + form + " but this library reads " + FORM
                    + "; use a newer library");
        }
        if (count < 1 || count > MOST || packed.length < CHECK || packed.length > LONGEST) {
            throw damaged("has " + count + " points in " + packed.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(packed);
        CRC32C check = new CRC32C();
        check.update(packed, 0, packed.length - CHECK);
        if (in.getInt(packed.length - CHECK) != (int) check.getValue()) {
            throw damaged("does not have its checksum");
        }
        in.limit(packed.length - CHECK);
        try {
            long[] steps = whole(in, count);
            long[] times = whole(in, count);
            long[] bits = values(in, count);
            if (in.hasRemaining()) {
                throw damaged("has " + in.remaining() + " bytes too many");
            }
            for (int i = 0; i < count; i++) {
                points.add(steps[i], times[i], bits[i]);
            }
        } catch (BufferUnderflowException e) {
            throw damaged("ends too early");
        }
    }

    private static IntegrityException damaged(String why) {
        return new IntegrityException("a chunk of points " + why + "; restore a copy of the database");
    }

    private static void whole(long[] numbers, int from, int to, ByteBuffer out) {
        int start = out.position();
        out.put(REPEATED);
        long before = 0;
        long slope = 0;
        long run = 0;
        long runOf = 0;
        int runs = 0;
        for (int i = from; i < to; i++) {
            long difference = numbers[i] - before; // may overflow, and comes back the same way
            long bend = difference - slope;
            if (run > 0 && bend == runOf) {
                run++;
            } else {
                if (run > 0) {
                    put(zigzag(runOf), out);
                    put(run, out);
                    runs++;
                }
                runOf = bend;
                run = 1;
            }
            slope = difference;
            before = numbers[i];
        }
        put(zigzag(runOf), out);
        put(run, out);
        runs++;
        if (runs * 2 > to - from) { // too few repeat: a count for each would only cost
            out.position(start);
            out.put(PLAIN);
            before = 0;
            slope = 0;
            for (int i = from; i < to; i++) {
                long difference = numbers[i] - before;
                put(zigzag(difference - slope), out);
                slope = difference;
                before = numbers[i];
            }
        }
    }

    private static long[] whole(ByteBuffer in, int count) {
        byte packing = in.get();
        if (packing != PLAIN && packing != REPEATED) {
            throw damaged("has a column of the unknown packing " + packing);
        }
        long[] numbers = new long[count];
        long before = 0;
        long slope = 0;
        int i = 0;
        while (i < count) {
            long bend = unzigzag(get(in));
            long times = packing == REPEATED ? get(in) : 1;
            if (times < 1 || times > count - i) {
                throw damaged("repeats a number " + times + " times");
            }
            for (long k = 0; k < times; k++) {
                slope += bend;
                before += slope;
                numbers[i++] = before;
            }
        }
        return numbers;
    }

    private static void values(long[] bits, int from, int to, ByteBuffer out) {
        int start = out.position();
        out.put(CHANGED);
        long before = 0;
        for (int i = from; i < to; i++) {
            long changed = bits[i] ^ before;
            before = bits[i];
            int leading = Long.numberOfLeadingZeros(changed) / 8; // 8 when nothing changed
            int trailing = leading == 8 ? 0 : Long.numberOfTrailingZeros(changed) / 8;
            out.put((byte) ((leading << 4) | trailing));
            for (int b = 7 - leading; b >= trailing; b--) {
                out.put((byte) (changed >>> (8 * b)));
            }
        }
        if (out.position() - start - 1 >= 8 * (to - from)) {
            out.position(start);
            out.put(RAW);
            for (int i = from; i < to; i++) {
                out.putLong(bits[i]);
            }
        }
    }

    private static long[] values(ByteBuffer in, int count) {
        byte packing = in.get();
        long[] bits = new long[count];
        if (packing == RAW) {
            for (int i = 0; i < count; i++) {
                bits[i] = in.getLong();
            }
            return bits;
        }
        if (packing != CHANGED) {
            throw damaged("has values of the unknown packing " + packing);
        }
        long before = 0;
        for (int i = 0; i < count; i++) {
            int zeros = in.get() & 0xff;
            int leading = zeros >> 4;
            int trailing = zeros & 15;
            if (leading > 8 || leading + trailing > 8) {
                throw damaged("has a value of " + leading + " and " + trailing + " zero bytes");
            }
            for (int b = 7 - leading; b >= trailing; b--) {
                before ^= (in.get() & 0xffL) << (8 * b);
            }
            bits[i] = before;
        }
        return bits;
    }

    private static long zigzag(long number) {
        return (number << 1) ^ (number >> 63);
    }

    private static long unzigzag(long number) {
        return (number >>> 1) ^ -(number & 1);
    }

    private static void put(long number, ByteBuffer out) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long get(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw damaged("has a number of more than 64 bits");
    }
}
