package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunStatus;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the check says of tables that were changed underneath. */
class StoreCheckTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private static List<MetricPoint> points(int count) {
        List<MetricPoint> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            points.add(new MetricPoint("loss", i == 7 ? Double.NaN : -1.0 / (i + 1), i, T0.plusMillis(i)));
        }
        return points;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UPDATE metric_last SET n = n + 1                                   | points 54 but has 53
            UPDATE metric_last SET min_bits = max_bits                         | min
            UPDATE metric_last SET sum_bits = 0                                | sum 0.0 but has
            DELETE FROM metric_tail WHERE step = 51                            | the summary of metric 'loss' of run
            DELETE FROM metric_point WHERE step = 3                            | the summary of metric 'loss' of run
            DELETE FROM metric_last                                            | points of metrics have no summary
            UPDATE metric_chunk SET data = zeroblob(length(data))              | cannot be read
            DELETE FROM metric_chunk                                           | points
            DELETE FROM content                                                | a file has no content: f
            DELETE FROM content_chunk                                          | a content has not all its bytes
            UPDATE id_block SET next_id = 3                                    | the counter is behind
            INSERT INTO alias (model_pk, alias, version) VALUES (1, 'a', 1)    | an alias points to no living version: a
            UPDATE metric_last SET start_ms = 5                                | summaries of a run stand where
            UPDATE run SET exp_pk = 999                                        | a run has no experiment""")
    void whatWasChangedUnderneathIsSaid(String change, String expected) throws Exception {
        Path file = folder.resolve("mlops.db");
        try (JdbcStore store = JdbcStore.sqlite(file)) {
            store.runs().experiment("e", "e".repeat(32), T0);
            for (int n = 0; n < 2; n++) { // the second one ends, so its points are packed
                String run = ("r" + n).repeat(16);
                store.runs().apply(List.of(new RunCommand.Create(run, "e".repeat(32), null, "r", "ann", T0)));
                store.runs().apply(List.of(new RunCommand.Metrics(run, points(50))));
            }
            store.runs().apply(List.of(new RunCommand.End("r1".repeat(16), RunStatus.FINISHED, null, T0)));
            store.runs()
                    .apply(List.of(
                            new RunCommand.Metrics("r0".repeat(16), points(53).subList(50, 53))));
            store.artifacts().put("r0".repeat(16), "f", new ByteArrayInputStream(new byte[9]), T0);
            assertThat(store.check()).isEmpty();
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                Db.execute(connection, change);
            }
            assertThat(store.check())
                    .isNotEmpty()
                    .anySatisfy(line -> assertThat(line).contains(expected));
        }
    }
}
