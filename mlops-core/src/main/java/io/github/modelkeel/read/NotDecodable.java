package io.github.modelkeel.read;

import io.github.modelkeel.error.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Locale;
import java.util.Set;

/** Finds the first bytes of a file that its charset does not have, after decoding failed. */
final class NotDecodable {
    private static final int BUFFER = 1 << 16;
    private static final Set<Short> MARKS = Set.of((short) 0xFFFE, (short) 0xFEFF); // of UTF-16

    private NotDecodable() {}

    static RuntimeException locate(Origin origin, Charset charset, IOException cause) {
        try (InputStream stream = origin.open()) {
            return scan(origin.name(), stream, charset, cause);
        } catch (IOException e) {
            return origin.failure(e);
        }
    }

    private static RuntimeException scan(String name, InputStream stream, Charset charset, IOException cause)
            throws IOException {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
        CharBuffer chars = CharBuffer.allocate(BUFFER);
        long line = 1;
        long column = 1;
        long offset = 0;
        boolean end = false;
        while (true) {
            if (!end) {
                int read = stream.readNBytes(bytes.array(), bytes.position(), bytes.remaining());
                end = read < bytes.remaining();
                bytes.position(bytes.position() + read);
            }
            bytes.flip();
            int before = bytes.position();
            CoderResult result = decoder.decode(bytes, chars, end);
            offset += bytes.position() - before;
            chars.flip();
            while (chars.hasRemaining()) {
                boolean newLine = chars.get() == '\n';
                line += newLine ? 1 : 0;
                column = newLine ? 1 : column + 1;
            }
            chars.clear();
            if (result.isError()) {
                return message(name, charset, line, column, offset, bytes, result.length(), cause);
            }
            if (end && result.isUnderflow()) {
                return new InvalidInputException("file '" + name + "' is not " + charset + "; set charset(...)", cause);
            }
            bytes.compact();
        }
    }

    private static InvalidInputException message(
            String name,
            Charset charset,
            long line,
            long column,
            long offset,
            ByteBuffer bytes,
            int length,
            IOException cause) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < Math.min(length, bytes.remaining()); i++) {
            hex.append(String.format(Locale.ROOT, "%s0x%02X", i == 0 ? "" : " ", bytes.get(bytes.position() + i)));
        }
        boolean wide = offset == 0 && bytes.remaining() > 1 && MARKS.contains(bytes.getShort(bytes.position()));
        return new InvalidInputException(
                "file '" + name + "' line " + line + ", character " + column + " (byte " + offset + "): " + hex
                        + " is not " + charset + "; set the charset the file was written in, "
                        + (wide
                                ? "it looks like charset(StandardCharsets.UTF_16)"
                                : "for example charset(Charset.forName(\"windows-1252\"))"),
                cause);
    }
}
