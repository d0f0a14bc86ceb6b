package io.github.modelkeel.tracking;

/** Where a run is in its life. Closed. */
public enum RunStatus {
    /** Started and not ended. */
    RUNNING,
    /** Ended as intended. */
    FINISHED,
    /** Ended by an error; the record has its text. */
    FAILED,
    /** Stopped by its caller. */
    KILLED,
    /** Its process went away without ending it. */
    LOST;

    /** Returns whether a run in this state is over. */
    public boolean isTerminal() {
        return this != RUNNING;
    }
}
