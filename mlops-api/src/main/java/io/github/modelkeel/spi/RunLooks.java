package io.github.modelkeel.spi;

/** How many runs may still be looked at while others wait for the store. Not thread-safe. */
final class RunLooks {
    private long left;

    RunLooks(long left) {
        this.left = left;
    }

    /** Takes a number of looks, and returns whether there were as many. */
    boolean take(long looks) {
        left -= looks;
        return left >= 0;
    }

    /** Returns whether more were asked for than there were: what was found is not all then. */
    boolean areSpent() {
        return left < 0;
    }
}
