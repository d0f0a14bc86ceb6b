package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.error.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a model is read from, for messages, and the kinds of failure that reading has. Immutable.
 *
 * @param kind who wrote it, for instance {@code XGBoost}
 * @param remedy how to write it again
 */
record Source(String kind, String remedy) {
    /** Largest model file. */
    static final int MAX_BYTES = 1 << 30;

    /** Reads a file whole. */
    byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new InvalidInputException("'" + file + "' has " + size + " bytes, more than the " + MAX_BYTES
                        + " that are read; import a smaller model");
            }
            byte[] bytes = in.readNBytes(MAX_BYTES);
            if (in.read() >= 0) {
                throw new InvalidInputException(
                        "'" + file + "' is longer than " + MAX_BYTES + " bytes; import a smaller model");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new NotFoundException("no file '" + file + "' to read a " + kind + " model from", e);
        } catch (IOException e) {
            throw new UnavailableException("'" + file + "' cannot be read: " + e, e);
        }
    }

    /** The content is not what the trainer writes. */
    IntegrityException damaged(String what) {
        return damaged(what, null);
    }

    IntegrityException damaged(String what, @Nullable Throwable cause) {
        return new IntegrityException("this is no sound " + kind + " model: " + what + "; " + remedy, cause);
    }

    /** The content is sound, but has something that is not supported. */
    InvalidInputException unsupported(String what, String instead) {
        return new InvalidInputException("this " + kind + " model " + what + ", which is not supported; " + instead);
    }

    /** Makes the description of a model; what its constructors refuse was wrong in the file. */
    <T> T checked(Supplier<T> model) {
        try {
            return model.get();
        } catch (IllegalArgumentException e) {
            throw damaged(String.valueOf(e.getMessage()), e);
        }
    }
}
