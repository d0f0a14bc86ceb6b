package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.error.IntegrityException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * UBJSON as XGBoost writes it: numbers keep their width and bits. Counts are held against the bytes that are left before
 * anything is allocated.
 *
 * @see <a href="https://ubjson.org/">UBJSON draft 12</a>
 */
final class UbjCursor implements Cursor {
    private final Source source;
    private final ByteBuffer in;
    private byte marker;
    private int depth;

    UbjCursor(byte[] bytes, Source source) {
        this.source = source;
        this.in = ByteBuffer.wrap(bytes); // big-endian
        this.marker = marker();
    }

    @Override
    public Kind kind() {
        return switch (marker) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.LIST;
            case 'S', 'C', 'H' -> Kind.TEXT;
            case 'i', 'U', 'I', 'l', 'L', 'd', 'D' -> Kind.NUMBER;
            case 'T', 'F' -> Kind.FLAG;
            case 'Z' -> Kind.NOTHING;
            default -> throw damaged("unknown marker " + marker);
        };
    }

    @Override
    public void object(Entry entry) {
        require('{', "an object");
        deeper();
        if (peek() == '$') {
            throw damaged("an object of one type");
        }
        long count = -1;
        if (peek() == '#') {
            get();
            count = length(1);
        }
        for (long i = 0; count < 0 ? peek() != '}' : i < count; i++) {
            String key = string();
            marker = marker();
            entry.read(key);
        }
        if (count < 0) {
            get();
        }
        depth--;
    }

    @Override
    public void list(Runnable item) {
        require('[', "a list");
        deeper();
        byte type = type();
        if (type != 0 && "{[SCHiUIlLdDTFZ".indexOf(type) < 0) {
            throw damaged("a list of unknown type " + type);
        }
        long count = count(type);
        for (long i = 0; count < 0 ? peek() != ']' : i < count; i++) {
            marker = type != 0 ? type : marker();
            item.run();
        }
        if (count < 0) {
            get();
        }
        depth--;
    }

    private byte type() {
        if (peek() != '$') {
            return 0;
        }
        get();
        byte type = get();
        if (peek() != '#') {
            throw damaged("a list of one type needs a count");
        }
        return type;
    }

    /** Returns the count of a list, or -1; held against the bytes that are left. */
    private long count(byte type) {
        if (peek() != '#') {
            return -1;
        }
        get();
        return length(type == 0 ? 2 : width(type)); // without a type each has a marker and at least a byte
    }

    private int width(byte type) {
        return switch (type) {
            case 'I' -> 2;
            case 'l', 'd' -> 4;
            case 'L', 'D' -> 8;
            default -> 1;
        };
    }

    @Override
    public int[] ints() {
        Numbers numbers = numbers();
        int[] values = new int[numbers.count];
        for (int i = 0; i < values.length; i++) {
            long value = numbers.whole();
            if ((int) value != value) {
                throw damaged("whole number " + value + " where 32 bits stand");
            }
            values[i] = (int) value;
        }
        numbers.end();
        return values;
    }

    @Override
    public float[] floats() {
        Numbers numbers = numbers();
        float[] values = new float[numbers.count];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers.number();
        }
        numbers.end();
        return values;
    }

    @Override
    public double[] doubles() {
        Numbers numbers = numbers();
        double[] values = new double[numbers.count];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.number();
        }
        numbers.end();
        return values;
    }

    @Override
    public boolean[] flags() {
        Numbers numbers = numbers();
        boolean[] values = new boolean[numbers.count];
        for (int i = 0; i < values.length; i++) {
            long value = numbers.whole();
            if (value != 0 && value != 1) {
                throw damaged("a flag is 0 or 1, was " + value);
            }
            values[i] = value == 1;
        }
        numbers.end();
        return values;
    }

    private Numbers numbers() {
        require('[', "a list");
        byte type = type();
        long count = count(type);
        if (type == 0) {
            return new Numbers((byte) 0, count < 0 ? untyped() : (int) count, count < 0);
        }
        if ("iUIlLdD".indexOf(type) < 0) {
            throw damaged("a list of numbers of type " + type);
        }
        return new Numbers(type, (int) count, false);
    }

    /** Counts the numbers up to the end of the list and goes back. */
    private int untyped() {
        int from = in.position();
        int count = 0;
        while (peek() != ']') {
            byte next = marker();
            if ("iUIlLdDTF".indexOf(next) < 0) {
                throw damaged("a list of numbers has marker " + next);
            }
            skipBytes(next == 'T' || next == 'F' ? 0 : width(next));
            count++;
        }
        in.position(from);
        return count;
    }

    /** The numbers of a list, with a marker for each or for all. */
    private final class Numbers {
        private final byte type;
        private final int count;
        private final boolean closed;

        Numbers(byte type, int count, boolean closed) {
            this.type = type;
            this.count = count;
            this.closed = closed;
        }

        long whole() {
            return UbjCursor.this.whole(type != 0 ? type : marker());
        }

        double number() {
            return UbjCursor.this.number(type != 0 ? type : marker());
        }

        void end() {
            if (closed && get() != ']') {
                throw damaged("a list has no end");
            }
        }
    }

    @Override
    public long whole() {
        return whole(marker);
    }

    private long whole(byte type) {
        try {
            return switch (type) {
                case 'i' -> in.get();
                case 'U' -> in.get() & 0xff;
                case 'I' -> in.getShort();
                case 'l' -> in.getInt();
                case 'L' -> in.getLong();
                case 'T' -> 1;
                case 'F' -> 0;
                default -> throw damaged("expected a whole number, found marker " + type);
            };
        } catch (BufferUnderflowException e) {
            throw source.damaged("it ends within a number", e);
        }
    }

    @Override
    public double number() {
        return number(marker);
    }

    private double number(byte type) {
        try {
            return switch (type) {
                case 'd' -> in.getFloat();
                case 'D' -> in.getDouble();
                default -> whole(type);
            };
        } catch (BufferUnderflowException e) {
            throw source.damaged("it ends within a number", e);
        }
    }

    @Override
    public String text() {
        if (marker == 'C') {
            return String.valueOf((char) (get() & 0x7f));
        }
        require('S', "a text");
        return string();
    }

    private String string() {
        int length = length(1);
        String text = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
        in.position(in.position() + length);
        return text;
    }

    @Override
    public void skip() {
        switch (kind()) {
            case OBJECT -> object(key -> skip());
            case LIST -> skipList();
            case TEXT -> {
                if (marker == 'C') {
                    get();
                } else {
                    skipBytes(length(1));
                }
            }
            case NUMBER -> skipBytes(width(marker));
            case FLAG, NOTHING -> {}
        }
    }

    private void skipList() {
        int at = in.position();
        byte type = type();
        if (type != 0 && "iUIlLdD".indexOf(type) >= 0) {
            long count = count(type);
            skipBytes(count * width(type));
        } else {
            in.position(at);
            list(this::skip);
        }
    }

    private void skipBytes(long bytes) {
        if (bytes > in.remaining()) {
            throw damaged("it ends within a value");
        }
        in.position(in.position() + (int) bytes);
    }

    @Override
    public void end() {
        if (in.hasRemaining()) {
            throw damaged(in.remaining() + " bytes follow its end");
        }
    }

    /** Reads a count of values of so many bytes; they must be there. */
    private int length(int width) {
        byte type = get();
        if ("iUIlL".indexOf(type) < 0) {
            throw damaged("a count has marker " + type);
        }
        long length = whole(type);
        if (length < 0 || length > in.remaining() / width) {
            throw damaged("announces " + length + " values where " + in.remaining() + " bytes are left");
        }
        return (int) length;
    }

    private void deeper() {
        if (++depth > MAX_DEPTH) {
            throw damaged("values nest deeper than " + MAX_DEPTH);
        }
    }

    private void require(char expected, String what) {
        if (marker != expected) {
            throw damaged("expected " + what + ", found marker " + marker);
        }
    }

    private byte marker() {
        byte next = get();
        while (next == 'N') { // no-op
            next = get();
        }
        return next;
    }

    private byte get() {
        if (!in.hasRemaining()) {
            throw damaged("it ends too early");
        }
        return in.get();
    }

    private byte peek() {
        if (!in.hasRemaining()) {
            throw damaged("it ends too early");
        }
        return in.get(in.position());
    }

    private IntegrityException damaged(String what) {
        return source.damaged(what + " (at byte " + in.position() + ")");
    }
}
