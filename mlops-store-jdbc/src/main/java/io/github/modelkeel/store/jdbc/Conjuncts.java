package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunFilter.Operator;
import io.github.modelkeel.tracking.RunFilter.Subject;
import io.github.modelkeel.tracking.RunStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Returns a comparison that every found run meets because it has one text, whose index is ordered by the start. */
    @Nullable
    Comparison text() {
        return all.stream()
                .filter(each -> isText(each)
                        && (each.subject() == Subject.PARAM
                                || each.subject() == Subject.TAG
                                || (each.subject() == Subject.ATTRIBUTE
                                        && List.of("name", "user", "parent_id", "status")
                                                .contains(each.key()))))
                .findFirst()
                .orElse(null);
    }

    private static boolean isText(Comparison comparison) {
        return comparison.operator() == Operator.EQ && comparison.operand() instanceof String;
    }

    /**
     * Returns the keys of all runs that may meet every comparison when they are few by one of the indexes, else
     * {@code null}.
     *
     * @param shelves the shelves of the experiments that are looked at
     * @param except a field whose index is used anyway, or {@code null}
     */
    @Nullable
    List<Long> few(Db db, KeyNames names, List<Long> experiments, List<Long> shelves, @Nullable Field except)
            throws SQLException {
        List<Long> fewest = null;
        for (Comparison each : all) {
            if (except == null || !each.field().equals(except)) {
                List<Long> found = candidates(db, names, experiments, shelves, each);
                if (found != null && (fewest == null || found.size() < fewest.size())) {
                    fewest = found;
                }
            }
        }
        return fewest;
    }

    private static @Nullable List<Long> candidates(
            Db db, KeyNames names, List<Long> experiments, List<Long> shelves, Comparison comparison)
            throws SQLException {
        Field field = comparison.field();
        FieldIndex index = FieldIndex.of(db, names, field);
        if (index == null) {
            return List.of(); // no run has it
        }
        @Nullable Object[] keys = index.where().values();
        return switch (field.subject()) {
            case METRIC -> {
                String column = FieldSql.column(field.aggregate());
                String sql = "SELECT run_pk FROM metric_last WHERE exp_pk = ? AND key_id = ? AND ctx_id = ? AND "
                        + column + " BETWEEN ? AND ?";
                yield isRange(comparison) ? few(db, experiments, sql, with(keys, bits(comparison))) : null;
            }
            case PARAM -> {
                if (isRange(comparison)) {
                    String sql =
                            "SELECT run_pk FROM param WHERE exp_pk = ? AND key_id = ? AND num_bits BETWEEN ? AND ?";
                    yield few(db, experiments, sql, with(keys, bits(comparison)));
                }
                yield hashed(db, "SELECT run_pk FROM param WHERE key_id = ? AND val_hash = ?", keys, comparison);
            }
            case TAG ->
                hashed(
                        db,
                        "SELECT owner_pk FROM tag WHERE owner_kind = " + RunWrites.RUN_OWNER
                                + " AND key_id = ? AND val_hash = ?",
                        keys,
                        comparison);
            case ATTRIBUTE -> attribute(db, shelves, comparison);
        };
    }

    private static @Nullable List<Long> hashed(Db db, String sql, @Nullable Object[] keys, Comparison comparison)
            throws SQLException {
        if (!isText(comparison)) {
            return null;
        }
        List<Long> found = db.list(
                sql + " LIMIT " + FEW, row -> row.getLong(1), with(keys, Texts.hash((String) comparison.operand())));
        return found.size() < FEW ? found : null;
    }

    private static @Nullable List<Long> attribute(Db db, List<Long> shelves, Comparison comparison)
            throws SQLException {
        String select = "SELECT run_pk FROM run WHERE shelf = ? AND ";
        if (isText(comparison)) {
            String text = StoredText.check("the operand of a comparison", (String) comparison.operand());
            return switch (comparison.key()) {
                case "id" -> db.list("SELECT run_pk FROM run WHERE run_id = ?", row -> row.getLong(1), text);
                case "name" ->
                    few(db, shelves, select + "name_head = " + db.dialect().head("?"), text);
                case "user" ->
                    few(db, shelves, select + "user_head = " + db.dialect().head("?"), text);
                case "parent_id" -> few(db, shelves, select + "parent_id = ?", text);
                case "status" -> {
                    Optional<RunStatus> status = Stream.of(RunStatus.values())
                            .filter(each -> each.name().equals(text))
                            .findFirst();
                    yield status.isEmpty()
                            ? List.of()
                            : few(db, shelves, select + "status = ?", (long) Codes.of(status.get()));
                }
                default -> null;
            };
        }
        if (!isRange(comparison)) {
            return null;
        }
        double operand = (Double) comparison.operand(); // a bound that is a little wide leaves nothing out
        long below = (long) Math.floor(operand);
        long above = (long) Math.ceil(operand);
        FilterSql.Range range = switch (comparison.operator()) {
            case LT, LE -> new FilterSql.Range(Long.MIN_VALUE, above);
            case GT, GE -> new FilterSql.Range(below, Long.MAX_VALUE);
            default -> new FilterSql.Range(below, above);
        };
        String column = FieldSql.attribute(comparison.key()).expression().replace("r.", "");
        return few(db, shelves, select + column + " BETWEEN ? AND ?", range.low(), range.high());
    }

    private static @Nullable Object[] with(@Nullable Object[] keys, Object... more) {
        @Nullable Object[] both = Arrays.copyOf(keys, keys.length + more.length);
        System.arraycopy(more, 0, both, keys.length, more.length);
        return both;
    }

    private static Object[] bits(Comparison comparison) {
        FilterSql.Range range = FilterSql.Range.of(comparison.operator(), (Double) comparison.operand());
        return new Object[] {range.low(), range.high()};
    }

    /** Asks an index of each experiment or shelf, and returns the keys of runs, or {@code null} when they are not few. */
    static @Nullable List<Long> few(Db db, List<Long> shelves, String sql, @Nullable Object... values)
            throws SQLException {
        List<Long> found = new ArrayList<>();
        for (long shelf : shelves) {
            List<@Nullable Object> all = new ArrayList<>();
            all.add(shelf);
            all.addAll(Arrays.asList(values));
            found.addAll(db.list(sql + " LIMIT " + FEW, row -> row.getLong(1), all.toArray()));
            if (found.size() >= FEW) {
                return null;
            }
        }
        return found;
    }
}
