package io.github.modelkeel.serving;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.features.RawRow;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the components of a record by method handles that were found once. Immutable and thread-safe. */
final class RecordPredictor<R extends Record> implements TypedPredictor<R> {
    private static final Set<Class<?>> EXACT_NUMBERS =
            Set.of(double.class, float.class, int.class, short.class, byte.class);
    private static final Set<Class<?>> INSTANTS =
            Set.of(Instant.class, OffsetDateTime.class, ZonedDateTime.class, LocalDateTime.class, LocalDate.class);
    private static final Pattern CAPITAL = Pattern.compile("(?<=.)(?=[A-Z])");

    private final PackagePredictor predictor;
    private final Source[] sources;

    /** Where an input comes from: a handle (Record)double if {@code exact}, else (Record)Object. */
    private record Source(InputRule rule, MethodHandle accessor, boolean exact) {}

    RecordPredictor(PackagePredictor predictor, Class<R> type) {
        this.predictor = predictor;
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) {
            throw new InvalidInputException(type.getName() + " is no record; predict with a record, a map or an array");
        }
        Map<String, RecordComponent> byName = new HashMap<>();
        for (RecordComponent component : components) {
            byName.putIfAbsent(snakeCase(component.getName()), component);
        }
        for (RecordComponent component : components) {
            byName.put(component.getName(), component);
        }
        Violations violations = new Violations(
                "record " + type.getName() + " for model '" + predictor.model() + "' v" + predictor.version());
        List<Source> found = new ArrayList<>();
        for (InputRule rule : predictor.rules()) {
            RecordComponent component = byName.get(rule.name());
            if (component == null) {
                violations.add("there is no component '" + rule.name() + "'");
            } else if (!accepts(rule.field.type(), component.getType())) {
                violations.add("component '" + component.getName() + "' of type "
                        + component.getType().getSimpleName() + " cannot give type " + rule.field.type());
            } else {
                found.add(source(rule, component));
            }
        }
        violations.check();
        this.sources = found.toArray(Source[]::new);
    }

    private static String snakeCase(String name) {
        return CAPITAL.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
    }

    private static boolean accepts(ColumnType needed, Class<?> given) {
        if (given == Object.class || given == Optional.class) {
            return true; // checked row by row
        }
        boolean flag = given == boolean.class || given == Boolean.class;
        boolean whole = given == long.class
                || given == int.class
                || given == short.class
                || given == byte.class
                || given == OptionalInt.class
                || given == OptionalLong.class;
        boolean number = given == double.class
                || given == float.class
                || given == OptionalDouble.class
                || Number.class.isAssignableFrom(given);
        boolean text = CharSequence.class.isAssignableFrom(given);
        return switch (needed) {
            case NUMBER -> flag || whole || number;
            case CATEGORY, TEXT ->
                text
                        || flag
                        || whole
                        || Enum.class.isAssignableFrom(given)
                        || given == char.class
                        || given == Character.class
                        || (Number.class.isAssignableFrom(given) && given != Double.class && given != Float.class);
            case INSTANT -> text || INSTANTS.contains(given);
        };
    }

    private static Source source(InputRule rule, RecordComponent component) {
        Method accessor = component.getAccessor();
        Class<?> owner = component.getDeclaringRecord();
        if (!accessor.trySetAccessible()) {
            throw new InvalidInputException(
                    "record " + owner.getName() + " cannot be read from here; make it public or " + "open package "
                            + owner.getPackageName() + " to module io.github.modelkeel.api");
        }
        boolean exact = rule.isNumber() && EXACT_NUMBERS.contains(component.getType());
        try {
            MethodHandle handle = MethodHandles.lookup().unreflect(accessor);
            MethodType form = MethodType.methodType(exact ? double.class : Object.class, Record.class);
            return new Source(rule, handle.asType(form), exact);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("an accessor that was made accessible is", e);
        }
    }

    @Override
    public Prediction predict(R row) {
        return predictUnchecked(row);
    }

    Prediction predictUnchecked(Record row) {
        Session session = predictor.take();
        read(row, session.raw, session.violations);
        return predictor.predict(session);
    }

    @Override
    public List<Prediction> predict(List<R> rows) {
        Violations violations = new Violations("rows for model '" + predictor.model() + "' v" + predictor.version());
        RawRow raw = predictor.newRow();
        double[] values = predictor.room(rows.size());
        int at = 0;
        for (R row : rows) {
            violations.at(at);
            read(row, raw, violations);
            predictor.transform(raw, values, at++ * predictor.width(), violations);
        }
        violations.check();
        return predictor.predict(values, at);
    }

    private void read(Record row, RawRow raw, Violations violations) {
        for (Source source : sources) {
            if (source.exact) {
                source.rule.read(number(source.accessor, row), raw, violations);
            } else {
                source.rule.read(value(source.accessor, row), raw, violations);
            }
        }
    }

    private static double number(MethodHandle accessor, Record row) {
        try {
            return (double) accessor.invokeExact(row);
        } catch (Throwable e) {
            throw failed(row, e);
        }
    }

    private static @Nullable Object value(MethodHandle accessor, Record row) {
        try {
            return (Object) accessor.invokeExact(row);
        } catch (Throwable e) {
            throw failed(row, e);
        }
    }

    private static RuntimeException failed(Record row, Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return new InvalidInputException(
                "a component of " + row.getClass().getName() + " cannot be read: " + cause, cause);
    }
}
