package io.github.modelkeel.read;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.DatasetSource;
import io.github.modelkeel.error.InvalidInputException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list of Java records as a source of rows: one column for each component, in order, typed by the component. Numbers and
 * booleans (1 or 0) become NUMBER; a component of type {@code long}, {@code BigInteger} or {@code BigDecimal} that holds a
 * whole number no double has becomes a text. Enums become CATEGORY with all their constants as levels, in order; strings
 * and characters CATEGORY or TEXT by the rule of {@link Csv}; {@code Instant}, {@code OffsetDateTime},
 * {@code ZonedDateTime}, {@code LocalDateTime} and {@code LocalDate} (the last two in UTC) INSTANT. {@code null} and an
 * empty {@code Optional} are missing. Immutable and thread-safe if the records are.
 */
public final class RecordSource implements DatasetSource {
    private static final Set<Class<?>> NUMBERS = Set.of(
            byte.class,
            short.class,
            int.class,
            float.class,
            double.class,
            boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Float.class,
            Double.class,
            Boolean.class,
            OptionalDouble.class,
            OptionalInt.class);
    private static final Set<Class<?>> WIDE_NUMBERS =
            Set.of(long.class, Long.class, OptionalLong.class, BigInteger.class, BigDecimal.class, Number.class);
    private static final Set<Class<?>> TEXTS = Set.of(String.class, char.class, Character.class);
    private static final Set<Class<?>> INSTANTS =
            Set.of(Instant.class, LocalDate.class, LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class);

    private final Class<? extends Record> type;
    private final List<? extends Record> records;
    private final Map<String, ColumnType> types;

    private RecordSource(Class<? extends Record> type, List<? extends Record> records, Map<String, ColumnType> types) {
        this.type = type;
        this.records = records;
        this.types = types;
    }

    /**
     * Returns a source of these records.
     *
     * @param type the record class; it need not be public, but if it sits in a named module its package must be open to us
     * @param records the rows, none {@code null}; the list is copied
     */
    public static <R extends Record> RecordSource of(Class<R> type, List<R> records) {
        return new RecordSource(requireNonNull(type, "type"), List.copyOf(records), Map.of());
    }

    /** Sets the type of a column, which then does not follow from its component. */
    public RecordSource type(String column, ColumnType columnType) {
        Map<String, ColumnType> changed = new java.util.TreeMap<>(types);
        changed.put(requireNonNull(column, "column"), requireNonNull(columnType, "columnType"));
        return new RecordSource(type, records, Collections.unmodifiableMap(changed));
    }

    @Override
    public String description() {
        return "records:" + type.getName();
    }

    /**
     * Reads everything.
     *
     * @throws InvalidInputException if a component is of a type that makes no column, a value does not fit, or an accessor
     *     cannot be called or throws
     */
    @Override
    public Dataset read() {
        RecordComponent[] components = type.getRecordComponents();
        List<String> names =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        for (String column : types.keySet()) {
            if (!names.contains(column)) {
                throw new InvalidInputException("a type is set for column '" + column + "', but record "
                        + type.getSimpleName() + " has " + names + "; check the spelling");
            }
        }
        Dataset.Builder builder = Dataset.builder();
        String origin = "record " + type.getSimpleName();
        for (RecordComponent component : components) {
            Class<?> value = valueType(component);
            ColumnType asked = types.get(component.getName());
            ColumnType columnType = asked == null ? columnType(component, value) : asked;
            ObjectColumn column = new ObjectColumn(component.getName());
            Method accessor = accessor(component);
            for (Record row : records) {
                column.add(call(accessor, row));
            }
            List<String> levels = asked == null && value.isEnum() ? constants(value) : List.of();
            column.build(builder, origin, columnType, levels);
        }
        return builder.build();
    }

    private @Nullable ColumnType columnType(RecordComponent component, Class<?> value) {
        if (NUMBERS.contains(value)) {
            return ColumnType.NUMBER;
        }
        if (value.isEnum()) {
            return ColumnType.CATEGORY;
        }
        if (INSTANTS.contains(value)) {
            return ColumnType.INSTANT;
        }
        if (WIDE_NUMBERS.contains(value) || TEXTS.contains(value)) {
            return null; // by the values
        }
        throw new InvalidInputException("component '" + component.getName() + "' of record " + type.getSimpleName()
                + " is of type " + value.getSimpleName()
                + ", which makes no column; use numbers, booleans, texts, enums or java.time types");
    }

    /** Looks through Optional. */
    private static Class<?> valueType(RecordComponent component) {
        if (component.getType() == Optional.class && component.getGenericType() instanceof ParameterizedType generic) {
            Type inner = generic.getActualTypeArguments()[0];
            return inner instanceof Class<?> known ? known : Object.class;
        }
        return component.getType();
    }

    private static List<String> constants(Class<?> value) {
        List<String> names = new ArrayList<>();
        for (Object constant : value.getEnumConstants()) {
            names.add(((Enum<?>) constant).name());
        }
        return names;
    }

    private Method accessor(RecordComponent component) {
        Method accessor = component.getAccessor();
        if (!accessor.trySetAccessible()) {
            throw new InvalidInputException("record " + type.getName() + " cannot be read; open package '"
                    + type.getPackageName() + "' of its module, or make the record public and export it");
        }
        return accessor;
    }

    private @Nullable Object call(Method accessor, Record row) {
        try {
            return accessor.invoke(row);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new InvalidInputException(
                    "component '" + accessor.getName() + "' of record " + type.getName() + " cannot be read: "
                            + (e.getCause() == null ? e : e.getCause()),
                    e);
        }
    }
}
