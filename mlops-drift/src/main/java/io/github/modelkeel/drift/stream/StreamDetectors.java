package io.github.modelkeel.drift.stream;

import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings saved detectors back. Stateless. */
public final class StreamDetectors {
    /** Version of the stored form. A reader refuses another. */
    public static final long FORMAT_VERSION = 1;

    private StreamDetectors() {}

    /**
     * Returns a detector that goes on as the saved one would have.
     *
     * @param document what {@link StreamDetector#toDocument()} gave; it is checked, not trusted
     * @throws DriftInputException if the document is broken or of another version
     */
    public static StreamDetector restore(Map<String, ?> document) {
        Object version = document.get("format_version");
        if (!(version instanceof Number number) || number.longValue() != FORMAT_VERSION) {
            throw broken("format version must be " + FORMAT_VERSION + ", was " + version);
        }
        Object parameters = document.get("parameters");
        if (!(parameters instanceof Map<?, ?> map)) {
            throw broken("'parameters' must be an object");
        }
        BaseDetector detector;
        try {
            detector = create(String.valueOf(document.get("detector")), new Parameters(map));
        } catch (IllegalArgumentException e) {
            throw broken(String.valueOf(e.getMessage()));
        }
        detector.restore(state(document.get("state")), numbers(document.get("numbers")));
        return detector;
    }

    private static BaseDetector create(String name, Parameters p) {
        return switch (name) {
            case Adwin.NAME ->
                new Adwin(
                        p.number("delta"),
                        p.whole("clock"),
                        p.whole("max_buckets"),
                        p.whole("min_window_length"),
                        p.whole("grace_period"),
                        p.flag("keeps_window"));
            case PageHinkley.NAME ->
                new PageHinkley(
                        p.whole("min_instances"),
                        p.number("delta"),
                        p.number("threshold"),
                        p.number("alpha"),
                        PageHinkley.Mode.valueOf(
                                String.valueOf(p.map.get("mode")).toUpperCase(Locale.ROOT)));
            case Ddm.NAME -> new Ddm(p.whole("warm_start"), p.number("warning_threshold"), p.number("drift_threshold"));
            case Eddm.NAME -> new Eddm(p.whole("warm_start"), p.number("alpha"), p.number("beta"));
            case HddmA.NAME ->
                new HddmA(p.number("drift_confidence"), p.number("warning_confidence"), p.flag("two_sided"));
            case HddmW.NAME ->
                new HddmW(
                        p.number("drift_confidence"),
                        p.number("warning_confidence"),
                        p.number("lambda"),
                        p.flag("two_sided"));
            case Kswin.NAME -> new Kswin(p.number("alpha"), p.whole("window_size"), p.whole("stat_size"));
            default -> throw broken("there is no detector '" + name + "'");
        };
    }

    private static StreamState state(@Nullable Object content) {
        for (StreamState state : StreamState.values()) {
            if (state.name().equals(content)) {
                return state;
            }
        }
        throw broken("'state' must be one of STABLE, WARNING, DRIFT, was '" + content + "'");
    }

    private static double[] numbers(@Nullable Object content) {
        if (!(content instanceof List<?> list) || list.size() > 100_000) {
            throw broken("'numbers' must be an array of at most 100000 numbers");
        }
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number("numbers[" + i + "]", list.get(i));
        }
        return numbers;
    }

    private static double number(String key, @Nullable Object content) {
        if (content instanceof Number number && !Double.isNaN(number.doubleValue())) {
            return number.doubleValue();
        } else if ("Infinity".equals(content)) {
            return Double.POSITIVE_INFINITY;
        } else if ("-Infinity".equals(content)) {
            return Double.NEGATIVE_INFINITY;
        }
        throw broken("'" + key + "' must be a number, was '" + content + "'");
    }

    private static DriftInputException broken(String what) {
        return new DriftInputException(
                Kind.INVALID_PROFILE, "saved state of a stream detector: " + what + "; start a new detector");
    }

    private record Parameters(Map<?, ?> map) {
        double number(String key) {
            return StreamDetectors.number(key, map.get(key));
        }

        int whole(String key) {
            double value = number(key);
            if (value != Math.rint(value) || Math.abs(value) > 1e9) {
                throw broken("'" + key + "' must be a whole number, was " + value);
            }
            return (int) value;
        }

        boolean flag(String key) {
            if (map.get(key) instanceof Boolean flag) {
                return flag;
            }
            throw broken("'" + key + "' must be true or false, was '" + map.get(key) + "'");
        }
    }
}
