package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunStatus;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An index that holds the runs of one experiment in the order of a field, and those that are equal newest first. Its columns
 * are {@link #shelf}, {@link #keys}, {@link #ordered}, {@link #start}, each descending, and the run.
 *
 * @param from the tables to read, {@code run r} among them
 * @param shelf the column of the experiment
 * @param ofRuns whether the shelf is {@code run.shelf}, which tells deleted runs from the others
 * @param keys columns that one field has one value of
 * @param where what binds those columns and joins the tables, beginning with {@code AND}
 * @param ordered the column that is ordered; empty when it is the start alone
 * @param value what the field is: a text is longer than what the index has of it
 * @param start the column of the start of the run
 */
record FieldIndex(
        String from,
        String shelf,
        boolean ofRuns,
        List<String> keys,
        Sql where,
        String ordered,
        String value,
        String start) {
    private static final String METRICS = " FROM metric_last m CROSS JOIN run r";
    private static final String PARAMS = " FROM param m CROSS JOIN run r";
    private static final String TAGS = " FROM tag m CROSS JOIN run r";

    /** The runs of an experiment, the newest first. */
    static final FieldIndex NEWEST = ofRuns("r.shelf", "", "");

    /** The runs of all experiments, the newest first, those that are deleted apart. */
    static final FieldIndex NEWEST_OF_ALL = ofRuns("r.gone", "", "");

    private static FieldIndex ofRuns(String shelf, String ordered, String value) {
        return new FieldIndex(" FROM run r", shelf, true, List.of(), new Sql(), ordered, value, "r.start_ms");
    }

    /** Returns the index of a field, or {@code null} when no run has one of that name. */
    static @Nullable FieldIndex of(Db db, KeyNames names, Field field) throws SQLException {
        return switch (field.subject()) {
            case METRIC -> {
                OptionalLong key = names.find(db, new KeyNames.Key(KeyNames.Kind.METRIC, field.key()));
                OptionalLong context = FieldSql.context(db, names, field);
                if (key.isEmpty() || context.isEmpty()) {
                    yield null;
                }
                Sql where = new Sql(
                        " AND m.key_id = ? AND m.ctx_id = ? AND r.run_pk = m.run_pk",
                        key.getAsLong(),
                        context.getAsLong());
                String column = "m." + FieldSql.column(field.aggregate());
                yield new FieldIndex(
                        METRICS,
                        "m.exp_pk",
                        false,
                        List.of("m.key_id", "m.ctx_id"),
                        where,
                        column,
                        column,
                        "m.start_ms");
            }
            case PARAM -> {
                OptionalLong key = names.find(db, new KeyNames.Key(KeyNames.Kind.PARAM, field.key()));
                yield key.isEmpty()
                        ? null
                        : texts(PARAMS, new Sql(" AND m.key_id = ? AND r.run_pk = m.run_pk", key.getAsLong()));
            }
            case TAG -> {
                OptionalLong key = names.find(db, new KeyNames.Key(KeyNames.Kind.TAG, field.key()));
                yield key.isEmpty() // tags of experiments are on no shelf
                        ? null
                        : texts(TAGS, new Sql(" AND m.key_id = ? AND r.run_pk = m.owner_pk", key.getAsLong()));
            }
            case ATTRIBUTE -> attribute(field.key());
        };
    }

    private static FieldIndex texts(String from, Sql where) {
        return new FieldIndex(from, "m.exp_pk", false, List.of("m.key_id"), where, "m.val_head", "m.val", "m.start_ms");
    }

    private static FieldIndex attribute(String key) {
        String value = FieldSql.attribute(key).expression();
        return switch (key) {
            case "name" -> ofRuns("r.shelf", "r.name_head", value);
            case "user" -> ofRuns("r.shelf", "r.user_head", value);
            case "status" -> ofRuns("r.shelf", "r.status", value);
            case "experiment_id" -> ofRuns("r.shelf", "", value);
            default -> ofRuns("r.shelf", value, value);
        };
    }

    /** Returns the terms of ORDER BY that name the columns of the index, each followed by a comma: H2 uses it only then. */
    String by(boolean ascending) {
        String direction = ascending ? " ASC, " : " DESC, ";
        StringBuilder by = new StringBuilder(shelf).append(direction);
        for (String key : keys) {
            by.append(key).append(direction);
        }
        return ordered.isEmpty()
                ? by.toString()
                : by.append(ordered).append(direction).toString();
    }

    /** Returns whether the index has only the beginning of a text. */
    boolean isHead() {
        return ordered.endsWith("_head");
    }

    /** Returns the condition that the index has a text, or what begins like it, beginning with {@code AND}. */
    Sql begins(Dialect dialect, String text) {
        String equal = " AND " + ordered + " = ";
        if (ordered.equals("r.status")) {
            return Stream.of(RunStatus.values())
                    .filter(status -> status.name().equals(text))
                    .map(status -> new Sql(equal + "?", Codes.of(status)))
                    .findFirst()
                    .orElse(new Sql(" AND 1 = 0"));
        }
        return new Sql(equal + (isHead() ? dialect.head("?") : "?"), text);
    }
}
