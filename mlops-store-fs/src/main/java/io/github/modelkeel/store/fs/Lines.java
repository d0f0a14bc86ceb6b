package io.github.modelkeel.store.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One line of a log: a JSON object, its keys in the order they were put, whose last member is the CRC32C of all that stands
 * before it: {@code {"n":1,...,"crc":"89abcdef"}} and a line feed.
 */
final class Lines {
    /** Longest line that is read. */
    static final int MOST_BYTES = 256 * 1024 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final byte[] CRC_NAME = ",\"crc\":\"".getBytes(US_ASCII);
    private static final byte[] CRC_END = "\"}\n".getBytes(US_ASCII);
    private static final int CRC_DIGITS = 8;
    private static final int CRC_LENGTH = CRC_NAME.length + CRC_DIGITS + CRC_END.length - 1; // without the line feed

    private Lines() {}

    /** Returns a new object to be filled. */
    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Returns the line of an object that has at least one member, with its line feed. */
    static byte[] encode(ObjectNode object) throws IOException {
        byte[] json = JSON.writeValueAsBytes(object);
        int body = json.length - 1; // without the closing brace
        byte[] line = new byte[body + CRC_LENGTH + 1];
        System.arraycopy(json, 0, line, 0, body);
        System.arraycopy(CRC_NAME, 0, line, body, CRC_NAME.length);
        byte[] crc = crc(json, 0, body).getBytes(US_ASCII);
        System.arraycopy(crc, 0, line, body + CRC_NAME.length, CRC_DIGITS);
        System.arraycopy(CRC_END, 0, line, body + CRC_NAME.length + CRC_DIGITS, CRC_END.length);
        return line;
    }

    /** Returns the CRC32C of some bytes as 8 hexadecimal digits. */
    static String crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /** Returns the object of a line given without its line feed, or {@code null} when it is damaged. */
    static @Nullable ObjectNode decode(byte[] bytes, int from, int length) {
        int body = length - CRC_LENGTH;
        if (body < 1 || !endsWithCrc(bytes, from, body)) {
            return null;
        }
        try {
            JsonNode node = JSON.readTree(bytes, from, length);
            return node instanceof ObjectNode object ? object : null;
        } catch (JsonProcessingException e) {
            return null; // a CRC that fits what is no JSON: made by hand
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    private static boolean endsWithCrc(byte[] bytes, int from, int body) {
        int at = from + body;
        for (byte each : CRC_NAME) {
            if (bytes[at++] != each) {
                return false;
            }
        }
        String crc = crc(bytes, from, body);
        for (int i = 0; i < CRC_DIGITS; i++) {
            if (bytes[at++] != crc.charAt(i)) {
                return false;
            }
        }
        return bytes[at] == CRC_END[0] && bytes[at + 1] == CRC_END[1];
    }
}
