package io.github.modelkeel.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modelkeel.internal.names.GitHead;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * State of a Git work tree. Immutable.
 *
 * @param commit the commit that is checked out
 * @param dirty whether something is not committed; empty when Git's program could not tell
 * @param diff difference of the tracked files to the commit, at most {@value #MAX_DIFF_BYTES} bytes; empty when there is none
 * @param isCut whether the difference was longer
 */
public record GitState(String commit, Optional<Boolean> dirty, String diff, boolean isCut) {
    /** Most bytes of a difference that are kept. */
    public static final int MAX_DIFF_BYTES = 1_000_000;

    private static final long SECONDS = 5;

    static Optional<GitState> of(Path folder) {
        return GitHead.find(folder).map(commit -> of(folder, commit));
    }

    private static GitState of(Path folder, String commit) {
        Optional<byte[]> changes = git(folder, "status", "--porcelain");
        if (changes.isEmpty() || changes.get().length == 0) {
            return new GitState(commit, changes.map(none -> false), "", false);
        }
        byte[] diff = git(folder, "diff", "--no-color", "--no-ext-diff", "HEAD").orElse(new byte[0]);
        boolean cut = diff.length > MAX_DIFF_BYTES;
        String text = new String(diff, 0, Math.min(diff.length, MAX_DIFF_BYTES), UTF_8);
        return new GitState(commit, Optional.of(true), text, cut);
    }

    /** What Git prints, one byte more than is kept at most; empty when it is not there, fails, or takes too long. */
    private static Optional<byte[]> git(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "--no-optional-locks"));
        command.addAll(List.of(arguments));
        Process process = null;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toAbsolutePath().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            Process started = process;
            ProcessHandle handle = process.toHandle();
            handle.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).exceptionally(late -> {
                started.destroyForcibly();
                return handle;
            });
            byte[] printed;
            try (InputStream out = process.getInputStream()) {
                printed = out.readNBytes(MAX_DIFF_BYTES + 1);
            }
            boolean whole = printed.length > MAX_DIFF_BYTES
                    || (process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0);
            return whole ? Optional.of(printed) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (IOException noGit) { // the state is a convenience: without it the run is as good
            return Optional.empty();
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }
}
