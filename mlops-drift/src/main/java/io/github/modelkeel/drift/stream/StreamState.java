package io.github.modelkeel.drift.stream;

/** What a stream detector says after a value. Closed. */
public enum StreamState {
    /** Nothing to report. */
    STABLE,
    /** A change may be under way. Detectors without a warning level never say so. */
    WARNING,
    /** A change was found at this value. */
    DRIFT
}
