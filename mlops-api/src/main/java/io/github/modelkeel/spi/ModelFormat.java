package io.github.modelkeel.spi;

import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelSignature;

/** Reads the {@code model.bin} of a model package. Immutable and thread-safe. The host passes the formats it serves. */
public interface ModelFormat {
    /** Returns the name recorded in the package, for instance {@code modelkeel-trees}. */
    String name();

    /**
     * Decodes and checks a model. The bytes are untrusted.
     *
     * @param bytes the content of {@code model.bin}; not changed
     * @param signature what the package says of the model's inputs and outputs
     * @throws io.github.modelkeel.error.IntegrityException if the bytes are damaged, hostile, or of a newer version
     */
    Model read(byte[] bytes, ModelSignature signature);

    /**
     * Decodes and checks a model whose bytes were just held against a digest, so that a format with one of its own need not
     * compute it again: half of the time that a small model takes to load. Otherwise as {@link #read}, which it calls unless
     * the format does better.
     *
     * @param bytes the content of {@code model.bin}; not changed
     * @param signature what the package says of the model's inputs and outputs
     * @throws io.github.modelkeel.error.IntegrityException if the bytes are hostile or of a newer version
     */
    default Model readVerified(byte[] bytes, ModelSignature signature) {
        return read(bytes, signature);
    }
}
