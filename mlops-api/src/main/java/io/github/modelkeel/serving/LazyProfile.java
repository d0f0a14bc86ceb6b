package io.github.modelkeel.serving;

import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.model.DocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * The profile of a package, read when it is first asked for: reading it took a tenth of the time in which a fresh JVM has its
 * first prediction. Thread-safe: threads that ask at the same time may each read it, and get equal ones.
 */
final class LazyProfile {
    private final String name;
    private final @Nullable DocumentCodec codec;
    private volatile Object content; // a Profile, or the bytes that it is read from

    private LazyProfile(Object content, String name, @Nullable DocumentCodec codec) {
        this.content = content;
        this.name = name;
        this.codec = codec;
    }

    static LazyProfile of(Profile profile) {
        return new LazyProfile(profile, "", null);
    }

    static LazyProfile of(byte[] bytes, String name, DocumentCodec codec) {
        return new LazyProfile(bytes, name, codec);
    }

    Profile get() {
        Object now = content;
        if (now instanceof byte[] bytes && codec != null) {
            now = read(bytes, codec);
            content = now;
        }
        return (Profile) now;
    }

    private Profile read(byte[] bytes, DocumentCodec json) {
        try {
            return Profile.of(json.read(bytes, name));
        } catch (MlopsException | IllegalArgumentException e) {
            throw ModelPackage.notValid(name, e);
        }
    }
}
