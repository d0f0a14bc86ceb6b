package io.github.modelkeel.serving;

import io.github.modelkeel.features.RawRow;
import io.github.modelkeel.model.RowScorer;

/** What one prediction needs besides its row, to be used again by the next. Confined to one thread at a time. */
final class Session {
    final RawRow raw;
    final double[] values;

    /** Numbers of a map that were looked up, and which of the inputs those are. */
    final double[] numbers;

    final boolean[] fetched;
    final RowScorer scorer;
    final Violations violations;

    Session(RawRow raw, int width, int inputs, RowScorer scorer, Violations violations) {
        this.raw = raw;
        this.values = new double[width];
        this.numbers = new double[inputs];
        this.fetched = new boolean[inputs];
        this.scorer = scorer;
        this.violations = violations;
    }
}
