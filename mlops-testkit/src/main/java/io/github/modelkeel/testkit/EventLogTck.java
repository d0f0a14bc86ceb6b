package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.EXPERIMENT;
import static io.github.modelkeel.testkit.Samples.T0;
import static io.github.modelkeel.testkit.Samples.change;
import static io.github.modelkeel.testkit.Samples.finish;
import static io.github.modelkeel.testkit.Samples.id;
import static io.github.modelkeel.testkit.Samples.metrics;
import static io.github.modelkeel.testkit.Samples.newRun;
import static io.github.modelkeel.testkit.Samples.params;
import static io.github.modelkeel.testkit.Samples.point;
import static io.github.modelkeel.testkit.Samples.tags;
import static io.github.modelkeel.testkit.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.LineageEdge;
import io.github.modelkeel.registry.LineageNode;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.EventLog;
import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.StoreEvent;
import io.github.modelkeel.spi.StoreEvent.Kind;
import io.github.modelkeel.tracking.DatasetInput;
import io.github.modelkeel.tracking.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of {@link EventLog}, and that every change has exactly one event. */
public abstract class EventLogTck extends StorageTck {
    private static final Instant LATER = T0.plusSeconds(600);

    private long known;

    /** Made by JUnit. */
    protected EventLogTck() {}

    /** Makes the experiment of the runs and forgets its event. */
    @BeforeEach
    final void makeExperiment() {
        known = 0;
        Samples.experiment(storage);
        assertThat(news()).extracting(StoreEvent::kind).containsExactly(Kind.EXPERIMENT_CREATED.name());
    }

    private void apply(RunCommand... commands) {
        storage.runs().apply(List.of(commands));
    }

    private List<StoreEvent> news() {
        List<StoreEvent> events = storage.events().after(known, EventLog.MAX_LIMIT);
        if (!events.isEmpty()) {
            known = events.get(events.size() - 1).sequence();
        }
        return events;
    }

    private void expect(String subject, Kind... kinds) {
        List<StoreEvent> events = news();
        assertThat(events).extracting(StoreEvent::kind).containsExactly(names(kinds));
        assertThat(events).extracting(StoreEvent::subject).allMatch(subject::equals, subject);
    }

    private static String[] names(Kind... kinds) {
        return List.of(kinds).stream().map(Kind::name).toArray(String[]::new);
    }

