package io.github.modelkeel.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.doubles.Customers;
import io.github.modelkeel.doubles.SmallLogit;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.internal.memory.MemoryStorage;
import io.github.modelkeel.pipeline.Pipeline;
import io.github.modelkeel.pipeline.PipelineRun;
import io.github.modelkeel.registry.ModelVersion;
import io.github.modelkeel.registry.RegisteredModel;
import io.github.modelkeel.registry.Registry;
import io.github.modelkeel.registry.RegistryEvent;
import io.github.modelkeel.registry.Stage;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoredRegistryTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final Mlops mlops = Mlops.builder()
            .storage(storage)
            .formats(SmallLogit.format())
            .user("tester")
            .open();
    private final Registry registry = mlops.registry();
    private PipelineRun run;

    @BeforeEach
    void trainOnce() {
        run = mlops.run(Pipeline.named("churn")
                .read(Customers.source())
                .label("churned")
                .train(SmallLogit.rounds(5))
                .build());
    }

    @AfterEach
    void close() {
        mlops.close();
        assertThatThrownBy(() -> storage.runs().experiments()).isInstanceOf(UnavailableException.class);
    }

    private RegisteredModel churn(int versions) {
        for (int i = 0; i < versions; i++) {
            registry.register("churn", run.runId(), "model", "try " + i);
        }
        return registry.get("churn");
    }

    /** Replaces a stored file of the run behind everybody's back. */
    private void replace(String path, byte[] content) {
        storage.artifacts().put(run.runId(), path, new ByteArrayInputStream(content), Instant.EPOCH);
    }

    @Test
    void registersWhatARunStored() {
        ModelVersion version = registry.register("churn", run.runId(), "model", "first try");

        assertThat(version.version()).isEqualTo(1);
        assertThat(version.stage()).isEqualTo(Stage.NONE);
        assertThat(version.description()).isEqualTo("first try");
        assertThat(version.lineage().datasets()).containsOnlyKeys("train", "test");
        assertThat(version.lineage().codeFingerprint()).hasSize(64);
        assertThat(version.metrics()).containsKey("accuracy");
        assertThat(registry.models()).containsExactly("churn");
    }

    @Test
    void resolvesEveryFormOfUri() { // behaviour 72
        RegisteredModel churn = churn(3);
        churn.transition(2, Stage.PRODUCTION, true, "best");
        churn.setAlias("champion", 1, "story");

        assertThat(registry.resolve("models:/churn/3").version()).isEqualTo(3);
        assertThat(registry.resolve("models:/churn/latest").version()).isEqualTo(3);
        assertThat(registry.resolve("models:/churn/Production").version()).isEqualTo(2);
        assertThat(registry.resolve("models:/churn@champion").version()).isEqualTo(1);
        assertThatThrownBy(() -> registry.resolve("runs:/" + run.runId() + "/model"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("names the package of a run, not a registered version");
        assertThat(mlops.predictor("models:/churn@champion").version()).isEqualTo(1);
        for (String bad : List.of(
                "",
                "churn",
                "models:/",
                "models:churn/1",
                "models:/churn",
                "models:/churn/",
                "models:/churn@",
                "models:/churn/0",
                "models:/churn/-1",
                "models:/churn/1.0",
                "models:/churn/Canary",
                "models:/churn/1@x",
                "models:/churn@x/1",
                "models:/churn/latest/1",
                "models:/churn/9999999999",
                "models://churn/1")) {
            assertThatThrownBy(() -> registry.resolve(bad)).as(bad).isInstanceOf(InvalidInputException.class);
        }
        for (String none : List.of("models:/churn/4", "models:/churn@other", "models:/churn/Staging", "models:/no/1")) {
            assertThatThrownBy(() -> registry.resolve(none)).as(none).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void aTransitionArchivesWhatWasThere() {
        RegisteredModel churn = churn(2);
        churn.transition(1, Stage.PRODUCTION, true, "go");
        churn.transition(2, Stage.PRODUCTION, true, "better");

        assertThat(churn.inStage(Stage.PRODUCTION).version()).isEqualTo(2);
        assertThat(churn.version(1).stage()).isEqualTo(Stage.ARCHIVED);
        assertThat(churn.history())
                .filteredOn(event -> event.kind() == RegistryEvent.Kind.STAGE_CHANGED)
                .extracting(event -> event.version() + ":" + event.from() + ">" + event.to())
                .containsExactly("1:NONE>PRODUCTION", "1:PRODUCTION>ARCHIVED", "2:NONE>PRODUCTION");
        assertThat(churn.history()).allMatch(event -> event.change().actor().equals("tester"));
    }

    @Test
    void rollbackPointsAnAliasBackAndIsOneEvent() { // behaviour 71
        RegisteredModel churn = churn(3);
        churn.setAlias("champion", 1, "first");
        churn.setAlias("champion", 3, "better");
        int events = churn.history().size();

        assertThat(churn.rollback("champion", "month 2 was bad").version()).isEqualTo(1);
        assertThat(churn.alias("champion").version()).isEqualTo(1);
        assertThat(churn.history()).hasSize(events + 1);
        assertThat(churn.history().get(events).change().reason()).isEqualTo("month 2 was bad");
    }

    @Test
    void rollbackRemembersWhatARemovedAliasPointedTo() {
        RegisteredModel churn = churn(2);
        churn.setAlias("champion", 1, "first");
        churn.removeAlias("champion", "pause");
        churn.removeAlias("champion", "again is no change");
        churn.setAlias("champion", 2, "second");

        assertThat(churn.rollback("champion", "back").version()).isEqualTo(1);
    }

    @Test
    void rollbackWithoutAPastSaysSo() {
        RegisteredModel churn = churn(1);
        churn.setAlias("champion", 1, "first");

        assertThatThrownBy(() -> churn.rollback("champion", "x"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage(
                        "alias 'champion' of model 'churn' never pointed to another version than 1; there is nothing"
                                + " to go back to: use setAlias");
    }

    @Test
    void aDamagedPackageIsNeverRegistered() {
        replace("model/model.bin", new byte[] {1, 2, 3});

        assertThatThrownBy(() -> registry.register("churn", run.runId(), "model", ""))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("model.bin has the SHA-256");
        assertThat(registry.models()).isEmpty();
    }

    @Test
    void aPackageThatWasReplacedAfterRegistrationIsNotServed() { // behaviour 73
        churn(1);
        PipelineRun other = mlops.run(Pipeline.named("churn")
                .read(Customers.source())
                .label("churned")
                .train(SmallLogit.rounds(6))
                .build());
        for (String file : new String[] {"model.json", "model.bin", "golden.json", "features.json", "card.md"}) {
            replace("model/" + file, mlops.tracker().artifact(other.runId(), "model/" + file));
        }

        assertThatThrownBy(() -> mlops.predictor("models:/churn/1"))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("was registered; it was replaced");
    }
}
