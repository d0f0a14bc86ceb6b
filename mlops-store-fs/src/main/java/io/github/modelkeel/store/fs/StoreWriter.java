package io.github.modelkeel.store.fs;

import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.WriteQueue;
import io.github.modelkeel.spi.WriteQueue.Ticket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes groups of transactions: journal first, then the logs, then the log of commits, all under the lock of the store. A
 * transaction that is whole in the journal happens, whoever has to finish it. Used by the writer's thread, and by the thread
 * that opens the store before there is one.
 */
final class StoreWriter implements WriteQueue.Writer<Draft, IOException> {
    private static final System.Logger LOG = System.getLogger(StoreWriter.class.getName());
    private static final long FULL_BYTES = 4 * 1024 * 1024;
    private static final int FULL_FILES = 2_000;

    private final Catalog catalog;
    private final DataFiles files;
    private final StoreLock lock;
    private final Journal journal;
    private final Index index;
    private boolean doubtful;

    StoreWriter(Path root, Catalog catalog, Index index) throws IOException {
        this.catalog = catalog;
        this.index = index;
        this.files = new DataFiles(root);
        this.lock = new StoreLock(root.resolve("lock"));
        this.journal = new Journal(root.resolve("journal"));
    }

    /** Finishes what a process that went away left, then fills the catalogue. */
    void open() throws IOException {
        lock.acquire();
        try {
            List<Journal.Entry> entries = journal.readOn();
            files.redo(entries);
            if (!entries.isEmpty()) {
                checkpoint();
            }
            index.fill(catalog, true);
        } finally {
            lock.release();
        }
    }

    /** Releases the files of a store that could not be opened. */
    void abandon() {
        try (journal;
                lock) {
            doubtful = true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the files of a store that could not be opened failed", e);
        }
    }

    @Override
    public void carryOut(List<Ticket<Draft, IOException>> group, WriteQueue<Draft, IOException> queue) {
        if (group.stream().anyMatch(Ticket::isSync)) { // without a flush to share it costs more than it saves
            queue.join(group, true);
        }
        long start = System.nanoTime();
        List<Ticket<Draft, IOException>> done = new ArrayList<>();
        try {
            lock.acquire();
            try {
                Draft draft = draft(group, done);
                write(draft, done);
            } finally {
                lock.release();
            }
            queue.learn(group.size(), System.nanoTime() - start);
            done.forEach(Ticket::complete);
        } catch (IOException | RuntimeException e) {
            String what = e instanceof MlopsException
                    ? "nothing was changed"
                    : "nothing was changed, make room on the disk or make the store writable";
            group.forEach(ticket -> ticket.failWith(what, e)); // those that failed before have their answer
        }
    }

    private Draft draft(List<Ticket<Draft, IOException>> group, List<Ticket<Draft, IOException>> done)
            throws IOException {
        catalog.lock.lock();
        try {
            catalog.update();
            catchUp();
            Draft draft = new Draft(catalog);
            for (Ticket<Draft, IOException> ticket : group) {
                try {
                    ticket.run(draft);
                    draft.keep();
                    done.add(ticket);
                } catch (IOException e) {
                    draft.drop();
                    ticket.fail(new UnavailableException("the store could not be written: " + e, e));
                } catch (RuntimeException | StackOverflowError e) {
                    draft.drop();
                    ticket.fail(e);
                }
            }
            return draft;
        } finally {
            catalog.lock.unlock();
        }
    }

    /** Reads what others wrote to the journal, and finishes what one of them could not. */
    private void catchUp() throws IOException {
        if (doubtful) {
            journal.readAgain();
            doubtful = false;
        }
        List<Journal.Entry> open = journal.readOn().stream()
                .filter(entry -> entry.last() > catalog.visible())
                .toList();
        if (!open.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "{0} transactions of a process that went away are finished", open.size());
            files.redo(open);
            catalog.update();
        }
    }

    private void write(Draft draft, List<Ticket<Draft, IOException>> done) throws IOException {
        boolean force = done.stream().anyMatch(Ticket::isSync);
        List<Journal.Entry> entries = draft.entries();
        if (!entries.isEmpty()) {
            long before = journal.length();
            journal.append(entries, force);
            try {
                files.perform(
                        entries.stream().flatMap(entry -> entry.ops().stream()).toList());
            } catch (IOException | RuntimeException e) {
                doubtful = true; // if what was written cannot be taken back, it is finished later
                journal.cut(before, e);
                throw e;
            }
            catalog.lock.lock();
            try {
                draft.publish();
            } finally {
                catalog.lock.unlock();
            }
        } else if (force && !done.isEmpty() && !journal.isEmpty()) {
            journal.force(); // a call that changes nothing promises what it found
        }
        if (journal.length() > FULL_BYTES || journal.touched().size() > FULL_FILES) {
            tryCheckpoint();
        }
    }

    private void tryCheckpoint() {
        try {
            checkpoint();
        } catch (IOException e) { // what is in the journal is safe; the next group tries again
            LOG.log(System.Logger.Level.WARNING, "the journal could not be emptied", e);
        }
    }

    private void checkpoint() throws IOException {
        files.force(journal.touched());
        journal.empty();
    }

    /** Forces everything to the disk, keeps the index if it pays, and releases the files. */
    @Override
    public void close() {
        try (journal;
                lock) {
            lock.acquire(); // held while the file of the lock is closed, which releases it
            catalog.lock.lock();
            try {
                catalog.update();
                catchUp();
                if (!journal.isEmpty()) {
                    checkpoint();
                }
                index.keep(catalog, files);
            } finally {
                catalog.lock.unlock();
            }
        } catch (IOException | UnavailableException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the store could not be closed tidily; it is finished when it is opened",
                    e);
        }
    }
}
