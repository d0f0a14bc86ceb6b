package io.github.modelkeel.store.jdbc;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Fills the columns of runs that version 2 of the schema added: what SQL cannot compute alike everywhere. */
final class RunUpgrade {
    private final Tx tx;

    private RunUpgrade(Tx tx) {
        this.tx = tx;
    }

    /** The sum of the numbers of a series, and how many there are. */
    private static final class Sum {
        private double sum;
        private long numbers;
    }

    private record Series(long key, long context) {}

    private record Row(long pk, long experiment, long start, String name, String user) {}

    private record Text(long key, String value) {}

    /** Fills every run; one that was filled before gets the same values again. */
    static void fill(Tx tx) throws SQLException {
        RunUpgrade upgrade = new RunUpgrade(tx);
        for (long run : tx.list("SELECT run_pk FROM run", row -> row.getLong(1))) {
            upgrade.fill(run);
        }
    }

    private void fill(long pk) throws SQLException {
        Row run = tx.first(
                        "SELECT run_pk, exp_pk, start_ms, name, user_name FROM run WHERE run_pk = ?",
                        row -> new Row(
                                row.getLong(1), row.getLong(2), row.getLong(3), row.getString(4), row.getString(5)),
                        pk)
                .orElseThrow();
        tx.update(
                "UPDATE run SET name_low = ?, user_low = ? WHERE run_pk = ?",
                Texts.low(run.name()),
                Texts.low(run.user()),
                pk);
        for (Text param : tx.list(
                "SELECT key_id, val FROM param WHERE run_pk = ?",
                row -> new Text(row.getLong(1), row.getString(2)),
                pk)) {
            tx.update(
                    "UPDATE param SET exp_pk = ?, val_hash = ?, val_low = ? WHERE run_pk = ? AND key_id = ?",
                    run.experiment(),
                    Texts.hash(param.value()),
                    Texts.low(param.value()),
                    pk,
                    param.key());
        }
        for (Text tag : tx.list(
                "SELECT key_id, val FROM tag WHERE owner_kind = 2 AND owner_pk = ?",
                row -> new Text(row.getLong(1), row.getString(2)),
                pk)) {
            tx.update(
                    "UPDATE tag SET val_hash = ?, val_low = ? WHERE owner_kind = 2 AND owner_pk = ? AND key_id = ?",
                    Texts.hash(tag.value()),
                    Texts.low(tag.value()),
                    pk,
                    tag.key());
        }
        metrics(run);
    }

    private void metrics(Row run) throws SQLException {
        Map<Series, Sum> sums = new LinkedHashMap<>();
        tx.list(
                "SELECT key_id, ctx_id, val_bits FROM metric_point WHERE run_pk = ? ORDER BY seq",
                row -> {
                    Sum sum = sums.computeIfAbsent(new Series(row.getLong(1), row.getLong(2)), series -> new Sum());
                    double value = OrderedBits.decode(row.getLong(3));
                    if (!Double.isNaN(value)) {
                        sum.sum = sum.numbers == 0 ? value : sum.sum + value;
                        sum.numbers++;
                    }
                    return sum;
                },
                run.pk());
        for (Map.Entry<Series, Sum> entry : sums.entrySet()) {
            Sum sum = entry.getValue();
            tx.update(
                    "UPDATE metric_last SET start_ms = ?, sum_bits = ?, num_n = ?, mean_bits = ?"
                            + " WHERE run_pk = ? AND key_id = ? AND ctx_id = ?",
                    run.start(),
                    Double.doubleToLongBits(sum.sum),
                    sum.numbers,
                    OrderedBits.encode(sum.numbers == 0 ? Double.NaN : sum.sum / sum.numbers),
                    run.pk(),
                    entry.getKey().key(),
                    entry.getKey().context());
        }
    }
}
