package io.github.modelkeel.testkit;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.Mlops;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test an empty {@link Mlops} in memory and the clock it goes by, and closes it after the test. What runs in a test
 * is the same each time: the clock stands at {@link #START} until the test moves it, ids count up.
 *
 * <pre>{@code
 * @ExtendWith(MlopsExtension.class)
 * class TrainingTest {
 *     @Test
 *     void logsItsScore(Mlops mlops, MovableClock clock) { ... }
 * }
 * }</pre>
 *
 * <p>With formats, trainers or a user: {@code @RegisterExtension static final MlopsExtension MLOPS =
 * MlopsExtension.with(builder -> builder.formats(TreeModels.format()));}
 */
public final class MlopsExtension implements ParameterResolver {
    /** What the clock of each test shows first. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(MlopsExtension.class);

    private final UnaryOperator<Mlops.Builder> settings;

    /** Creates the extension without further settings. */
    public MlopsExtension() {
        this(UnaryOperator.identity());
    }

    private MlopsExtension(UnaryOperator<Mlops.Builder> settings) {
        this.settings = requireNonNull(settings, "settings");
    }

    /** Returns the extension with further settings of the builder, applied for each test after clock and ids are set. */
    public static MlopsExtension with(UnaryOperator<Mlops.Builder> settings) {
        return new MlopsExtension(settings);
    }

    /** What a test has; JUnit closes it with the test's context. */
    private record Bench(Mlops mlops, MovableClock clock) implements AutoCloseable {
        static Bench open(UnaryOperator<Mlops.Builder> settings) {
            MovableClock clock = MovableClock.at(START);
            AtomicLong ids = new AtomicLong();
            Mlops.Builder builder = Mlops.builder()
                    .clock(clock)
                    .user("test")
                    .ids(() -> String.format(Locale.ROOT, "%032x", ids.incrementAndGet()));
            return new Bench(settings.apply(builder).open(), clock);
        }

        @Override
        public void close() {
            mlops.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Mlops.class || type == MovableClock.class || type == InstantSource.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Bench bench =
                context.getStore(NAMESPACE).computeIfAbsent(Bench.class, key -> Bench.open(settings), Bench.class);
        return parameter.getParameter().getType() == Mlops.class ? bench.mlops() : bench.clock();
    }
}
