package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first runs of one experiment in the order of one field from the index of that field: numbers or texts, then NaN,
 * then runs without the field.
 *
 * <p>Runs that are equal stand newest first in the index. Walked downwards that is their order; walked upwards it is not, so
 * there the last of the values that were met is asked for again by itself. Of long texts the index has the beginning only:
 * those that begin alike are sorted.
 */
final class IndexOrder {
    private final RunPlaces places;
    private final FieldIndex index;
    private final Field field;
    private final Conjuncts conjuncts;
    private final int position;
    private final OrderSql first;

    /** @param position which of the orders of the search is the field */
    IndexOrder(RunPlaces places, FieldIndex index, Field field, Conjuncts conjuncts, int position) {
        this.places = places;
        this.index = index;
        this.field = field;
        this.conjuncts = conjuncts;
        this.position = position;
        this.first = places.orders().get(position);
    }

    /** Finds the first runs that are on these shelves, living or deleted. */
    void collect(long experiment, List<Long> shelves) throws SQLException {
        Place begin = places.after();
        Object value = begin == null ? null : begin.values().get(position);
        boolean isAbsent = begin != null && value == null;
        int found = 0;
        if (!isAbsent) {
            for (long key : index.ofRuns() ? shelves : List.of(experiment)) {
                found += field.key().equals("status") && index.ofRuns() ? statuses(key, value) : present(key, value);
            }
        }
        Place worst = places.worst();
        boolean isFull = worst != null && worst.values().get(position) != null;
        if (found < places.wanted() && !isFull && first.isNullable() && !conjuncts.isRequired(field)) {
            for (long shelf : shelves) {
                absent(shelf, isAbsent);
            }
        }
    }

    private int present(long key, @Nullable Object begin) throws SQLException {
        boolean isText = first.type() == FieldSql.Type.TEXT;
        boolean isNaN = begin instanceof Double number && number.isNaN();
        int left = places.wanted();
        if (!isNaN) {
            left -= isText ? texts(key, (String) begin) : numbers(key, (Double) begin);
        }
        boolean isFull = places.worst() != null
                && places.worst().values().get(position) instanceof Double worst
                && !worst.isNaN();
        if (first.type() == FieldSql.Type.BITS && left > 0 && !isFull && conjuncts.range(field) == null) {
            left -= equal(key, new Sql(" AND " + index.ordered() + " = ?", OrderSql.NAN), isNaN, true);
        }
        return places.wanted() - left;
    }

    private int numbers(long key, @Nullable Double begin) throws SQLException {
        boolean isBits = first.type() == FieldSql.Type.BITS;
        FilterSql.Range range = new FilterSql.Range(Long.MIN_VALUE, isBits ? OrderSql.NAN - 1 : Long.MAX_VALUE);
        FilterSql.Range asked = isBits ? conjuncts.range(field) : null;
        if (asked != null) {
            range = range.and(asked);
        }
        Place worst = places.worst();
        if (worst != null && worst.values().get(position) instanceof Double number && !number.isNaN()) {
            long bits = (long) first.stored(number);
            range = range.and(
                    first.ascending()
                            ? new FilterSql.Range(Long.MIN_VALUE, bits)
                            : new FilterSql.Range(bits, Long.MAX_VALUE));
        }
        int found = 0;
        if (begin != null) { // runs of the same value first
            long bits = (long) first.stored(begin);
            if (bits >= range.low() && bits <= range.high()) {
                Sql which = new Sql(" AND " + index.ordered() + " = ?", bits);
                found = equal(key, which, true, true);
            }
            if (bits == (first.ascending() ? Long.MAX_VALUE : Long.MIN_VALUE)) {
                return found;
            }
            range = range.and(
                    first.ascending()
                            ? new FilterSql.Range(bits + 1, Long.MAX_VALUE)
                            : new FilterSql.Range(Long.MIN_VALUE, bits - 1));
        }
        if (found < places.wanted() && range.low() <= range.high()) {
            Sql within = new Sql(" AND " + index.ordered() + " BETWEEN ? AND ?", range.low(), range.high());
            found += first.ascending() ? upwards(key, within) : select(key, within);
        }
        return found;
    }

