package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.spi.WriteQueue;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commits all calls that wait together in one transaction. A call returns after the transaction that holds it is committed
 * and durable. A call that fails leaves nothing behind and takes none of its neighbours with it: the transaction is rolled
 * back, the calls before the failing one are run again, then the failing one alone, then the rest. So a call may run more
 * than once before it is committed: it must touch nothing but its transaction. Confined to the writer's thread.
 */
final class GroupCommitter implements WriteQueue.Writer<Tx, SQLException> {
    /** In place of the index of a call: beginning or committing. */
    private static final int COMMIT = -1;

    /** In place of the index of a call: writing what several calls left for the end. */
    private static final int FLUSH = -2;

    /** One unit of work: all of it happens or none. */
    @FunctionalInterface
    interface Call<T> extends WriteQueue.Call<Tx, T, SQLException> {}

    /** Where the calls of a group run. Used by the writer's thread alone. */
    interface Session {
        /**
         * Begins a transaction.
         *
         * @param sync whether it must be on the disk when it is committed, or may be with the operating system
         */
        Tx begin(boolean sync) throws SQLException;

        /** Writes what was kept back since {@link #begin}, so that committing is all that is left. */
        void flush() throws SQLException;

        /** Commits what was written since {@link #begin} and makes it durable; called after {@link #flush}. */
        void commit() throws SQLException;

        /** Drops what was written since {@link #begin}; must not throw. */
        void rollback();

        /** Does what the database needs now and then, between two transactions; must not throw. */
        void tidy();

        /** Releases the connection; must not throw. */
        void close();

        /** Turns an error of the database into one a caller can act on. */
        MlopsException translate(SQLException error);
    }

    private final Session session;

    GroupCommitter(Session session) {
        this.session = session;
    }

    @Override
    public void carryOut(List<WriteQueue.Ticket<Tx, SQLException>> group, WriteQueue<Tx, SQLException> queue) {
        int from = 0;
        int to = group.size();
        boolean isOpen = true; // to those who come while the first transaction runs
        while (from < to) {
            long start = System.nanoTime();
            Outcome outcome = attempt(group, from, to, isOpen ? queue : null);
            queue.learn(group.size() - from, System.nanoTime() - start);
            if (isOpen) {
                to = group.size();
                isOpen = false;
            }
            if (outcome.failure == null) {
                group.subList(from, to).forEach(WriteQueue.Ticket::complete);
                from = to;
                to = group.size();
            } else if (outcome.failedAt == from) { // nothing ran before it in its transaction: the failure is its own
                group.get(from).fail(outcome.failure);
                from++;
                to = group.size();
            } else if (outcome.failedAt > from) {
                to = outcome.failedAt; // first keep the calls before it
            } else if (outcome.failedAt == FLUSH) {
                to = from + (to - from) / 2; // one of them may be to blame: halves show which
            } else { // the transaction could not be begun or committed: no call is to blame
                for (WriteQueue.Ticket<Tx, SQLException> ticket : group.subList(from, to)) {
                    ticket.failWith("the transaction failed", outcome.failure);
                }
                from = to;
                to = group.size();
            }
        }
        session.tidy();
    }

    /** What became of one transaction: {@code failedAt} is the index of the call that failed, {@link #FLUSH} or {@link #COMMIT}. */
    private record Outcome(int failedAt, @Nullable Throwable failure) {}

    /** @param open where further calls may join the transaction from */
    private Outcome attempt(
            List<WriteQueue.Ticket<Tx, SQLException>> group,
            int from,
            int to,
            @Nullable WriteQueue<Tx, SQLException> open) {
        int at = COMMIT;
        try {
            boolean sync = group.subList(from, to).stream().anyMatch(WriteQueue.Ticket::isSync);
            Tx tx = session.begin(sync);
            for (at = from; at < to; at++) {
                group.get(at).run(tx);
            }
            if (open != null) {
                open.join(group, sync);
                for (; at < group.size(); at++) {
                    group.get(at).run(tx);
                }
            }
            at = at - from == 1 ? from : FLUSH;
            session.flush();
            at = COMMIT;
            session.commit();
            return new Outcome(COMMIT, null);
        } catch (SQLException e) {
            session.rollback();
            return new Outcome(at, session.translate(e));
        } catch (Throwable e) { // also errors: the writer must outlive any call, and the caller must hear of it
            session.rollback();
            return new Outcome(at, e);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
