package io.github.modelkeel.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.DocumentCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Documents as canonical JSON, through Jackson's streams; no class of a document is ever named by its content. */
public final class JsonDocuments implements DocumentCodec {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NAME = 100_000;
    private static final int MAX_STRING = 10_000_000;
    private static final int MAX_NUMBER = 400; // the longest double in plain notation has fewer digits

    private final JsonFactory json = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER) // the shortest form on every JDK; 17's own is not
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME)
                    .maxStringLength(MAX_STRING)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .build();

    /** Creates the codec. */
    public JsonDocuments() {}

    @Override
    public byte[] write(Map<String, ?> document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        try (JsonGenerator out = json.createGenerator(bytes)) {
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

    @Override
    public Map<String, Object> read(byte[] bytes, String name) {
        try (JsonParser in = json.createParser(text(bytes, name))) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw broken(in, name, "it must be an object", null);
            }
            Map<String, Object> document = readMap(in, name);
            if (in.nextToken() != null) {
                throw broken(in, name, "there is content after its end", null);
            }
            return document;
        } catch (JsonProcessingException e) {
            throw broken(e.getLocation(), name, e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
    }

    /** Decoded apart, for Jackson would take other encodings than UTF-8 and guess which. */
    private static String text(byte[] bytes, String name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IntegrityException(name + " is not UTF-8: restore it", e);
        }
    }

    private static Map<String, Object> readMap(JsonParser in, String name) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
            text(in, name);
            in.nextToken();
            map.put(key, readValue(in, name));
        }
        return present(map);
    }

    private static @Nullable Object readValue(JsonParser in, String name) throws IOException {
        JsonToken token = in.currentToken();
        return switch (token) {
            case START_OBJECT -> readMap(in, name);
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    list.add(readValue(in, name));
                }
                yield list;
            }
            case VALUE_STRING -> text(in, name);
            case VALUE_TRUE, VALUE_FALSE -> in.getBooleanValue();
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> {
                if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    throw broken(in, name, "whole number " + in.getText() + " does not fit 64 bits", null);
                }
                yield in.getLongValue();
            }
            case VALUE_NUMBER_FLOAT -> {
                double number = in.getDoubleValue();
                if (Double.isInfinite(number)) {
                    throw broken(in, name, "number " + in.getText() + " is beyond the range of a double", null);
                }
                yield number;
            }
            case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw broken(in, name, "unexpected " + token, null);
        };
    }

    private static String text(JsonParser in, String name) throws IOException {
        String text = in.getText();
        if (isHalved(text)) {
            throw broken(in, name, "a text has half a surrogate pair", null);
        }
        return text;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // JSON knows null; readers of documents check every value
    private static Map<String, Object> present(Map<String, @Nullable Object> map) {
        return (Map<String, Object>) (Map<?, ?>) map;
    }

    private static IntegrityException broken(JsonParser in, String name, String what, @Nullable Throwable cause) {
        return broken(in.currentTokenLocation(), name, what, cause);
    }

    private static IntegrityException broken(
            @Nullable JsonLocation at, String name, String what, @Nullable Throwable cause) {
        String place = at == null ? "" : " line " + at.getLineNr() + " column " + at.getColumnNr();
        return new IntegrityException(name + place + ": " + what + "; it is damaged or was edited: restore it", cause);
    }
}
