package io.github.modelkeel.serving.embedded.imports;

import java.nio.charset.StandardCharsets;

/**
 * Reads the wire format of protocol buffers from a part of an array, without copies: field by field, unknown ones are skipped.
 * Confined to one thread.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers, Encoding</a>
 */
final class ProtobufReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private final Source source;
    private final int start;
    private final int end;
    private int at;
    private int field;
    private int wire;
    private int valueStart;
    private int valueEnd;
    private long value;

    ProtobufReader(byte[] bytes, Source source) {
        this(bytes, source, 0, bytes.length);
    }

    private ProtobufReader(byte[] bytes, Source source, int start, int end) {
        this.bytes = bytes;
        this.source = source;
        this.start = start;
        this.end = end;
        this.at = start;
    }

    /** Goes to the next field and returns whether there is one. */
    boolean next() {
        if (at >= end) {
            return false;
        }
        long tag = varint();
        wire = (int) (tag & 7);
        if (tag >>> 3 == 0 || tag >>> 3 > 0x1FFFFFFF) {
            throw source.damaged("field number " + (tag >>> 3) + " at byte " + at);
        }
        field = (int) (tag >>> 3);
        valueStart = at;
        switch (wire) {
            case VARINT -> value = varint();
            case FIXED64 -> value = fixed(8);
            case FIXED32 -> value = fixed(4);
            case BYTES -> {
                long length = varint();
                if (length < 0 || length > end - at) {
                    throw source.damaged("a field announces " + length + " bytes at byte " + at + " where " + (end - at)
                            + " are left");
                }
                valueStart = at;
                at += (int) length;
            }
            default -> throw source.damaged("wire type " + wire + " at byte " + at);
        }
        valueEnd = at;
        return true;
    }

    /** Goes back to the first field. */
    void rewind() {
        at = start;
    }

    /** Returns the number of the field. */
    int field() {
        return field;
    }

    long whole() {
        require(VARINT);
        return value;
    }

    float float32() {
        require(FIXED32);
        return Float.intBitsToFloat((int) value);
    }

    String text() {
        require(BYTES);
        return new String(bytes, valueStart, valueEnd - valueStart, StandardCharsets.UTF_8);
    }

    /** Returns whether the field is this text. */
    boolean is(String text) {
        require(BYTES);
        if (valueEnd - valueStart != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[valueStart + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns a reader of the message in the field. */
    ProtobufReader message() {
        require(BYTES);
        return new ProtobufReader(bytes, source, valueStart, valueEnd);
    }

    /** Returns the length of the bytes in the field. */
    int length() {
        require(BYTES);
        return valueEnd - valueStart;
    }

    /** Returns a byte of the bytes in the field. */
    byte at(int index) {
        return bytes[valueStart + index];
    }

    /** Returns how many numbers of so many bytes the field holds: one, or several packed ones; with 0 bytes, varints. */
    int count(int width) {
        if (wire != BYTES) {
            require(width == 0 ? VARINT : width == 4 ? FIXED32 : FIXED64);
            return 1;
        }
        if (width > 0) {
            if ((valueEnd - valueStart) % width != 0) {
                throw source.damaged((valueEnd - valueStart) + " bytes are no numbers of " + width);
            }
            return (valueEnd - valueStart) / width;
        }
        int count = 0;
        for (int i = valueStart; i < valueEnd; i++) {
            count += bytes[i] >= 0 ? 1 : 0;
        }
        return count;
    }

    /** Is told numbers one after the other. */
    interface Numbers {
        void next(long bits);
    }

    /** Reads the numbers that {@link #count} counted, as bits. */
    void numbers(int width, Numbers to) {
        if (wire != BYTES) {
            to.next(value);
            return;
        }
        int back = at;
        at = valueStart;
        while (at < valueEnd) {
            long number = width == 0 ? varint() : fixed(width);
            if (at > valueEnd) {
                throw source.damaged("a number reaches over the end of its field");
            }
            to.next(number);
        }
        at = back;
    }

    private void require(int expected) {
        if (wire != expected) {
            throw source.damaged("field " + field + " has wire type " + wire + " where " + expected + " stands");
        }
    }

    private long varint() {
        long result = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw source.damaged("it ends within a number");
            }
            byte next = bytes[at++];
            result |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return result;
            }
        }
        throw source.damaged("a number is longer than 64 bits");
    }

    private long fixed(int width) {
        if (end - at < width) {
            throw source.damaged("it ends within a number");
        }
        long result = 0;
        for (int i = 0; i < width; i++) {
            result |= (bytes[at++] & 0xFFL) << (8 * i);
        }
        return result;
    }
}
