package io.github.modelkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.Mlops;
import io.github.modelkeel.error.CancelledException;
import io.github.modelkeel.pipeline.Pipeline;
import io.github.modelkeel.pipeline.PipelineListener;
import io.github.modelkeel.pipeline.PipelineRun;
import io.github.modelkeel.read.Csv;
import io.github.modelkeel.serving.embedded.TreeModels;
import io.github.modelkeel.store.jdbc.JdbcStore;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import io.github.modelkeel.tribuo.Tribuo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupted training on a real store: the run is KILLED, the store lives, the next run works. */
class CancelTest {
    @Test
    void anInterruptStopsTheBoostingAndTheStoreGoesOn(@TempDir Path folder) {
        byte[] customers = ChurnData.customers().getBytes(StandardCharsets.UTF_8);
        Pipeline pipeline = ChurnPipelines.churn(
                Csv.bytes("customers.csv", customers),
                Tribuo.xgboost().trees(20).maxDepth(3).seed(1),
                0.5);
        try (Mlops mlops = Mlops.open(JdbcStore.sqlite(folder.resolve("mlops.db")), TreeModels.format())) {
            assertThatThrownBy(() -> mlops.run(pipeline, new PipelineListener() {
                        @Override
                        public void trainingRound(int round, Map<String, Double> metrics) {
                            if (round == 3) {
                                Thread.currentThread().interrupt();
                            }
                        }
                    }))
                    .isInstanceOf(CancelledException.class);
            assertThat(Thread.interrupted()).isTrue();

            RunRecord killed = mlops.tracker().search(RunQuery.all()).items().get(0);
            assertThat(killed.status()).isEqualTo(RunStatus.KILLED);
            assertThat(killed.error()).contains("cancelled");
            assertThat(mlops.registry().models()).isEmpty();
            PipelineRun next = mlops.run(pipeline);
            assertThat(next.isRegistered()).isTrue();
        }
    }
}
