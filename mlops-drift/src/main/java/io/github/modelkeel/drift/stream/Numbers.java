package io.github.modelkeel.drift.stream;

import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;

/** Reads saved numbers in order; what is read is not trusted. */
final class Numbers {
    private final String detector;
    private final double[] numbers;
    private int next;

    Numbers(String detector, double[] numbers) {
        this.detector = detector;
        this.numbers = numbers;
    }

    double any() {
        if (next >= numbers.length) {
            throw broken("there are only " + numbers.length + " numbers");
        }
        return numbers[next++];
    }

    /** Returns a number that is neither infinite nor below {@code least}. */
    double atLeast(double least) {
        double number = any();
        if (!(number >= least) || Double.isInfinite(number)) {
            throw broken("number " + next + " must be at least " + least + ", was " + number);
        }
        return number;
    }

    double between(double least, double most) {
        double number = any();
        if (!(number >= least && number <= most)) {
            throw broken("number " + next + " must lie from " + least + " to " + most + ", was " + number);
        }
        return number;
    }

    /** Returns a whole number from 0 to {@code most}. */
    long whole(long most) {
        double number = atLeast(0.0);
        if (number != Math.rint(number) || number > most) {
            throw broken("number " + next + " must be whole and at most " + most + ", was " + number);
        }
        return (long) number;
    }

    long count() {
        return whole(1L << 53);
    }

    void end() {
        if (next != numbers.length) {
            throw broken("there are " + numbers.length + " numbers, " + next + " were expected");
        }
    }

    DriftInputException broken(String what) {
        return new DriftInputException(
                Kind.INVALID_PROFILE, "saved state of " + detector + ": " + what + "; start a new detector");
    }
}
