package io.github.modelkeel.drift.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.modelkeel.drift.TestResult;
import io.github.modelkeel.error.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;
import org.jspecify.annotations.Nullable;

/** Input that nobody would send on purpose, and what must come of it: an answer without NaN or a typed exception, soon. */
final class Hostile {
    private static final List<Double> SPECIAL = List.of(
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            0.0,
            -0.0,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.MIN_NORMAL,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            1e300,
            -1e300,
            1e-300,
            1e155,
            1.0,
            Math.nextUp(1.0),
            -1.0,
            0.1 * 3,
            0.3,
            1e16,
            1e16 + 2);

    private Hostile() {}

    /** A number of any bits. */
    static Arbitrary<Double> any() {
        return Arbitraries.oneOf(
                Arbitraries.of(SPECIAL),
                Arbitraries.longs().map(Double::longBitsToDouble),
                Arbitraries.integers().between(-3, 3).map(Integer::doubleValue),
                Arbitraries.doubles().between(-10.0, 10.0));
    }

    /** From no value to many: of any kind mixed, of one kind, of few different ones, or all equal. */
    static Arbitrary<double[]> sample() {
        Arbitrary<Double> constant = any().flatMap(Arbitraries::just);
        return Arbitraries.of(0, 1, 2, 3, 30, 200)
                .flatMap(most -> Arbitraries.oneOf(
                        array(any(), most),
                        array(Arbitraries.of(SPECIAL), most),
                        array(Arbitraries.integers().between(-3, 3).map(Integer::doubleValue), most),
                        array(Arbitraries.doubles().between(-10.0, 10.0), most),
                        constant.flatMap(value -> array(Arbitraries.just(value), most)),
                        Arbitraries.longs().map(seed -> gaussian(new Random(seed), most * 10))));
    }

    private static Arbitrary<double[]> array(Arbitrary<Double> element, int most) {
        return element.list()
                .ofMaxSize(most)
                .map(list -> list.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double[] gaussian(Random random, int size) {
        return random.doubles(size).map(u -> random.nextGaussian()).toArray();
    }

    /** A count, usually one that there may be. */
    static Arbitrary<Long> count() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, 5),
                Arbitraries.longs().between(0, 100_000),
                Arbitraries.of(-1L, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE / 2, 1L << 53, 1L << 40, 1L << 31));
    }

    static Arbitrary<Map<String, Long>> counts() {
        Arbitrary<String> name =
                Arbitraries.of("", "a", "b", "c", "\uD83D\uDE00", "\uFFFD", "\uD800", " ", "null", "other");
        return Arbitraries.maps(name, count()).ofMaxSize(6);
    }

    /** Returns the answer, or nothing where the input was refused by a typed exception; anything else fails. */
    static <T> Optional<T> answer(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (InvalidInputException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return Optional.empty();
        }
    }

    /** Ends a try that does not end by itself. */
    static final class Soon implements AroundTryHook {
        private static final Duration NEVER = Duration.ofSeconds(60); // far above what any case takes

        @Override
        public TryExecutionResult aroundTry(TryLifecycleContext context, TryExecutor once, List<Object> parameters) {
            return assertTimeoutPreemptively(NEVER, () -> once.execute(parameters));
        }
    }

    static void check(TestResult result) {
        assertThat(result.pValue()).isBetween(0.0, 1.0);
        assertThat(result.statistic()).isNotNaN();
        assertThat(result.effect()).isGreaterThanOrEqualTo(0.0);
        assertThat(result.minimumDetectableEffect()).isGreaterThanOrEqualTo(0.0);
    }

    /** Returns a copy of a document with one thing in it replaced, left out or added. */
    static Map<String, Object> broken(Map<String, Object> document, Random random) {
        Map<String, Object> copy = new LinkedHashMap<>(document);
        List<String> keys = new ArrayList<>(copy.keySet());
        String key = keys.get(random.nextInt(keys.size()));
        Object content = copy.get(key);
        switch (random.nextInt(4)) {
            case 0 -> copy.remove(key);
            case 1 -> copy.put(key, junk(random));
            default -> copy.put(key, content == null ? junk(random) : damaged(content, random));
        }
        return copy;
    }

    private static @Nullable Object damaged(Object content, Random random) {
        if (content instanceof Map<?, ?> map && !map.isEmpty()) {
            Map<String, Object> inner = new LinkedHashMap<>();
            map.forEach((name, value) -> inner.put(String.valueOf(name), value));
            return broken(inner, random);
        } else if (content instanceof List<?> list && !list.isEmpty()) {
            List<@Nullable Object> inner = new ArrayList<>(list);
            int position = random.nextInt(inner.size());
            switch (random.nextInt(3)) {
                case 0 -> inner.remove(position);
                case 1 -> inner.set(position, junk(random));
                default -> inner.add(position, inner.get(position));
            }
            return inner;
        }
        return junk(random);
    }

    private static @Nullable Object junk(Random random) {
        List<@Nullable Object> junk = new ArrayList<>(Arrays.asList(
                null,
                "",
                "x",
                "Infinity",
                "-Infinity",
                "NaN",
                true,
                0,
                -1,
                1L,
                2L,
                1e300,
                -1e300,
                0.5,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.MIN_VALUE,
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                List.of(),
                List.of(1, "a"),
                Map.of(),
                Map.of("a", 1)));
        SPECIAL.forEach(junk::add);
        return junk.get(random.nextInt(junk.size()));
    }
}
