package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.EXPERIMENT;
import static io.github.modelkeel.testkit.Samples.T0;

import io.github.modelkeel.registry.Lineage;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.Durability;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The calls that one thread makes in one round of {@link CrashTck}: numbered, and each recognisable in the storage
 * afterwards. In turn: a new run with a parameter in one step, a point, a tag, a version of a model. Confined to one thread.
 */
final class CrashCalls {
    private static final int KINDS = 4;

    private final Storage storage;
    private final int round;
    private final int thread;
    private final Durability durability;

    /**
     * Makes calls.
     *
     * @param unforced whether every fourth thread asks that its calls be with the operating system only
     */
    CrashCalls(Storage storage, int round, int thread, boolean unforced) {
        this.durability = unforced && thread % 4 == 3 ? Durability.OS : Durability.SYNC;
        this.storage = storage;
        this.round = round;
        this.thread = thread;
    }

    /** Makes the experiment that every call belongs to. */
    static void prepare(Storage storage) {
        Samples.experiment(storage);
    }

    private String run(int call) {
        return String.format(Locale.ROOT, "k%05dt%02dn%022d", round, thread, call / KINDS);
    }

    private String model() {
        return "killed-" + round + "-" + thread;
    }

    /** Makes call number {@code call}, from 0, and returns when it is acknowledged. */
    void make(int call) {
        String run = run(call);
        switch (call % KINDS) {
            case 0 ->
                storage.runs()
                        .apply(
                                List.of(
                                        new RunCommand.Create(run, EXPERIMENT, null, "r", "ann", T0),
                                        new RunCommand.Params(run, Map.of("call", Integer.toString(call)))),
                                durability);
            case 1 ->
                storage.runs()
                        .apply(
                                List.of(new RunCommand.Metrics(
                                        run, List.of(new MetricPoint("m", call / 8.0, call, T0)))),
                                durability);
            case 2 ->
                storage.runs()
                        .apply(List.of(new RunCommand.Tags(run, Map.of("call", Integer.toString(call)))), durability);
            default ->
                storage.registry()
                        .create(new NewVersion(
                                model(),
                                Integer.toString(call),
                                "ab".repeat(32),
                                Map.of(),
                                new Lineage(run, Map.of(), null),
                                "",
                                Samples.change("killed")));
        }
    }

    /** Returns which calls left something, looking at those below {@code end}; half a call counts as an error. */
    Set<Integer> present(int end) {
        Set<Integer> present = new HashSet<>();
        Set<String> versions = storage.registry().versions(model()).stream()
                .map(ModelVersion::source)
                .collect(Collectors.toSet());
        for (int call = 0; call < end; call += KINDS) {
            String id = run(call);
            Optional<RunRecord> run = storage.runs().find(id);
            if (run.isPresent()) {
                if (!Integer.toString(call).equals(run.get().params().get("call"))) {
                    throw new AssertionError("run " + id + " is there without the parameter of its step");
                }
                present.add(call);
                int first = call;
                storage.runs().history(id, "m").forEach(point -> {
                    if (point.step() == first + 1 && point.value() == (first + 1) / 8.0) {
                        present.add(first + 1);
                    }
                });
                if (Integer.toString(call + 2).equals(run.get().tags().get("call"))) {
                    present.add(call + 2);
                }
            }
            if (versions.contains(Integer.toString(call + 3))) {
                present.add(call + 3);
            }
        }
        return present;
    }
}
