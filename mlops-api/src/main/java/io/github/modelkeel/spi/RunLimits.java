package io.github.modelkeel.spi;

/**
 * Where one way to find runs becomes cheaper than another. What is found does not depend on it.
 *
 * @param few runs of a range that are looked at one by one rather than by the order that is asked for
 * @param unsorted greatest shelf that has no orders
 * @param merged experiments whose shelves are merged, whatever they have
 * @param looks runs that can be looked at in the time that it takes to open the shelf of one experiment
 * @param held runs that are looked at in vain while others wait for the store; of many runs, a {@value #SHARE}th
 */
record RunLimits(int few, int unsorted, int merged, int looks, int held) {
    /** A reference to a run is copied in a fraction of the time that it takes to look at the run. */
    static final int SHARE = 16;

    /** What was measured. */
    static final RunLimits MEASURED = new RunLimits(1_000, 16, 8, 16, 2_000);

    /** Returns how many of these runs may be looked at while others wait, before they are copied, to find so many. */
    RunLooks looksAt(long runs, int count) {
        return new RunLooks(Math.max(held + 4L * count, runs / SHARE));
    }
}
