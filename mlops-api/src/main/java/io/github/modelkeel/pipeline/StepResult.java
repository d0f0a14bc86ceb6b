package io.github.modelkeel.pipeline;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one step of a pipeline did. Immutable.
 *
 * @param name name of the step: {@code read}, {@code validate}, {@code split}, {@code features}, {@code train},
 *     {@code evaluate}, {@code package}, {@code gate} or {@code register}
 * @param status how it ended
 * @param startedAt when it started
 * @param took how long it took
 * @param inputs fingerprint (64 hexadecimal digits) of what it took, by role, for instance {@code train}
 * @param outputs fingerprint of what it gave, by role
 * @param summary what it did, or why it failed or was skipped, in one sentence
 */
public record StepResult(
        String name,
        Status status,
        Instant startedAt,
        Duration took,
        Map<String, String> inputs,
        Map<String, String> outputs,
        String summary) {
    /** Copies the maps in order. */
    public StepResult {
        requireNonNull(name, "name");
        requireNonNull(status, "status");
        requireNonNull(startedAt, "startedAt");
        requireNonNull(took, "took");
        requireNonNull(summary, "summary");
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /** How a step ended. Closed. */
    public enum Status {
        /** It did its work. */
        DONE,
        /** It had nothing to do, or a gate before it did not open. */
        SKIPPED,
        /** It failed, and the run with it. */
        FAILED
    }
}
