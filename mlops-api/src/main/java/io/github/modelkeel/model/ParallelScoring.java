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
    private static final int PART = 512;

    private final Model model;
    private final FeatureMatrix matrix;
    private final double[] scores;
    private final int parts;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch done;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private ParallelScoring(Model model, FeatureMatrix matrix) {
        this.model = model;
        this.matrix = matrix;
        this.scores = new double[Math.multiplyExact(matrix.rows(), model.outputs())];
        this.parts = (matrix.rows() + PART - 1) / PART;
        this.done = new CountDownLatch(parts);
    }

    static double[] score(Model model, FeatureMatrix matrix, Executor executor, int threads) {
        ParallelScoring scoring = new ParallelScoring(model, matrix);
        for (int helper = 1; helper < Math.min(threads, scoring.parts); helper++) {
            executor.execute(scoring::work);
        }
        scoring.work();
        scoring.await();
        return scoring.scores;
    }

    private void work() {
        @Nullable RowScorer scorer = null;
        for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
            try {
                if (failure.get() == null) {
                    scorer = scorer == null ? model.scorer() : scorer;
                    int first = part * PART;
                    int rows = Math.min(PART, matrix.rows() - first);
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
