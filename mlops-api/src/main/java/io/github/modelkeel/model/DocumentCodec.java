package io.github.modelkeel.model;

import java.util.Map;

/**
 * Turns documents, the maps that {@code toDocument()} gives, into JSON and back. A document holds {@link Map} with text keys,
 * {@link java.util.List}, {@link String}, {@link Long} (or {@link Integer}, read back as {@code Long}), finite
 * {@link Double}, {@link Boolean} and {@code null}. Immutable and thread-safe.
 *
 * <ol>
 *   <li>Equal documents give equal bytes on every platform: keys sorted by UTF-16 code unit, numbers as the shortest text that
 *       reads back to the same double and always with a point, an entry of an object on its own line and two blanks further in,
 *       line ends {@code \n}, UTF-8.
 *   <li>Reading gives back what was written, a whole number as {@code Long}, any other number as {@code Double}.
 *   <li>Reading is strict and bounded: a repeated key, content after the end, too deep or too long a document, a number that is
 *       not finite, or a byte that is not UTF-8 is refused.
 * </ol>
 */
public interface DocumentCodec {
    /**
     * Writes a document.
     *
     * @throws IllegalArgumentException if it holds anything but what a document may
     */
    byte[] write(Map<String, ?> document);

    /**
     * Reads a document. The bytes are untrusted.
     *
     * @param bytes JSON in UTF-8
     * @param name what is read, for messages, for instance {@code model.json}
     * @throws io.github.modelkeel.error.IntegrityException if it is not such a document; the message has the name and the line
     */
    Map<String, Object> read(byte[] bytes, String name);
}
