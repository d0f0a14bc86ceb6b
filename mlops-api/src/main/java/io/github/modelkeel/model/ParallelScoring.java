package io.github.modelkeel.model;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Scores the rows of a matrix on the calling thread and on those of an executor. Every thread takes parts until none is left;
 * the caller takes them too and waits only for parts that another thread has taken, so that an executor that is busy, or whose
 * only thread is the caller's own, makes it slower and never hangs it.
 */
final class ParallelScoring {
    /** Rows that compiled trees take together; a part has so many or a multiple of it. */
    private static final int BLOCK = 64;

    /** Parts for each thread: whoever ends first waits for no more than one in so many. */
    private static final int PARTS_PER_THREAD = 64;

    private static final int LARGEST = 64 * BLOCK;

    /** About twenty microseconds: what is left then is longer than a thread takes to sleep and to wake. */
    private static final int SPINS = 1_000;

    private final Model model;
    private final FeatureMatrix matrix;
    private final double[] scores;
    private final int part;
    private final int parts;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch done;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private ParallelScoring(Model model, FeatureMatrix matrix, int threads) {
        this.model = model;
        this.matrix = matrix;
        this.scores = new double[Math.multiplyExact(matrix.rows(), model.outputs())];
        int share = (int) (matrix.rows() / ((long) PARTS_PER_THREAD * threads));
        this.part = Math.max(BLOCK, Math.min(LARGEST, share / BLOCK * BLOCK));
        this.parts = (int) ((matrix.rows() + part - 1L) / part);
        this.done = new CountDownLatch(parts);
    }

    static double[] score(Model model, FeatureMatrix matrix, Executor executor, int threads) {
        ParallelScoring scoring = new ParallelScoring(model, matrix, threads);
        for (int helper = 1; helper < Math.min(threads, scoring.parts); helper++) {
            executor.execute(scoring::work);
        }
        scoring.work();
        scoring.await();
        return scoring.scores;
    }

    private void work() {
        @Nullable RowScorer scorer = null;
        for (int taken = next.getAndIncrement(); taken < parts; taken = next.getAndIncrement()) {
            try {
                if (failure.get() == null) {
                    scorer = scorer == null ? model.scorer() : scorer;
                    int first = taken * part;
                    int rows = Math.min(part, matrix.rows() - first);
                    scorer.score(matrix.values(), first * model.width(), rows, scores, first * model.outputs());
                }
            } catch (RuntimeException | Error e) { // the caller rethrows it
                failure.compareAndSet(null, e);
            } finally {
                done.countDown();
            }
        }
    }

    private void await() {
        for (int spin = 0; spin < SPINS && done.getCount() > 0; spin++) {
            Thread.onSpinWait();
        }
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException e) { // the other parts write into the result: it cannot be left alone
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (RuntimeException) thrown;
        }
    }
}
