package io.github.modelkeel.pipeline;

/**
 * Whether a candidate passed a gate. Immutable.
 *
 * @param gate what was required, for instance {@code accuracy >= 0.85}
 * @param passed whether it holds
 * @param reason the numbers behind it, in one sentence
 */
public record GateResult(String gate, boolean passed, String reason) {}
