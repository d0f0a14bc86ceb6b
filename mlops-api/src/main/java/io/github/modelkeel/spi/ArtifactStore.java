package io.github.modelkeel.spi;

import io.github.modelkeel.tracking.ArtifactInfo;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps files by owner and path. Thread-safe. Content is addressed by digest, so equal content is stored once.
 *
 * <ol>
 *   <li>A file is there whole or not at all.
 *   <li>Reading verifies the digest: content that changed underneath is an
 *       {@link io.github.modelkeel.error.IntegrityException} before the last byte is handed out.
 *   <li>Storing under the same owner and path again replaces the file.
 *   <li>A path is relative, with forward slashes, without empty, {@code .} or {@code ..} parts, control characters or
 *       backslashes, at most 500 characters; others are an {@link io.github.modelkeel.error.InvalidInputException}.
 * </ol>
 */
public interface ArtifactStore extends AutoCloseable {
    /** Returns a short description for people; no secrets. */
    String description();

    /**
     * Stores a file.
     *
     * @param owner what it belongs to: a run id
     * @param path path below the owner
     * @param content read to its end, not closed
     * @param at when
     */
    ArtifactInfo put(String owner, String path, InputStream content, Instant at);

    /** Returns the content of a file, verified while it is read, or empty. The caller closes it. */
    Optional<InputStream> open(String owner, String path);

    /** Returns the files of an owner whose path starts with {@code prefix}, by path in code-point order. */
    List<ArtifactInfo> list(String owner, String prefix);

    /** Returns what is known of a file, or empty. */
    Optional<ArtifactInfo> find(String owner, String path);

    /** Removes a file. Returns whether there was one. Content that another file has stays. */
    boolean delete(String owner, String path);

    /** Removes every file of an owner and returns how many there were. May be called again after it was cut short. */
    int deleteAll(String owner);

    /**
     * Removes content that no file has any more and what broken uploads left behind, both only when older than a time, so
     * that an upload under way is not touched.
     *
     * @return bytes freed
     */
    long collect(Instant olderThan);

    @Override
    void close();
}
