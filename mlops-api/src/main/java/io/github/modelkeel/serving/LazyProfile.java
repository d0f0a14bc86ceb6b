package io.github.modelkeel.serving;

import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.model.DocumentCodec;

/**
 * The profile of a package, read when it is first asked for: reading it took a tenth of the time in which a fresh JVM has its
 * first prediction. Thread-safe: threads that ask at the same time may each read it, and get equal ones.
 */
final class LazyProfile {
    private volatile Object content; // a Profile, or what it is read from

    private LazyProfile(Object content) {
        this.content = content;
    }

    /** The bytes that a profile is read from. */
    private record Stored(byte[] bytes, String name, DocumentCodec codec) {}

    static LazyProfile of(Profile profile) {
        return new LazyProfile(profile);
    }

    static LazyProfile of(byte[] bytes, String name, DocumentCodec codec) {
        return new LazyProfile(new Stored(bytes, name, codec));
    }

    Profile get() {
        Object now = content;
        if (now instanceof Stored stored) {
            now = read(stored);
            content = now;
        }
        return (Profile) now;
    }

    private static Profile read(Stored stored) {
        try {
            return Profile.of(stored.codec.read(stored.bytes, stored.name));
        } catch (MlopsException | IllegalArgumentException e) {
            throw ModelPackage.notValid(stored.name, e);
        }
    }
}
