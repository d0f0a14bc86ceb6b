package io.github.modelkeel.internal.names;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commit that is checked out around a folder, read from Git's plain files; no program is started. Anything unusual (no
 * repository, a reference that leads nowhere, a file that is too large) gives no answer rather than a wrong one.
 */
public final class GitHead {
    private static final int MAX_PARENTS = 20;
    private static final long MAX_BYTES = 4L << 20;
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern REFERENCE = Pattern.compile("ref: (refs/[A-Za-z0-9/._-]+)");

    private GitHead() {}

    /** Returns the commit of the work tree around a folder, or empty when there is none. */
    public static Optional<String> find(Path folder) {
        Path at = folder.toAbsolutePath().normalize();
        for (int i = 0; i < MAX_PARENTS && at != null; i++, at = at.getParent()) {
            Path git = at.resolve(".git");
            if (Files.exists(git)) { // a file in a work tree or submodule of another repository: not followed
                return Files.isDirectory(git) ? commit(git) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<String> commit(Path git) {
        String head = read(git.resolve("HEAD"));
        if (COMMIT.matcher(head).matches()) {
            return Optional.of(head);
        }
        Matcher reference = REFERENCE.matcher(head);
        if (!reference.matches() || reference.group(1).contains("..")) {
            return Optional.empty();
        }
        String loose = read(git.resolve(reference.group(1)));
        if (COMMIT.matcher(loose).matches()) {
            return Optional.of(loose);
        }
        return read(git.resolve("packed-refs"))
                .lines()
                .filter(line -> line.endsWith(" " + reference.group(1)))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .filter(commit -> COMMIT.matcher(commit).matches())
                .findFirst();
    }

    private static String read(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES
                    ? Files.readString(file).strip()
                    : "";
        } catch (IOException e) {
            return ""; // the commit is a convenience: without it the run is as good
        }
    }
}
