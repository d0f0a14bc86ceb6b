package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.T0;
import static io.github.modelkeel.testkit.Samples.change;
import static io.github.modelkeel.testkit.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.Approval.Decision;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.ModelHistory;
import io.github.modelkeel.registry.ModelInfo;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.RegistryEvent.Kind;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.RegistryStore;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.spi.StoredText;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The promises of {@link RegistryStore} about what is deleted, described, decided and copied. */
public abstract class RegistryKeepingTck extends StorageTck {
    /** Made by JUnit. */
    protected RegistryKeepingTck() {}

    private RegistryStore registry() {
        return storage.registry();
    }

    private void register(int count) {
        for (int i = 0; i < count; i++) {
            registry().create(version("churn"));
        }
    }

    private static Change at(int second, String reason) {
        return new Change("bob", reason, T0.plusSeconds(second));
    }

    @Test
    void aNumberIsNeverUsedAgain() { // behaviour 70
        register(3);
        registry().alias("churn", "champion", 3, null, change("best"));
        registry().alias("churn", "spare", 2, null, change("second"));
        registry().deleteVersion("churn", 3, at(1, "broken"));
        assertThat(registry().versions("churn"))
                .extracting(ModelVersion::version)
                .containsExactly(1, 2);
        assertThat(registry().find("churn", 3)).isEmpty();
        assertThat(registry().find("churn", 2).orElseThrow().aliases()).containsExactly("spare");
        assertThat(registry().history("churn"))
                .filteredOn(event -> event.change().reason().equals("broken"))
                .extracting(RegistryEvent::kind, RegistryEvent::version, RegistryEvent::alias)
                .containsExactlyInAnyOrder(
                        tuple(Kind.ALIAS_REMOVED, 3, "champion"), tuple(Kind.VERSION_DELETED, 3, null));
        assertThat(registry().create(version("churn")).version()).isEqualTo(4);
        registry().deleteVersion("churn", 1, change(""));
        registry().deleteVersion("churn", 2, change(""));
        registry().deleteVersion("churn", 4, change(""));
        assertThat(registry().models()).containsExactly("churn"); // a model without versions is a model
        reopenUnlessTransient();
        assertThat(registry().create(version("churn")).version()).isEqualTo(5);
        for (int gone : new int[] {0, -1, 1, 3, 6}) {
            assertThatThrownBy(() -> registry().deleteVersion("churn", gone, change("")))
                    .as("version %s", gone)
                    .isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void aModelMadeAgainGoesOnCounting() { // behaviour 70
        register(2);
        registry().create(version("other"));
        registry().alias("churn", "champion", 2, null, change(""));
        registry().describe("churn", null, "old", change(""));
        registry().tag("churn", null, "team", "risk", change(""));
        int events = registry().history("churn").size();
        registry().deleteModel("churn", at(9, "retired"));
        assertThat(registry().models()).containsExactly("other");
        assertThat(registry().versions("churn")).isEmpty();
        assertThat(registry().find("churn", 1)).isEmpty();
        assertThat(registry().model("churn")).isEmpty();
        assertThat(registry().read("churn")).isEmpty();
        assertThat(registry().approvals("churn", 1)).isEmpty();
        assertThat(registry().history("churn")).hasSize(events + 1);
        RegistryEvent last = registry().history("churn").get(events);
        assertThat(last.kind()).isEqualTo(Kind.MODEL_DELETED);
        assertThat(last.version()).isZero();
        assertThat(last.change()).isEqualTo(at(9, "retired"));
        for (Runnable lost : List.<Runnable>of(
                () -> registry().deleteModel("churn", change("")),
                () -> registry().alias("churn", "champion", 1, null, change("")),
                () -> registry().transition("churn", 1, Stage.STAGING, false, change("")),
                () -> registry().describe("churn", null, "x", change("")),
                () -> registry().tag("churn", 1, "k", "v", change("")),
                () -> registry().decide("churn", 1, new Approval(Decision.APPROVED, change(""))))) {
            assertThatThrownBy(lost::run).isInstanceOf(NotFoundException.class).hasMessageContaining("'churn'");
        }
        ModelVersion again = registry().create(version("churn"));
        assertThat(again.version()).isEqualTo(3);
        assertThat(again.aliases()).isEmpty();
        assertThat(registry().versions("churn")).containsExactly(again);
        assertThat(registry().model("churn").orElseThrow().description()).isEmpty();
        assertThat(registry().model("churn").orElseThrow().tags()).isEmpty();
        assertThat(registry().history("churn")).hasSize(events + 2);
    }

    @Test
    void modelsAndVersionsAreDescribedAndTagged() {
        register(2);
        assertThat(registry().model("churn")).contains(new ModelInfo("churn", "", Map.of(), T0));
        assertThat(registry().model("none")).isEmpty();
        int events = registry().history("churn").size();
        registry().describe("churn", null, "tells who leaves", at(1, "words"));
        registry().describe("churn", null, "tells who leaves", at(2, "no change"));
        registry().describe("churn", 2, "deeper", at(3, ""));
        registry().tag("churn", null, "team", "risk", at(4, ""));
        registry().tag("churn", 2, "gpu", "no", at(5, ""));
        registry().tag("churn", 2, "gpu", "no", at(6, "no change"));
        registry().tag("churn", 2, "gpu", "yes", at(7, ""));
        registry().tag("churn", 2, "gpu", null, at(8, ""));
        registry().tag("churn", 2, "gpu", null, at(9, "no change"));
        assertThat(registry().model("churn"))
                .contains(new ModelInfo("churn", "tells who leaves", Map.of("team", "risk"), T0));
        assertThat(registry().find("churn", 1).orElseThrow().description()).isEqualTo("a version");
        assertThat(registry().find("churn", 2).orElseThrow().description()).isEqualTo("deeper");
        assertThat(registry().find("churn", 2).orElseThrow().tags()).isEmpty();
        List<RegistryEvent> history = registry().history("churn");
        assertThat(history.subList(events, history.size()))
                .extracting(
                        RegistryEvent::kind,
                        RegistryEvent::version,
                        RegistryEvent::alias,
                        RegistryEvent::from,
                        RegistryEvent::to)
                .containsExactly(
                        tuple(Kind.DESCRIBED, 0, null, "", "tells who leaves"),
                        tuple(Kind.DESCRIBED, 2, null, "a version", "deeper"),
                        tuple(Kind.TAGGED, 0, "team", null, "risk"),
                        tuple(Kind.TAGGED, 2, "gpu", null, "no"),
                        tuple(Kind.TAGGED, 2, "gpu", "no", "yes"),
                        tuple(Kind.TAGGED, 2, "gpu", "yes", null));
        assertThatThrownBy(() -> registry().describe("churn", 3, "x", change("")))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aLongDescriptionIsKeptWholeOrRefused() { // behaviour 28
        register(1);
        String longest = "\u00E4".repeat(StoredText.MAX_LENGTH);
        registry().describe("churn", 1, longest, change(""));
        assertThat(registry().find("churn", 1).orElseThrow().description()).isEqualTo(longest);
        String sixteenMegabytes = "x".repeat(16 << 20);
        assertThatThrownBy(() -> registry().describe("churn", 1, sixteenMegabytes, change("")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("artifact");
        assertThat(registry().find("churn", 1).orElseThrow().description()).isEqualTo(longest);
    }

    @Test
    void everyDecisionIsKept() {
        register(2);
        Approval no = new Approval(Decision.REJECTED, at(1, "leaks the label"));
        Approval yes = new Approval(Decision.APPROVED, at(2, "fixed"));
        registry().decide("churn", 1, no);
        registry().decide("churn", 1, yes);
        registry().decide("churn", 1, yes);
        assertThat(registry().approvals("churn", 1)).containsExactly(no, yes, yes);
        assertThat(registry().approvals("churn", 2)).isEmpty();
        assertThat(registry().approvals("churn", 3)).isEmpty();
        assertThatThrownBy(() -> registry().decide("churn", 3, yes)).isInstanceOf(NotFoundException.class);
        assertThat(registry().history("churn"))
                .filteredOn(event -> event.kind() == Kind.DECIDED)
                .extracting(RegistryEvent::version, RegistryEvent::to, RegistryEvent::change)
                .containsExactly(
                        tuple(1, "REJECTED", no.change()),
                        tuple(1, "APPROVED", yes.change()),
                        tuple(1, "APPROVED", yes.change()));
    }

    @Test
    void whatAnAliasPointedToAtATimeFollowsFromItsHistory() { // behaviour 71
        register(5);
        Random random = new Random(3L);
        TreeMap<Instant, Integer> reference = new TreeMap<>();
        int now = 0;
        for (int second = 1; second <= 60; second++) {
            Integer next = random.nextInt(5) == 0 ? null : Integer.valueOf(1 + random.nextInt(5));
            registry().alias("churn", "champion", next, now, at(second, "move"));
            now = next == null ? 0 : next;
            reference.put(T0.plusSeconds(second), now);
        }
        TreeMap<Instant, Integer> replayed = new TreeMap<>();
        for (RegistryEvent event : registry().history("churn")) {
            if ("champion".equals(event.alias())) {
                replayed.put(event.change().at(), event.to() == null ? 0 : Integer.parseInt(event.to()));
            }
        }
        for (int second = 1; second <= 60; second++) {
            Instant time = T0.plusSeconds(second);
            Map.Entry<Instant, Integer> found = replayed.floorEntry(time);
            assertThat(found == null ? 0 : found.getValue()).as("at %s", time).isEqualTo(reference.get(time));
        }
    }

    @Test
    void aModelIsCopiedWhole() {
        register(4);
        registry().deleteVersion("churn", 2, at(1, "bad"));
        registry().deleteVersion("churn", 4, at(1, "bad"));
        registry().transition("churn", 3, Stage.PRODUCTION, true, at(2, "up"));
        registry().alias("churn", "champion", 3, 0, at(3, "best"));
        registry().describe("churn", null, "about", at(4, ""));
        registry().tag("churn", 3, "k", "v", at(5, ""));
        registry().decide("churn", 3, new Approval(Decision.APPROVED, at(6, "ok")));
        ModelHistory history = registry().read("churn").orElseThrow();
        assertThat(history.nextVersion()).isEqualTo(5);
        assertThat(history.versions()).isEqualTo(registry().versions("churn"));
        assertThat(history.events()).isEqualTo(registry().history("churn"));
        assertThatThrownBy(() -> registry().write(history))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("'churn'");
        try (Storage target = open(place.resolve(place.getFileName() + "x"))) {
            target.registry().create(version("before"));
            target.registry().write(history);
            ModelHistory copy = target.registry().read("churn").orElseThrow();
            assertThat(copy.info()).isEqualTo(history.info());
            assertThat(copy.nextVersion()).isEqualTo(history.nextVersion());
            assertThat(copy.versions()).isEqualTo(history.versions());
            assertThat(copy.approvals()).isEqualTo(history.approvals());
            assertThat(copy.events())
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("sequence")
                    .isEqualTo(history.events());
            assertThat(copy.events())
                    .extracting(RegistryEvent::sequence)
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(target.registry().create(version("churn")).version()).isEqualTo(5);
            target.registry().deleteModel("churn", change(""));
            assertThatThrownBy(() -> target.registry().write(history)).isInstanceOf(ConflictException.class);
        }
    }

    private void reopenUnlessTransient() {
        if (!storage.isTransient()) {
            reopen();
        }
    }
}