    private int texts(long key, @Nullable String begin) throws SQLException {
        String least = index.ordered() + (first.ascending() ? " > " : " < ");
        String most = index.ordered() + (first.ascending() ? " <= " : " >= ");
        Sql within = begin == null
                ? new Sql(" AND " + index.ordered() + " >= " + head("?"), "")
                : new Sql(" AND " + least + head("?"), begin);
        if (places.worst() != null && places.worst().values().get(position) instanceof String worst) {
            within.add(" AND " + most + head("?"), worst);
        }
        int found = begin == null ? 0 : sameHead(key, begin, true);
        return found < places.wanted() ? found + upwards(key, within) : found;
    }

    private String head(String text) {
        return index.isHead() ? places.db().dialect().head(text) : text;
    }

    /** Finds the first runs of those whose texts begin like one. */
    private int sameHead(long key, String text, boolean begins) throws SQLException {
        Sql which = index.begins(places.db().dialect(), text);
        return equal(key, which, begins, !index.isHead() || Texts.isWhole(text));
    }

    /**
     * Walks the index in the direction of the order, or up, for what does not stand in it as it is asked for: leaves out the
     * last of the values that were met, of which there may be more, and asks for it by itself.
     */
    private int upwards(long key, Sql within) throws SQLException {
        List<Place> met =
                places.read(index.from(), where(key).add(within), index.by(first.ascending()), columns(index.value()));
        if (met.size() < places.wanted()) {
            places.add(met);
            return met.size();
        }
        Object last =
                Objects.requireNonNull(met.get(places.wanted() - 1).values().get(position), "what an index has");
        Object group = group(last);
        List<Place> before = met.stream()
                .filter(place -> !group.equals(
                        group(Objects.requireNonNull(place.values().get(position), "what an index has"))))
                .toList();
        places.add(before);
        if (last instanceof String text) {
            return before.size() + sameHead(key, text, false);
        }
        Sql which = new Sql(" AND " + index.ordered() + " = ?", first.stored(last));
        return before.size() + equal(key, which, false, true);
    }

    private Object group(Object value) {
        return value instanceof String text && index.isHead()
                ? places.db().dialect().headOf(text)
                : value;
    }

    /** The names of statuses are not in the order of their codes, but they are few. */
    private int statuses(long shelf, @Nullable Object begin) throws SQLException {
        Comparator<RunStatus> order = Comparator.comparing(RunStatus::name);
        int found = 0;
        for (RunStatus status : Stream.of(RunStatus.values())
                .sorted(first.ascending() ? order : order.reversed())
                .toList()) {
            int place = begin == null ? 0 : status.name().compareTo((String) begin);
            if ((first.ascending() ? place >= 0 : place <= 0) && found < places.wanted()) {
                Sql which = new Sql(" AND r.status = ?", Codes.of(status));
                boolean begins = begin != null && place == 0;
                found += equal(shelf, which, begins, true);
            }
        }
        return found;
    }

    private void absent(long shelf, boolean begins) throws SQLException {
        Sql which;
        FieldIndex from = FieldIndex.NEWEST;
        if (index.ofRuns()) {
            from = index;
            which = new Sql(" AND " + index.ordered() + " IS NULL");
        } else {
            FieldSql.Rows rows = FieldSql.rows(places.db(), places.names(), field, "m");
            which = rows == null
                    ? new Sql()
                    : new Sql(" AND NOT EXISTS (SELECT 1 FROM " + rows.table() + " WHERE ")
                            .add(rows.condition())
                            .add(")");
        }
        places.tied(from, shelf, which, columns(null), position + 1, begins);
    }

    /** Finds the first of the runs that are equal in this order, or begin alike. */
    private int equal(long key, Sql which, boolean begins, boolean isEqual) throws SQLException {
        return places.tied(index, key, which, columns(index.value()), isEqual ? position + 1 : position, begins);
    }

    /** Walks down numbers: the index has those that are equal as they are asked for. */
    private int select(long key, Sql within) throws SQLException {
        return places.select(
                index.from(),
                where(key).add(within),
                index.by(false),
                columns(index.value()),
                position + 1,
                index.start());
    }

    private Sql where(long key) {
        return new Sql(" WHERE " + index.shelf() + " = ?", key).add(index.where());
    }

    /** Returns what is read of each order, that of the field from the index. */
    private List<OrderSql> columns(@Nullable String expression) {
        List<OrderSql> columns = new ArrayList<>(places.orders());
        columns.set(position, first.from(expression));
        return columns;
    }
}
