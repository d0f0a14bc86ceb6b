package io.github.modelkeel.tracking;

/**
 * A stored file. Immutable.
 *
 * @param path path below its owner, with forward slashes
 * @param bytes size
 * @param sha256 64 lower-case hexadecimal digits
 */
public record ArtifactInfo(String path, long bytes, String sha256) {}
