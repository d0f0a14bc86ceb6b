package io.github.modelkeel.serving.embedded.imports;

/** Bounds the memory that sets of categories take, which a few bytes of a file could ask for. Confined to one thread. */
final class MemberBudget {
    private static final long FREE_BYTES = 128 * 1024;

    private final Source source;
    private long left;

    MemberBudget(Source source, long fileBytes) {
        this.source = source;
        this.left = FREE_BYTES + 2 * fileBytes;
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
}
