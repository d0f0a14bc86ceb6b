package io.github.modelkeel.serving.embedded.imports;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.github.modelkeel.error.IntegrityException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** JSON in UTF-8 through Jackson's streams. {@code NaN} and {@code Infinity} are numbers, as trainers write them. */
final class JsonCursor implements Cursor {
    private static final int MAX_NUMBER = 400;
    private static final int MAX_TEXT = 10_000_000;

    private final Source source;
    private final JsonParser in;
    private int[] someInts = new int[64];
    private float[] someFloats = new float[64];
    private double[] someDoubles = new double[64];
    private boolean[] someFlags = new boolean[64];

    JsonCursor(byte[] bytes, Source source) {
        this.source = source;
        try {
            in = factory().createParser(bytes);
        } catch (IOException e) {
            throw source.damaged("it cannot be read: " + e.getMessage(), e);
        }
        next();
    }

    private static JsonFactory factory() {
        return JsonFactory.builder()
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER) // makes no text of each number
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNameLength(100_000)
                        .maxStringLength(MAX_TEXT)
                        .maxNumberLength(MAX_NUMBER)
                        .build())
                .build();
    }

    @Override
    public Kind kind() {
        JsonToken token = in.currentToken();
        if (token == null) {
            throw damaged("it ends too early", null);
        }
        return switch (token) {
            case START_OBJECT -> Kind.OBJECT;
            case START_ARRAY -> Kind.LIST;
            case VALUE_STRING -> Kind.TEXT;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> Kind.FLAG;
            case VALUE_NULL -> Kind.NOTHING;
            case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw damaged("unexpected " + token, null);
        };
    }

    @Override
    public void object(Entry entry) {
        require(JsonToken.START_OBJECT, "an object");
        next();
        while (in.currentToken() == JsonToken.FIELD_NAME) {
            String key = name();
            next();
            entry.read(key);
        }
        require(JsonToken.END_OBJECT, "the end of an object");
        next();
    }

    @Override
    public void list(Runnable item) {
        require(JsonToken.START_ARRAY, "a list");
        next();
        while (in.currentToken() != JsonToken.END_ARRAY) {
            item.run();
        }
        next();
    }

    @Override
    public int[] ints() {
        require(JsonToken.START_ARRAY, "a list");
        int size = 0;
        for (next(); in.currentToken() != JsonToken.END_ARRAY; next()) {
            if (size == someInts.length) {
                someInts = Arrays.copyOf(someInts, 2 * size);
            }
            require(JsonToken.VALUE_NUMBER_INT, "a whole number");
            someInts[size++] = intValue();
        }
        next();
        return Arrays.copyOf(someInts, size);
    }

    @Override
    public float[] floats() {
        require(JsonToken.START_ARRAY, "a list");
        int size = 0;
        for (next(); in.currentToken() != JsonToken.END_ARRAY; next()) {
            if (size == someFloats.length) {
                someFloats = Arrays.copyOf(someFloats, 2 * size);
            }
            someFloats[size++] = floatValue();
        }
        next();
        return Arrays.copyOf(someFloats, size);
    }

    @Override
    public double[] doubles() {
        require(JsonToken.START_ARRAY, "a list");
        int size = 0;
        for (next(); in.currentToken() != JsonToken.END_ARRAY; next()) {
            if (size == someDoubles.length) {
                someDoubles = Arrays.copyOf(someDoubles, 2 * size);
            }
            someDoubles[size++] = doubleValue();
        }
        next();
        return Arrays.copyOf(someDoubles, size);
    }

    @Override
    public boolean[] flags() {
        require(JsonToken.START_ARRAY, "a list");
        int size = 0;
        for (next(); in.currentToken() != JsonToken.END_ARRAY; next()) {
            if (size == someFlags.length) {
                someFlags = Arrays.copyOf(someFlags, 2 * size);
            }
            JsonToken token = in.currentToken();
            if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
                someFlags[size++] = token == JsonToken.VALUE_TRUE;
            } else {
                require(JsonToken.VALUE_NUMBER_INT, "a flag");
                int flag = intValue();
                if (flag != 0 && flag != 1) {
                    throw damaged("a flag is 0 or 1, was " + flag, null);
                }
                someFlags[size++] = flag == 1;
            }
        }
        next();
        return Arrays.copyOf(someFlags, size);
    }

    @Override
    public long whole() {
        require(JsonToken.VALUE_NUMBER_INT, "a whole number");
        try {
            long value = in.getLongValue();
            next();
            return value;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public double number() {
        double value = doubleValue();
        next();
        return value;
    }

    @Override
    public String text() {
        require(JsonToken.VALUE_STRING, "a text");
        try {
            String text = in.getText();
            next();
            return text;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public void skip() {
        kind();
        try {
            in.skipChildren();
        } catch (IOException e) {
            throw broken(e);
        }
        next();
    }

    @Override
    public void end() {
        if (in.currentToken() != null) {
            throw damaged("there is content after its end", null);
        }
    }

    private int intValue() {
        try {
            return in.getIntValue();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private float floatValue() {
        requireNumber();
        try {
            return in.getFloatValue();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private double doubleValue() {
        requireNumber();
        try {
            return in.getDoubleValue();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private void requireNumber() {
        if (in.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) { // mostly
            require(JsonToken.VALUE_NUMBER_INT, "a number");
        }
    }

    private void require(JsonToken token, String what) {
        if (in.currentToken() != token) {
            throw damaged("expected " + what + ", found " + in.currentToken(), null);
        }
    }

    private String name() {
        try {
            return in.currentName();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private void next() {
        try {
            in.nextToken();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private IntegrityException broken(IOException e) {
        String what = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return damaged(String.valueOf(what), e);
    }

    private IntegrityException damaged(String what, @Nullable Throwable cause) {
        return source.damaged(
                what + " (line " + in.currentTokenLocation().getLineNr() + ", column "
                        + in.currentTokenLocation().getColumnNr() + ")",
                cause);
    }
}
