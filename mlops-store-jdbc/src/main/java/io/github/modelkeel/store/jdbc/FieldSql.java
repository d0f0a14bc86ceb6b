package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.tracking.RunFilter.Aggregate;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunStatus;
import java.sql.SQLException;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What fields of a run are called in the tables. The fields were checked by {@code RunScan} before. */
final class FieldSql {
    /** What the database holds for a field. */
    enum Type {
        /** Ordered bits of a double. */
        BITS,
        /** A whole number, never NaN. */
        WHOLE,
        /** A text. */
        TEXT
    }

    private FieldSql() {}

    /**
     * A field that is a column of {@code run r}.
     *
     * @param low the text in lower case
     */
    record Attribute(Type type, String expression, String low, boolean isNullable) {}

    static Attribute attribute(String key) {
        return switch (key) {
            case "name" -> new Attribute(Type.TEXT, "r.name", "COALESCE(r.name_low, r.name)", false);
            case "user" -> new Attribute(Type.TEXT, "r.user_name", "COALESCE(r.user_low, r.user_name)", false);
            case "id" -> new Attribute(Type.TEXT, "r.run_id", "LOWER(r.run_id)", false);
            case "parent_id" -> new Attribute(Type.TEXT, "r.parent_id", "LOWER(r.parent_id)", true);
            case "experiment_id" -> {
                String id = "(SELECT e.exp_id FROM experiment e WHERE e.exp_pk = r.exp_pk)";
                yield new Attribute(Type.TEXT, id, "LOWER(" + id + ")", false);
            }
            case "status" ->
                new Attribute(
                        Type.TEXT,
                        status(RunStatus::name),
                        status(each -> each.name().toLowerCase(Locale.ROOT)),
                        false);
            case "start_time" -> new Attribute(Type.WHOLE, "r.start_ms", "", false);
            case "end_time" -> new Attribute(Type.WHOLE, "r.end_ms", "", true);
            case "heartbeat_time" -> new Attribute(Type.WHOLE, "r.heartbeat_ms", "", false);
            case "duration" -> new Attribute(Type.WHOLE, "r.duration_ms", "", true);
            default -> throw new IllegalStateException("a run has no attribute '" + key + "'");
        };
    }

    private static String status(Function<RunStatus, String> name) {
        StringBuilder names = new StringBuilder("CASE r.status");
        for (RunStatus status : RunStatus.values()) {
            names.append(" WHEN ").append(Codes.of(status)).append(" THEN '").append(name.apply(status));
            names.append('\'');
        }
        return names.append(" END").toString();
    }

    /** Returns the column of {@code metric_last} that holds a number of a series. */
    static String column(Aggregate aggregate) {
        return switch (aggregate) {
            case LAST -> "val_bits";
            case MIN -> "min_bits";
            case MAX -> "max_bits";
            case MEAN -> "mean_bits";
        };
    }

    /**
     * Returns the rows that hold a metric, parameter or tag of {@code run r} as a table and a condition, for instance
     * {@code param x} and {@code x.run_pk = r.run_pk AND x.key_id = ?}; null when no run has one of that name.
     */
    static @Nullable Rows rows(Db db, KeyNames names, Field field, String alias) throws SQLException {
        return switch (field.subject()) {
            case METRIC -> {
                OptionalLong key = names.find(db, new KeyNames.Key(KeyNames.Kind.METRIC, field.key()));
                OptionalLong context = context(db, names, field);
                yield key.isEmpty() || context.isEmpty()
                        ? null
                        : new Rows(
                                "metric_last " + alias,
                                new Sql(
                                        alias + ".run_pk = r.run_pk AND " + alias + ".key_id = ? AND " + alias
                                                + ".ctx_id = ?",
                                        key.getAsLong(),
                                        context.getAsLong()));
            }
            case PARAM -> {
                OptionalLong key = names.find(db, new KeyNames.Key(KeyNames.Kind.PARAM, field.key()));
                yield key.isEmpty()
                        ? null
                        : new Rows(
                                "param " + alias,
                                new Sql(alias + ".run_pk = r.run_pk AND " + alias + ".key_id = ?", key.getAsLong()));
            }
            case TAG -> {
                OptionalLong key = names.find(db, new KeyNames.Key(KeyNames.Kind.TAG, field.key()));
                yield key.isEmpty()
                        ? null
                        : new Rows(
                                "tag " + alias,
                                new Sql(
                                        alias + ".owner_kind = " + RunWrites.RUN_OWNER + " AND " + alias
                                                + ".owner_pk = r.run_pk AND " + alias + ".key_id = ?",
                                        key.getAsLong()));
            }
            case ATTRIBUTE -> throw new IllegalStateException("an attribute has no rows of its own");
        };
    }

    static OptionalLong context(Db db, KeyNames names, Field field) throws SQLException {
        return field.context().isEmpty()
                ? OptionalLong.of(MetricBuffer.NO_CONTEXT)
                : names.find(db, new KeyNames.Key(KeyNames.Kind.CONTEXT, field.context()));
    }

    /** A table under an alias, and which of its rows belong to {@code run r}. */
    record Rows(String table, Sql condition) {}
}
