package io.github.modelkeel.store.fs;

/**
 * One change of a file of the store, so described that doing it twice is doing it once.
 *
 * @param kind what is done
 * @param path path below the folder of the store, with forward slashes
 * @param at where in the file, for {@link Kind#APPEND}
 * @param bytes what is written
 */
record FileOp(Kind kind, String path, long at, byte[] bytes) {
    /** What is done to a file. The names are stored. */
    enum Kind {
        /** Bytes are written at what must be the end of the file. */
        APPEND,
        /** A whole file comes into being at once, or is found to be there with other content. */
        CLAIM,
        /** The file goes, and its folder if nothing else is in it. */
        DELETE
    }
}
