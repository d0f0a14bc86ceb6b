package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.ConflictException;
import java.sql.SQLException;
import java.util.UUID;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Lincheck runs random programs of concurrent calls through the group committer and the allocator of numbers, and asks of
 * each history whether some order of the calls explains it. A call that fails must explain itself as one without effect,
 * also when it shared its transaction with others.
 */
class LinearizabilityTest {
    private static Database database;

    @BeforeAll
    static void open() {
        database = new Database("lincheck", Engines.inMemory(Dialect.SQLITE));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    /** The store as its callers see it; each program begins with numbers and a register of its own. */
    public static final class Concurrent {
        private final String register = UUID.randomUUID().toString();
        private final long base = database.write(Tx::next);

        /** Takes the next number. */
        @Operation
        public long allocate() {
            return database.write(Tx::next) - base;
        }

        /** Takes a number, adds it to the register, and fails: nothing of that may stay. */
        @Operation
        public long allocateAndFail() {
            return database.<Long>write(tx -> {
                add(tx, register, (int) tx.next());
                throw new ConflictException("on purpose");
            });
        }

        /** Adds to the register what it held before and one. */
        @Operation
        public long increment() {
            return database.write(tx -> add(tx, register, 1));
        }

        /** Reads the register on a connection of the readers. */
        @Operation
        public long read() {
            return database.read(db -> value(db, register));
        }
    }

    private static long value(Db db, String register) throws SQLException {
        return db.first("SELECT seq FROM consumer WHERE name = ?", row -> row.getLong(1), register)
                .orElse(0L);
    }

    private static long add(Tx tx, String register, int amount) throws SQLException {
        long sum = value(tx, register) + amount;
        if (sum == amount) {
            tx.update("DELETE FROM consumer WHERE name = ?", register);
            tx.update("INSERT INTO consumer (name, seq) VALUES (?, ?)", register, sum);
        } else {
            tx.update("UPDATE consumer SET seq = ? WHERE name = ?", sum, register);
        }
        return sum;
    }

    /** The same, one call after the other. */
    public static final class Sequential {
        private long next;
        private long register;

        public long allocate() {
            return ++next;
        }

        public long allocateAndFail() {
            throw new ConflictException("on purpose");
        }

        public long increment() {
            return ++register;
        }

        public long read() {
            return register;
        }
    }

    @Test
    void everyHistoryIsExplainedByAnOrderOfItsCalls() {
        new StressOptions()
                .threads(3)
                .actorsPerThread(4)
                .actorsBefore(1)
                .actorsAfter(1)
                .iterations(Integer.getInteger("modelkeel.lincheck.iterations", 4))
                .invocationsPerIteration(50)
                .sequentialSpecification(Sequential.class)
                .check(Concurrent.class);
    }
}
