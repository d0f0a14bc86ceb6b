package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunFilter.Operator;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The comparisons that every found run meets, and what indexes say about them. */
final class Conjuncts {
    /** As many runs are few: they are sorted outright. With more, the index of the order finds some of them soon. */
    private static final int FEW = 1_000;

    private final List<Comparison> all = new ArrayList<>();

    Conjuncts(RunFilter filter) {
        gather(filter);
    }

    private void gather(RunFilter filter) {
        if (filter instanceof Comparison comparison) {
            all.add(comparison);
        } else if (filter instanceof RunFilter.And and) {
            and.parts().forEach(this::gather);
        }
    }

    /** Returns whether every found run has a field: a comparison with what is absent is false. */
    boolean isRequired(Field field) {
        return all.stream().anyMatch(each -> each.field().equals(field));
    }

    /** Returns the numbers that every found run has in a metric, or {@code null} when any, also NaN, may be. */
    FilterSql.@Nullable Range range(Field metric) {
        FilterSql.Range range = null;
        for (Comparison each : all) {
            if (each.field().equals(metric) && isRange(each)) {
                FilterSql.Range own = FilterSql.Range.of(each.operator(), (Double) each.operand());
                range = range == null ? own : range.and(own);
            }
        }
        return range;
    }

    private static boolean isRange(Comparison comparison) {
        return comparison.operand() instanceof Double number && !number.isNaN() && comparison.operator() != Operator.NE;
    }

    /**
     * Returns the keys of all runs that may meet every comparison when they are few by one of the indexes, else
     * {@code null}.
     *
     * @param except a field whose index is used anyway, or {@code null}
     */
    @Nullable
    List<Long> few(Db db, KeyNames names, List<Long> experiments, @Nullable Field except) throws SQLException {
        List<Long> fewest = null;
        for (Comparison each : all) {
            if (except == null || !each.field().equals(except)) {
                List<Long> found = candidates(db, names, experiments, each);
                if (found != null && found.size() < FEW && (fewest == null || found.size() < fewest.size())) {
                    fewest = found;
                }
            }
        }
        return fewest;
    }

    private @Nullable List<Long> candidates(Db db, KeyNames names, List<Long> experiments, Comparison comparison)
            throws SQLException {
        Field field = comparison.field();
        boolean isText = comparison.operator() == Operator.EQ && comparison.operand() instanceof String;
        return switch (field.subject()) {
            case METRIC -> {
                OptionalLong key = names.find(db, new KeyNames.Key(KeyNames.Kind.METRIC, field.key()));
                OptionalLong context = FieldSql.context(db, names, field);
                if (key.isEmpty() || context.isEmpty()) {
                    yield List.of();
                }
                yield FieldSql.isIndexed(field) && isRange(comparison)
                        ? each(
                                db,
                                experiments,
                                "SELECT run_pk FROM metric_last WHERE exp_pk = ? AND key_id = ? AND ctx_id = ?"
                                        + " AND val_bits BETWEEN ? AND ? LIMIT ?",
                                comparison,
                                key.getAsLong(),
                                context.getAsLong())
                        : null;
            }
            case PARAM -> {
                OptionalLong key = names.find(db, new KeyNames.Key(KeyNames.Kind.PARAM, field.key()));
                if (key.isEmpty()) {
                    yield List.of();
                }
                if (isRange(comparison)) {
                    yield each(
                            db,
                            experiments,
                            "SELECT run_pk FROM param WHERE exp_pk = ? AND key_id = ?"
                                    + " AND num_bits BETWEEN ? AND ? LIMIT ?",
                            comparison,
                            key.getAsLong());
                }
                yield isText
                        ? db.list(
                                "SELECT run_pk FROM param WHERE key_id = ? AND val_hash = ? LIMIT ?",
                                row -> row.getLong(1),
                                key.getAsLong(),
                                Texts.hash((String) comparison.operand()),
                                FEW)
                        : null;
            }
            case TAG -> {
                OptionalLong key = names.find(db, new KeyNames.Key(KeyNames.Kind.TAG, field.key()));
                if (key.isEmpty()) {
                    yield List.of();
                }
                yield isText
                        ? db.list(
                                "SELECT owner_pk FROM tag WHERE owner_kind = ? AND key_id = ? AND val_hash = ? LIMIT ?",
                                row -> row.getLong(1),
                                RunWrites.RUN_OWNER,
                                key.getAsLong(),
                                Texts.hash((String) comparison.operand()),
                                FEW)
                        : null;
            }
            case ATTRIBUTE ->
                isText && field.key().equals("id")
                        ? db.list(
                                "SELECT run_pk FROM run WHERE run_id = ?",
                                row -> row.getLong(1),
                                StoredText.check("the operand of a comparison", (String) comparison.operand()))
                        : null;
        };
    }

    /** Asks an index of each experiment, until they are no longer few. */
    private static List<Long> each(Db db, List<Long> experiments, String sql, Comparison comparison, long... keys)
            throws SQLException {
        FilterSql.Range range = FilterSql.Range.of(comparison.operator(), (Double) comparison.operand());
        List<Long> found = new ArrayList<>();
        for (long experiment : experiments) {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(experiment);
            for (long key : keys) {
                values.add(key);
            }
            values.add(range.low());
            values.add(range.high());
            values.add(FEW - found.size());
            found.addAll(db.list(sql, row -> row.getLong(1), values.toArray()));
            if (found.size() >= FEW) {
                return found;
            }
        }
        return found;
    }
}
