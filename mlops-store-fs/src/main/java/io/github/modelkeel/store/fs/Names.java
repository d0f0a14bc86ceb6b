package io.github.modelkeel.store.fs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/** Names of files that every system can keep, whatever somebody called the thing. */
final class Names {
    /** Long enough to be none of the names that Windows keeps for devices. */
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9]{16,64}");

    private static final int DIGEST = 32;

    private Names() {}

    /** Returns the name of the folder of an id: the id itself when it is of the usual form, else a digest of it. */
    static String ofId(String id) {
        return PLAIN.matcher(id).matches() ? id : "x-" + ofText(id);
    }

    /** Returns a name that stands for a text: the first 32 digits of its SHA-256. */
    static String ofText(String text) {
        return ContentFiles.digest(text.getBytes(UTF_8)).substring(0, DIGEST);
    }
}
