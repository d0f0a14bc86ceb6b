package io.github.modelkeel.store.jdbc;

import java.util.Arrays;

/** Points of one series in the order they arrived, in plain arrays: a million of them are 24 MB. Not thread-safe. */
final class Points {
    private long[] steps;
    private long[] times;
    private long[] bits;
    private int size;

    Points(int capacity) {
        steps = new long[capacity];
        times = new long[capacity];
        bits = new long[capacity];
    }

    /** One point; equal when it is stored only once. */
    record Point(long step, long time, long bits) {
        /** Returns whether this comes after another in the order that says which is the last. */
        boolean isAfter(long otherStep, long otherTime, long otherBits) {
            return step != otherStep ? step > otherStep : time != otherTime ? time > otherTime : bits > otherBits;
        }
    }

    void add(long step, long time, long valueBits) {
        if (size == steps.length) {
            int more = Math.max(4, size * 2);
            steps = Arrays.copyOf(steps, more);
            times = Arrays.copyOf(times, more);
            bits = Arrays.copyOf(bits, more);
        }
        steps[size] = step;
        times[size] = time;
        bits[size] = valueBits;
        size++;
    }

    void addAll(Points others) {
        for (int i = 0; i < others.size; i++) {
            add(others.steps[i], others.times[i], others.bits[i]);
        }
    }

    int size() {
        return size;
    }

    /** Removes all; keeps little of the room they took. */
    void clear() {
        size = 0;
        if (steps.length > 64) {
            steps = new long[0];
            times = new long[0];
            bits = new long[0];
        }
    }

    Point get(int index) {
        return new Point(steps[index], times[index], bits[index]);
    }

    /** Returns the steps; those from {@link #size()} on mean nothing. Neither copied nor to be changed. */
    long[] steps() {
        return steps;
    }

    /** Returns the times in milliseconds, as {@link #steps()}. */
    long[] times() {
        return times;
    }

    /** Returns the ordered bits of the values, as {@link #steps()}. */
    long[] bits() {
        return bits;
    }
}
