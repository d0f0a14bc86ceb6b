package io.github.modelkeel.serving.embedded.imports;

/**
 * Bounds the memory that sets of categories and leaves of several values take, which a few bytes of a file could ask for. Together
 * with what is read of the file it stays within four times the file. Confined to one thread.
 */
final class MemberBudget {
    private static final long FREE_BYTES = 16 * 1024;

    private final Source source;
    private long left;
    private long leavesLeft;

    MemberBudget(Source source, long fileBytes) {
        this.source = source;
        this.left = FREE_BYTES + fileBytes;
        this.leavesLeft = FREE_BYTES + 2 * fileBytes;
    }

    /** Returns room for the categories 0 to {@code largest}. */
    long[] words(long largest) {
        long bytes = (largest / 64 + 1) * Long.BYTES;
        left -= bytes;
        if (left < 0) {
            throw source.unsupported(
                    "has a set of categories up to " + largest
                            + " that takes far more memory than the file, for it holds few of them",
                    "number the categories from 0 without gaps and train again");
        }
        return new long[(int) (bytes / Long.BYTES)];
    }

    /** Refuses leaves of several values where most of them are nowhere in the file. */
    void leaves(int nodes, int values) {
        leavesLeft -= (long) Double.BYTES * nodes * values;
        if (values > 1 && leavesLeft < 0) {
            throw source.unsupported(
                    "has leaves of " + values
                            + " values that take far more memory than the file, for it holds few of them",
                    "export it with weights for every class in each leaf, or with a tree for each class");
        }
    }
}
