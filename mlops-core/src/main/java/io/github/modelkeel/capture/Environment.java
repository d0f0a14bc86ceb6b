package io.github.modelkeel.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modelkeel.internal.json.JsonDocuments;
import io.github.modelkeel.tracking.Run;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run ran on and from: enough to set it up again. Immutable.
 *
 * @param platform {@code java.version}, {@code java.vendor}, {@code java.vm}, {@code os.name}, {@code os.version},
 *     {@code os.arch}, {@code processors}, {@code heap.max.bytes}, {@code timezone}, {@code locale}, {@code encoding}
 * @param libraries version by the file name of each entry of the class path that is a jar: what its manifest says, else what
 *     its name says, else empty
 * @param command arguments of the JVM and main class, without arguments of the program; values of what looks like a secret
 *     are {@code ***}
 * @param git state of the work tree, or empty when there is none
 */
public record Environment(
        Map<String, String> platform, Map<String, String> libraries, List<String> command, Optional<GitState> git) {
    private static final JsonDocuments JSON = new JsonDocuments();

    /** Copies the collections in the order of their keys. */
    public Environment {
        platform = Collections.unmodifiableMap(new TreeMap<>(platform));
        libraries = Collections.unmodifiableMap(new TreeMap<>(libraries));
        command = List.copyOf(command);
    }

    /**
     * Looks at this process and at the Git work tree around a folder. Git's own program is asked whether something is not
     * committed, when it is there; it gets five seconds.
     *
     * @param folder a folder of the work tree, for instance {@code Path.of("")}
     */
    public static Environment capture(Path folder) {
        return new Environment(JvmFacts.platform(), JvmFacts.libraries(), JvmFacts.command(), GitState.of(folder));
    }

    /**
     * Notes this with a run: the file {@code environment.json}, the difference to the commit as {@code git.diff} when there is
     * one, and the tags {@code environment.java}, {@code environment.os}, {@code environment.arch}, {@code git.commit},
     * {@code git.dirty}.
     */
    public void log(Run run) {
        run.artifact("environment.json", JSON.write(toDocument()));
        tag(run, "environment.java", "java.version");
        tag(run, "environment.os", "os.name");
        tag(run, "environment.arch", "os.arch");
        git.ifPresent(state -> {
            run.tag("git.commit", state.commit());
            state.dirty().ifPresent(dirty -> run.tag("git.dirty", dirty.toString()));
            if (!state.diff().isEmpty()) {
                run.artifact("git.diff", state.diff().getBytes(UTF_8));
            }
        });
    }

    private void tag(Run run, String tag, String fact) {
        String value = platform.get(fact);
        if (value != null) {
            run.tag(tag, value);
        }
    }

    /** Returns this as a document; the difference is left out. */
    public Map<String, Object> toDocument() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("platform", platform);
        document.put("libraries", libraries);
        document.put("command", command);
        git.ifPresent(state -> {
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("commit", state.commit());
            state.dirty().ifPresent(dirty -> part.put("dirty", dirty));
            part.put("diff_bytes", state.diff().getBytes(UTF_8).length);
            part.put("diff_cut", state.isCut());
            document.put("git", part);
        });
        return document;
    }
}
