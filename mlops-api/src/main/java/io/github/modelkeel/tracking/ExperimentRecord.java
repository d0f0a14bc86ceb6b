package io.github.modelkeel.tracking;

import java.time.Instant;

/**
 * An experiment as stored: a named set of runs. Immutable.
 *
 * @param id 32 characters {@code [a-z0-9]}
 * @param name its name, unique among the living
 * @param createdAt when it was made
 */
public record ExperimentRecord(String id, String name, Instant createdAt) {}
