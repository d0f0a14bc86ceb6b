package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.T0;
import static io.github.modelkeel.testkit.Samples.change;
import static io.github.modelkeel.testkit.Samples.id;
import static io.github.modelkeel.testkit.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.registry.Change;
import io.github.modelkeel.registry.Lineage;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.NewVersion;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.RegistryEvent.Kind;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.spi.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The promises of {@link io.github.modelkeel.spi.RegistryStore}. */
public abstract class RegistryStoreTck extends StorageTck {
    /** Made by JUnit. */
    protected RegistryStoreTck() {}

    private ModelVersion get(int version) {
        return storage.registry().find("churn", version).orElseThrow();
    }

    private void register(int count) {
        for (int i = 0; i < count; i++) {
            storage.registry().create(version("churn"));
        }
    }

    private List<RegistryEvent> historyAfter(int events) {
        List<RegistryEvent> history = storage.registry().history("churn");
        return history.subList(events, history.size());
    }

    @Test
    void aVersionComesBackAsItWasRegistered() {
        NewVersion given = version("churn");
        ModelVersion stored = storage.registry().create(given);
        assertThat(stored)
                .isEqualTo(new ModelVersion(
                        "churn",
                        1,
                        Stage.NONE,
                        Set.of(),
                        given.source(),
                        given.packageDigest(),
                        given.metrics(),
                        given.lineage(),
                        "a version",
                        Map.of(),
                        T0,
                        "ann"));
        assertThat(get(1)).isEqualTo(stored);
        assertThat(storage.registry().versions("churn")).containsExactly(stored);
        assertThat(storage.registry().find("churn", 2)).isEmpty();
        assertThat(storage.registry().versions("other")).isEmpty();
        assertThat(storage.registry().history("other")).isEmpty();
    }

    @Test
    void aVersionMayComeFromNowhere() {
        ModelVersion stored = storage.registry()
                .create(new NewVersion(
                        "imported", "file", "00", Map.of(), new Lineage(null, Map.of(), null), "", change("")));
        assertThat(storage.registry().find("imported", 1)).contains(stored);
        assertThat(stored.lineage()).isEqualTo(new Lineage(null, Map.of(), null));
    }

    @Test
    void modelsAreListedByCodePoint() { // behaviour 25
        for (String name : List.of("b", "\uD83D\uDE80", "B", "\uFB01", "a'; DROP TABLE reg_model; --")) {
            storage.registry().create(version(name));
        }
        assertThat(storage.registry().models())
                .containsExactly("B", "a'; DROP TABLE reg_model; --", "b", "\uFB01", "\uD83D\uDE80");
    }

