package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.model.DocumentCodec;
import java.util.Map;

/** Documents as canonical JSON; no class of a document is ever named by its content. */
final class JsonDocuments implements DocumentCodec {
    /** Creates the codec. */
    JsonDocuments() {}

    @Override
    public byte[] write(Map<String, ?> document) {
        return JsonWriter.write(document);
    }

    @Override
    public Map<String, Object> read(byte[] bytes, String name) {
        return JsonReader.read(bytes, name);
    }
}
