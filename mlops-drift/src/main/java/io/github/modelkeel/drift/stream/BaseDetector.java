package io.github.modelkeel.drift.stream;

import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all detectors share: skipping missing values, starting over after a drift, saving. */
abstract class BaseDetector implements StreamDetector {
    /** The square of this, and of a sum of as many as can come, is finite. */
    static final double LARGEST = 1e100;

    /** No sum of values is larger, and no sum of their squares than its square. */
    static final double LARGEST_SUM = 1e120;

    private StreamState state = StreamState.STABLE;

    /** Refuses a value that the detector is not made for, before anything changes. */
    abstract void check(double value);

    /** Takes a value that is there and was checked. */
    abstract StreamState accept(double value);

    /** Returns to the state before the first value; after a drift some detectors keep a part. */
    abstract void clear();

    /** Returns the name in documents. */
    abstract String name();

    /** Returns the parameters, in the order of the constructor. */
    abstract Map<String, Object> parameters();

    /** Returns the state as numbers in a fixed order. */
    abstract double[] save();

    /** Takes the numbers of {@link #save}. */
    abstract void load(Numbers numbers);

    void startAfterDrift() {
        clear();
    }

    @Override
    public final StreamState update(double value) {
        if (Double.isNaN(value)) {
            return StreamState.STABLE;
        }
        check(value);
        if (state == StreamState.DRIFT) {
            startAfterDrift();
        }
        state = accept(value);
        return state;
    }

    @Override
    public final StreamState state() {
        return state;
    }

    @Override
    public final void reset() {
        clear();
        state = StreamState.STABLE;
    }

    @Override
    public final Map<String, Object> toDocument() {
        List<Object> numbers = new ArrayList<>();
        for (double number : save()) {
            numbers.add(Double.isInfinite(number) ? (Object) Double.toString(number) : (Object) number);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("format_version", StreamDetectors.FORMAT_VERSION);
        document.put("detector", name());
        document.put("parameters", parameters());
        document.put("state", state.name());
        document.put("numbers", numbers);
        return document;
    }

    final void restore(StreamState saved, double[] numbers) {
        state = saved;
        Numbers in = new Numbers(name(), numbers);
        load(in);
        in.end();
    }

    final void checkShare(double value) {
        if (!(value >= 0.0 && value <= 1.0)) {
            throw new DriftInputException(
                    Kind.VALUE_OUT_OF_RANGE,
                    name() + " takes errors as 1, hits as 0 and shares between, the value was " + value);
        }
    }

    /** One infinite value, or one whose square is, would make every mean after it NaN, and the detector deaf from then on. */
    final void checkFinite(double value) {
        if (!(Math.abs(value) <= LARGEST)) {
            throw new DriftInputException(
                    Kind.VALUE_OUT_OF_RANGE,
                    name() + " takes finite values from -1e100 to 1e100, the value was " + value);
        }
    }

    static double inside(String name, double value, double low, double high) {
        if (!(value > low && value < high)) {
            throw new IllegalArgumentException(name + " must lie between " + low + " and " + high + ", was " + value);
        }
        return value;
    }

    static int atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
        }
        return value;
    }
}
