package io.github.modelkeel.serving.embedded;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes documents as canonical JSON, through Jackson's streams. */
final class JsonWriter {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER) // the shortest form on every JDK; 17's own is not
            .build();

    private JsonWriter() {}

    /** @throws IllegalArgumentException if the document holds anything but what a document may */
    static byte[] write(Map<String, ?> document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(lines));
            write(document, out);
            out.writeRaw('\n');
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a document cannot hold this: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(@Nullable Object value, JsonGenerator out) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((name, entry) -> sorted.put((String) name, entry));
            out.writeStartObject();
            for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
                out.writeFieldName(whole(entry.getKey()));
                write(entry.getValue(), out);
            }
            out.writeEndObject();
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object element : list) {
                write(element, out);
            }
            out.writeEndArray();
        } else if (value instanceof String text) {
            out.writeString(whole(text));
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Long || value instanceof Integer) {
            out.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number && Double.isFinite(number)) {
            out.writeNumber((double) number);
        } else {
            throw new IllegalArgumentException("a document cannot hold " + value + " of " + value.getClass());
        }
    }

    /** Jackson drops half a surrogate pair in silence. */
    private static String whole(String text) {
        if (isHalved(text)) {
            throw new IllegalArgumentException("a document cannot hold half a surrogate pair");
        }
        return text;
    }

    private static boolean isHalved(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
