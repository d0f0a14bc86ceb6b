package io.github.modelkeel.serving.embedded.imports;

/**
 * Reads a document of objects, lists, numbers and texts from front to end, with no more memory than what is asked for.
 * Confined to one thread. Everything throws {@link io.github.modelkeel.error.IntegrityException} where the content is something
 * else.
 */
interface Cursor {
    /** Deepest nesting of values. */
    int MAX_DEPTH = 200;

    /** What comes next. */
    enum Kind {
        OBJECT,
        LIST,
        TEXT,
        NUMBER,
        FLAG,
        NOTHING
    }

    /** Is told each entry of an object and reads, or skips, its value. */
    @FunctionalInterface
    interface Entry {
        void read(String key);
    }

    /** Returns the kind of the next value. */
    Kind kind();

    /** Reads an object. */
    void object(Entry entry);

    /** Reads a list; each element is read, or skipped, by the item. */
    void list(Runnable item);

    /** Reads a list of whole numbers that fit 32 bits. */
    int[] ints();

    /** Reads a list of 32-bit floats, perhaps {@code NaN} or infinite. */
    float[] floats();

    /** Reads a list of 64-bit floats. */
    double[] doubles();

    /** Reads a list of flags: true, false, 1 or 0. */
    boolean[] flags();

    /** Reads a whole number. */
    long whole();

    /** Reads a number. */
    double number();

    /** Reads a text. */
    String text();

    /** Skips the next value. */
    void skip();

    /** Checks that nothing follows. */
    void end();
}
