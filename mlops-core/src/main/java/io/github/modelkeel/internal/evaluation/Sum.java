package io.github.modelkeel.internal.evaluation;

/** A running sum that carries its rounding error (Neumaier's variant of Kahan's algorithm). Confined to one thread. */
final class Sum {
    private double total;
    private double carry;

    void add(double value) {
        double next = total + value;
        carry += Math.abs(total) >= Math.abs(value) ? (total - next) + value : (value - next) + total;
        total = next;
    }

    double value() {
        return total + carry;
    }
}