    @Test
    void everyChangeOfARunHasItsEvent() { // behaviours 34 and 75
        apply(newRun(1));
        StoreEvent created = news().get(0);
        assertThat(created.kind()).isEqualTo(Kind.RUN_CREATED.name());
        assertThat(created.at()).isEqualTo(T0.plusSeconds(1));
        assertThat(created.detail()).containsEntry("experiment", EXPERIMENT).containsEntry("name", "run 1");
        apply(params(1, "a", "b"), metrics(1, point("m", 0, 1), point("m", 1, 2)), tags(1, "t", "v"));
        expect(id(1), Kind.RUN_PARAMS, Kind.RUN_METRICS, Kind.RUN_TAGGED);
        apply(new RunCommand.Inputs(id(1), List.of(new DatasetInput("d", "ab", "train", "", 3))));
        expect(id(1), Kind.RUN_INPUTS);
        apply(new RunCommand.Heartbeat(id(1), LATER), new RunCommand.Expect(id(1), 0));
        expect(id(1));
        apply(finish(1), new RunCommand.Resume(id(1), LATER), new RunCommand.Rename(id(1), "new", LATER));
        expect(id(1), Kind.RUN_ENDED, Kind.RUN_RESUMED, Kind.RUN_RENAMED);
        apply(new RunCommand.Delete(id(1), LATER), new RunCommand.Restore(id(1), LATER));
        expect(id(1), Kind.RUN_DELETED, Kind.RUN_RESTORED);
        assertThat(storage.runs().markLost(LATER.plusSeconds(1), LATER.plusSeconds(2)))
                .containsExactly(id(1));
        List<StoreEvent> lost = news();
        assertThat(lost).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(Kind.RUN_ENDED.name());
            assertThat(event.detail()).containsEntry("status", RunStatus.LOST.name());
            assertThat(event.at()).isEqualTo(LATER.plusSeconds(2));
        });
        apply(new RunCommand.Delete(id(1), LATER));
        storage.runs().purgeRuns(List.of(id(1)), LATER);
        expect(id(1), Kind.RUN_DELETED, Kind.RUN_PURGED);
        assertThat(storage.events().after(0, EventLog.MAX_LIMIT))
                .extracting(StoreEvent::subject)
                .contains(id(1)); // the events of what was purged stay
    }

    @Test
    void whatChangesNothingHasNoEvent() { // behaviour 75
        apply(newRun(1), params(1, "a", "b"), metrics(1, point("m", 0, 1)), tags(1, "t", "v"), finish(1));
        apply(newRun(2), new RunCommand.Inputs(id(2), List.of(new DatasetInput("d", "ab", "", "", 3))));
        news();
        apply(newRun(1), finish(1), newRun(2), new RunCommand.Resume(id(2), LATER));
        apply(new RunCommand.Inputs(id(2), List.of(new DatasetInput("d", "ab", "", "", 3))));
        apply(new RunCommand.Rename(id(2), "run 2", LATER), new RunCommand.Restore(id(2), LATER));
        storage.runs().experiment("samples", id(700), LATER);
        storage.runs().markLost(T0, LATER);
        assertThatThrownBy(() -> apply(tags(2, "t", "v"), params(2, "x", "y"), params(2, "x", "z")))
                .isInstanceOf(ConflictException.class);
        assertThat(news()).isEmpty();
        apply(params(2, "x", "y"));
        assertThat(news()).hasSize(1);
        apply(params(2, "x", "y"));
        apply(metrics(2, point("m", 0, 1)));
        assertThat(news()).hasSize(1);
        apply(metrics(2, point("m", 0, 1)));
        assertThat(news()).isEmpty();
    }

    @Test
    void everyChangeOfAnExperimentHasItsEvent() { // behaviour 75
        apply(newRun(1));
        news();
        storage.runs().tagExperiment(EXPERIMENT, Map.of("a", "b", "c", "d"), LATER);
        storage.runs().renameExperiment(EXPERIMENT, "renamed", LATER);
        storage.runs().deleteExperiment(EXPERIMENT, LATER);
        storage.runs().restoreExperiment(EXPERIMENT, LATER);
        storage.runs().restoreExperiment(EXPERIMENT, LATER);
        storage.runs().deleteExperiment(EXPERIMENT, LATER);
        expect(
                EXPERIMENT,
                Kind.EXPERIMENT_TAGGED,
                Kind.EXPERIMENT_RENAMED,
                Kind.EXPERIMENT_DELETED,
                Kind.EXPERIMENT_RESTORED,
                Kind.EXPERIMENT_DELETED);
        storage.runs().purgeRuns(List.of(id(1)), LATER);
        storage.runs().purgeExperiments(List.of(EXPERIMENT), LATER);
        assertThat(news()).extracting(StoreEvent::kind).containsExactly(names(Kind.RUN_PURGED, Kind.EXPERIMENT_PURGED));
    }

    @Test
    void everyChangeOfAModelHasItsEvent() { // behaviour 75
        storage.registry().create(version("churn"));
        storage.registry().transition("churn", 1, Stage.PRODUCTION, true, change("up"));
        storage.registry().alias("churn", "champion", 1, null, change("best"));
        storage.registry().describe("churn", null, "a model", change(""));
        storage.registry().tag("churn", 1, "team", "risk", change(""));
        storage.registry().decide("churn", 1, new Approval(Approval.Decision.APPROVED, change("fine")));
        storage.registry().deleteVersion("churn", 1, change("old"));
        storage.registry().deleteModel("churn", change("older"));
        List<StoreEvent> events = news();
        List<RegistryEvent> history = storage.registry().history("churn");
        assertThat(events).extracting(StoreEvent::kind).containsOnly(Kind.REGISTRY.name());
        assertThat(events).extracting(StoreEvent::actor).containsOnly("ann");
        assertThat(events)
                .extracting(event -> event.detail().get("event"))
                .isEqualTo(history.stream().map(event -> event.kind().name()).toList());
        assertThat(events)
                .extracting(StoreEvent::sequence)
                .isEqualTo(history.stream().map(RegistryEvent::sequence).toList());
        assertThat(events)
                .extracting(StoreEvent::subject)
                .isEqualTo(history.stream()
                        .map(event -> event.version() == 0 ? "churn" : "churn/" + event.version())
                        .toList());
        assertThat(events.get(1).detail()).containsEntry("to", "PRODUCTION").containsEntry("reason", "up");
        assertThat(events.get(2).detail()).containsEntry("alias", "champion").doesNotContainKey("from");
    }

    @Test
    void everyEdgeHasItsEvent() { // behaviour 75
        LineageNode data = new LineageNode(LineageNode.Kind.DATASET, "ab");
        LineageNode run = new LineageNode(LineageNode.Kind.RUN, "r");
        storage.lineage().link(List.of(new LineageEdge(data, run, "train", LATER)));
        storage.lineage().link(List.of(new LineageEdge(data, run, "train", LATER.plusSeconds(1))));
        assertThatThrownBy(() -> storage.lineage()
                        .link(List.of(new LineageEdge(data, run, "x", LATER), new LineageEdge(run, data, "", LATER))))
                .isInstanceOf(ConflictException.class);
        assertThat(news()).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(Kind.LINKED.name());
            assertThat(event.at()).isEqualTo(LATER);
            assertThat(event.subject()).isEqualTo("r");
            assertThat(event.detail()).isEqualTo(Map.of("from", "DATASET:ab", "to", "RUN:r", "role", "train"));
        });
    }

    @Test
    void eventsAreReadInPartsOldestFirst() {
        for (int n = 1; n <= 25; n++) {
            apply(newRun(n));
        }
        List<StoreEvent> all = storage.events().after(0, EventLog.MAX_LIMIT);
        assertThat(all).hasSize(26);
        assertThat(all).extracting(StoreEvent::sequence).isSorted().doesNotHaveDuplicates();
        List<StoreEvent> inParts = new ArrayList<>();
        long from = 0;
        for (List<StoreEvent> part = storage.events().after(from, 4); !part.isEmpty(); ) {
            assertThat(part).hasSizeLessThanOrEqualTo(4);
            inParts.addAll(part);
            from = part.get(part.size() - 1).sequence();
            part = storage.events().after(from, 4);
        }
        assertThat(inParts).isEqualTo(all);
        assertThat(storage.events().after(from, 1)).isEmpty();
        assertThat(storage.events().after(Long.MAX_VALUE, 1)).isEmpty();
        for (int limit : new int[] {0, -1, EventLog.MAX_LIMIT + 1}) {
            assertThatThrownBy(() -> storage.events().after(0, limit)).isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void theFarthestPositionOfAConsumerStays() throws Exception {
        assertThat(storage.events().position("webhook")).isZero();
        Race.of(THREADS, n -> () -> {
            for (int i = 0; i < 10; i++) {
                storage.events().advance("webhook", n * 10L + i);
            }
            return n;
        });
        storage.events().advance("webhook", 5);
        storage.events().advance("other", 7);
        assertThat(storage.events().position("webhook")).isEqualTo(THREADS * 10L - 1);
        assertThat(storage.events().position("other")).isEqualTo(7);
        for (String bad : List.of("", "x".repeat(251), "a\u0000")) {
            assertThatThrownBy(() -> storage.events().advance(bad, 1)).isInstanceOf(InvalidInputException.class);
        }
        reopen();
        assertThat(storage.events().position("webhook")).isEqualTo(THREADS * 10L - 1);
    }

    @Test
    void aReaderThatFollowsMissesNothing() throws Exception { // behaviour 75
        int writers = 6;
        int runs = 40;
        AtomicInteger done = new AtomicInteger();
        List<Set<String>> read = Race.of(writers + 1, n -> () -> {
            Set<String> seen = new HashSet<>();
            if (n < writers) {
                for (int i = 0; i < runs; i++) {
                    apply(newRun(1 + n * 1_000 + i));
                }
                done.incrementAndGet();
                return seen;
            }
            long last = known;
            boolean finished;
            do {
                finished = done.get() == writers;
                for (StoreEvent event : storage.events().after(last, 17)) {
                    assertThat(event.sequence()).isGreaterThan(last);
                    last = event.sequence();
                    assertThat(storage.runs().find(event.subject())).isPresent();
                    assertThat(seen.add(event.subject())).isTrue();
                    finished = false;
                }
            } while (!finished);
            return seen;
        });
        assertThat(read.get(writers)).hasSize(writers * runs);
    }
}