    @Test
    void whoeverRegistersNumbersHaveNoGapAndNoRepetition() throws Exception { // behaviour 69
        List<Integer> numbers = new ArrayList<>();
        Race.of(THREADS, n -> () -> {
                    List<Integer> own = new ArrayList<>();
                    for (int i = 0; i < 25; i++) {
                        own.add(storage.registry().create(version("churn")).version());
                    }
                    return own;
                })
                .forEach(numbers::addAll);
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, THREADS * 25).boxed().toList());
        assertThat(storage.registry().versions("churn"))
                .extracting(ModelVersion::version)
                .isSorted()
                .hasSize(THREADS * 25);
    }

    @Test
    void twoOpeningsRegisterWithoutGapOrRepetition() throws Exception { // behaviour 69
        List<Integer> numbers = new ArrayList<>();
        try (Storage other = second()) {
            Race.of(THREADS, n -> () -> {
                        List<Integer> own = new ArrayList<>();
                        for (int i = 0; i < 25; i++) {
                            Storage by = n % 2 == 0 ? storage : other;
                            own.add(by.registry().create(version("churn")).version());
                        }
                        return own;
                    })
                    .forEach(numbers::addAll);
        }
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, THREADS * 25).boxed().toList());
    }

    @Test
    void aTransitionMovesTheVersionAndWritesOneEvent() { // behaviour 75
        register(2);
        Change promote = new Change("bob", "it's better", T0.plusSeconds(5));
        assertThat(storage.registry()
                        .transition("churn", 1, Stage.STAGING, false, promote)
                        .stage())
                .isEqualTo(Stage.STAGING);
        storage.registry().transition("churn", 1, Stage.STAGING, false, change("again"));
        assertThat(get(1).stage()).isEqualTo(Stage.STAGING);
        assertThat(historyAfter(2)).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(Kind.STAGE_CHANGED);
            assertThat(event.version()).isEqualTo(1);
            assertThat(event.from()).isEqualTo("NONE");
            assertThat(event.to()).isEqualTo("STAGING");
            assertThat(event.change()).isEqualTo(promote);
        });
    }

    @Test
    void archivingTheOthersIsPartOfTheTransition() {
        register(3);
        storage.registry().transition("churn", 1, Stage.PRODUCTION, false, change("first"));
        storage.registry().transition("churn", 2, Stage.PRODUCTION, false, change("beside it"));
        storage.registry().transition("churn", 3, Stage.PRODUCTION, true, change("third"));
        assertThat(storage.registry().versions("churn"))
                .extracting(ModelVersion::stage)
                .containsExactly(Stage.ARCHIVED, Stage.ARCHIVED, Stage.PRODUCTION);
        assertThat(historyAfter(5))
                .extracting(RegistryEvent::version, RegistryEvent::to)
                .containsExactly(tuple(1, "ARCHIVED"), tuple(2, "ARCHIVED"), tuple(3, "PRODUCTION"));
        assertThatThrownBy(() -> storage.registry().transition("churn", 3, Stage.ARCHIVED, true, change("")))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void atNoMomentAreTwoVersionsInTheStage() throws Exception {
        register(THREADS);
        storage.registry().transition("churn", 1, Stage.PRODUCTION, true, change("start"));
        Race.of(THREADS, n -> () -> {
            for (int i = 0; i < 20; i++) {
                if (n % 2 == 0) {
                    storage.registry().transition("churn", n + 1, Stage.PRODUCTION, true, change("mine"));
                } else {
                    assertThat(storage.registry().versions("churn"))
                            .filteredOn(version -> version.stage() == Stage.PRODUCTION)
                            .hasSize(1);
                }
            }
            return n;
        });
    }

    @Test
    void anAliasPointsToOneVersion() { // behaviour 71
        register(2);
        storage.registry().alias("churn", "champion", 1, null, change("first"));
        storage.registry().alias("churn", "champion", 1, null, change("no change"));
        storage.registry().alias("churn", "champion", 2, null, change("better"));
        storage.registry().alias("churn", "challenger", 2, null, change("both"));
        assertThat(get(1).aliases()).isEmpty();
        assertThat(get(2).aliases()).containsExactly("challenger", "champion");
        storage.registry().alias("churn", "champion", null, null, change("gone"));
        storage.registry().alias("churn", "champion", null, null, change("no change"));
        assertThat(get(2).aliases()).containsExactly("challenger");
        assertThat(historyAfter(2))
                .extracting(
                        RegistryEvent::kind,
                        RegistryEvent::version,
                        RegistryEvent::alias,
                        RegistryEvent::from,
                        RegistryEvent::to)
                .containsExactly(
                        tuple(Kind.ALIAS_SET, 1, "champion", null, "1"),
                        tuple(Kind.ALIAS_SET, 2, "champion", "1", "2"),
                        tuple(Kind.ALIAS_SET, 2, "challenger", null, "2"),
                        tuple(Kind.ALIAS_REMOVED, 2, "champion", "2", null));
        assertThat(storage.registry().history("churn"))
                .extracting(RegistryEvent::sequence)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void anAliasMovesOnlyFromWhereItIsExpected() throws Exception { // behaviour 60
        register(THREADS);
        assertThatThrownBy(() -> storage.registry().alias("churn", "champion", 1, 2, change("")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("'champion'");
        storage.registry().alias("churn", "champion", 1, 0, change("from nothing"));
        List<Boolean> won = Race.of(THREADS - 1, n -> () -> {
            try {
                storage.registry().alias("churn", "champion", n + 2, 1, change("race"));
                return true;
            } catch (ConflictException e) {
                return false;
            }
        });
        assertThat(won).filteredOn(each -> each).hasSize(1);
        assertThatThrownBy(() -> storage.registry().alias("churn", "champion", null, 1, change("")))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void changesOfWhatDoesNotExistAreRefused() {
        register(1);
        assertThatThrownBy(() -> storage.registry().transition("none", 1, Stage.STAGING, false, change("")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("'none'");
        assertThatThrownBy(() -> storage.registry().transition("churn", 2, Stage.STAGING, true, change("")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("2");
        assertThatThrownBy(() -> storage.registry().alias("churn", "a", 2, null, change("")))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> storage.registry().alias("none", "a", null, null, change("")))
                .isInstanceOf(NotFoundException.class);
        assertThat(historyAfter(1)).isEmpty();
    }

    @Test
    void whatIsNoTextIsRefused() { // behaviour 22
        assertThatThrownBy(() -> storage.registry().create(version("a\u0000b")))
                .isInstanceOf(InvalidInputException.class);
        register(1);
        assertThatThrownBy(() -> storage.registry().alias("churn", "half \uD83D", 1, null, change("")))
                .isInstanceOf(InvalidInputException.class);
        assertThat(storage.registry().models()).containsExactly("churn");
    }

    @Test
    void everythingIsThereAfterReopening() {
        register(2);
        storage.registry().transition("churn", 2, Stage.PRODUCTION, true, change("up"));
        storage.registry().alias("churn", "champion", 2, null, change("up"));
        List<ModelVersion> versions = storage.registry().versions("churn");
        List<RegistryEvent> history = storage.registry().history("churn");
        reopen();
        assertThat(storage.registry().versions("churn")).isEqualTo(versions);
        assertThat(storage.registry().history("churn")).isEqualTo(history);
        assertThat(storage.registry().create(version("churn")).version()).isEqualTo(3);
        assertThat(id(1)).isEqualTo(versions.get(0).lineage().runId());
    }
}
