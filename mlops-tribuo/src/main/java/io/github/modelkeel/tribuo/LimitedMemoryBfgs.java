package io.github.modelkeel.tribuo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth convex function by L-BFGS with a backtracking line search. Deterministic. Confined to one thread.
 *
 * @see <a href="https://doi.org/10.1007/BF01589116">D. Liu, J. Nocedal, On the limited memory BFGS method for large scale
 *     optimization, Mathematical Programming 45 (1989), 503-528</a>
 */
final class LimitedMemoryBfgs {
    private static final int MEMORY = 10;
    private static final double SUFFICIENT_DECREASE = 1e-4;
    private static final int HALVINGS = 40;

    /** A function with its gradient. */
    interface Objective {
        /** Returns the value at {@code at} and puts the gradient into {@code gradient}. */
        double of(double[] at, double[] gradient);
    }

    /** Is told the value after each round; may throw to stop. */
    interface Listener {
        void round(int round, double value);
    }

    private record Step(double[] moved, double[] turned, double inverse) {}

    private LimitedMemoryBfgs() {}

    /**
     * Returns where the function is smallest.
     *
     * @param size number of parameters; the search starts at zero
     * @param tolerance stops when no component of the gradient is larger
     * @param rounds largest number of rounds
     */
    static double[] minimise(Objective objective, int size, double tolerance, int rounds, Listener listener) {
        double[] at = new double[size];
        double[] gradient = new double[size];
        double value = objective.of(at, gradient);
        Deque<Step> memory = new ArrayDeque<>();
        for (int round = 1; round <= rounds && largest(gradient) > tolerance; round++) {
            double[] direction = direction(gradient, memory);
            double slope = dot(direction, gradient);
            double length = memory.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
            double[] next = new double[size];
            double[] nextGradient = new double[size];
            double nextValue = Double.POSITIVE_INFINITY;
            for (int half = 0; half < HALVINGS; half++, length /= 2) {
                for (int i = 0; i < size; i++) {
                    next[i] = at[i] + length * direction[i];
                }
                nextValue = objective.of(next, nextGradient);
                if (nextValue <= value + SUFFICIENT_DECREASE * length * slope) {
                    break;
                }
            }
            if (!(nextValue < value)) {
                break; // at the limit of the arithmetic
            }
            remember(memory, at, next, gradient, nextGradient);
            at = next;
            gradient = nextGradient;
            value = nextValue;
            listener.round(round, value);
        }
        return at;
    }

    private static void remember(Deque<Step> memory, double[] at, double[] next, double[] was, double[] is) {
        double[] moved = new double[at.length];
        double[] turned = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            moved[i] = next[i] - at[i];
            turned[i] = is[i] - was[i];
        }
        double curvature = dot(moved, turned);
        if (curvature > 1e-14 * dot(turned, turned)) {
            memory.addFirst(new Step(moved, turned, 1 / curvature));
        }
        if (memory.size() > MEMORY) {
            memory.removeLast();
        }
    }

    /** The two-loop recursion. */
    private static double[] direction(double[] gradient, Deque<Step> memory) {
        double[] direction = new double[gradient.length];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = -gradient[i];
        }
        double[] taken = new double[memory.size()];
        int k = 0;
        for (Step step : memory) { // newest first
            taken[k] = step.inverse() * dot(step.moved(), direction);
            add(direction, -taken[k++], step.turned());
        }
        if (!memory.isEmpty()) {
            Step newest = memory.getFirst();
            double scale = 1 / (newest.inverse() * dot(newest.turned(), newest.turned()));
            for (int i = 0; i < direction.length; i++) {
                direction[i] *= scale;
            }
        }
        for (Iterator<Step> oldest = memory.descendingIterator(); oldest.hasNext(); ) {
            Step step = oldest.next();
            add(direction, taken[--k] - step.inverse() * dot(step.turned(), direction), step.moved());
        }
        return direction;
    }

    private static void add(double[] to, double factor, double[] what) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * what[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double largest(double[] gradient) {
        double largest = 0;
        for (double g : gradient) {
            largest = Math.max(largest, Math.abs(g));
        }
        return largest;
    }
}
