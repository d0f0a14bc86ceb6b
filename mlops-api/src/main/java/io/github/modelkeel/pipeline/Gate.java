package io.github.modelkeel.pipeline;

import io.github.modelkeel.data.Cell;
import io.github.modelkeel.model.Evaluation;
import io.github.modelkeel.model.Metric;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/** A condition that a trained model meets before it is registered. Immutable and thread-safe. */
public interface Gate {
    /** Returns what is required, for instance {@code accuracy >= 0.85}. */
    String description();

    /** Judges a candidate. */
    GateResult check(Candidate candidate);

    /** The model under judgement. */
    interface Candidate {
        /** Returns how good it is on the test rows. */
        Evaluation evaluation();

        /** Returns how good the registered version behind an alias is on the same test rows; empty when there is none. */
        Optional<Evaluation> evaluationOf(String alias);
    }

    /** Requires a metric of at least {@code floor}. */
    static Gate atLeast(Metric metric, double floor) {
        return new MetricBound(metric, floor, true);
    }

    /** Requires a metric of at most {@code ceiling}. */
    static Gate atMost(Metric metric, double ceiling) {
        return new MetricBound(metric, ceiling, false);
    }

    /**
     * Requires a metric that is not worse than that of a registered version, both on the present test rows. Passes when the
     * alias points to nothing: the first model has nobody to beat.
     *
     * @param alias alias of the version to compare with, for instance {@code champion}
     * @param metric the metric; its own direction says what is worse
     * @param tolerance how much worse it may be, in the unit of the metric, at least 0
     */
    static Gate notWorseThan(String alias, Metric metric, double tolerance) {
        return new NotWorseThan(alias, metric, tolerance);
    }

    /** Six digits: enough that what was held does not read like what would have passed. */
    private static String measured(double number) {
        return Double.isFinite(number)
                ? new BigDecimal(number)
                        .round(new MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString()
                : Double.toString(number);
    }

    /** A floor or a ceiling for one metric. */
    record MetricBound(Metric metric, double bound, boolean floor) implements Gate {
        /** Checks the bound. */
        public MetricBound {
            if (Double.isNaN(bound)) {
                throw new IllegalArgumentException("the bound for " + metric.key() + " must be a number, was NaN");
            }
        }

        @Override
        public String description() {
            return metric.key() + (floor ? " >= " : " <= ") + Cell.display(bound);
        }

        @Override
        public GateResult check(Candidate candidate) {
            double value = candidate.evaluation().get(metric);
            boolean passed = floor ? value >= bound : value <= bound;
            return new GateResult(description(), passed, metric.key() + " is " + measured(value));
        }
    }

    /** Not worse than a registered version, but for a tolerance. */
    record NotWorseThan(String alias, Metric metric, double tolerance) implements Gate {
        /** Checks the tolerance. */
        public NotWorseThan {
            if (!(tolerance >= 0)) {
                throw new IllegalArgumentException("the tolerance must be at least 0, was " + tolerance);
            }
        }

        @Override
        public String description() {
            return metric.key() + " not worse than " + alias + " by more than " + Cell.display(tolerance);
        }

        @Override
        public GateResult check(Candidate candidate) {
            Optional<Evaluation> other = candidate.evaluationOf(alias);
            if (other.isEmpty()) {
                return new GateResult(description(), true, "there is no " + alias + " yet");
            }
            double mine = candidate.evaluation().get(metric);
            double theirs = other.get().get(metric);
            double worse = metric.higherIsBetter() ? theirs - mine : mine - theirs;
            return new GateResult(
                    description(),
                    worse <= tolerance,
                    metric.key() + " is " + measured(mine) + ", that of " + alias + " " + measured(theirs)
                            + " on the same rows");
        }
    }
}
