package io.github.modelkeel.tracking;

/** What a write has survived when its call returns. Closed. A store that forgets keeps nothing in any of them. */
public enum Durability {
    /** The end of the process, and of the machine's power: the data were forced to the disk. The default. */
    SYNC,
    /** The end of the process: the operating system has the data; the last ones may go with the power. */
    OS,
    /**
     * Nothing: the call is queued in memory and returns at once. A full queue makes callers wait. {@code flush} and
     * {@code close} wait until all is written and throw what went wrong; nothing is dropped silently.
     */
    ASYNC
}
