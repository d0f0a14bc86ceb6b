package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.tracking.MetricSummary;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunFilter.Operator;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that were stored under version 1 of the schema are found by what version 2 added. */
class RunUpgradeTest {
    @TempDir
    Path folder;

    @Test
    void whatVersion1StoredIsFoundByMeansAndTexts() throws Exception {
        Path file = folder.resolve("mlops.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            String sql = new String(
                    Migrations.class.getResourceAsStream("sqlite/V1__init.sql").readAllBytes(), StandardCharsets.UTF_8);
            connection.setAutoCommit(false);
            new Migrations(List.of(new Migrations.Step(1, "V1__init.sql", sql))).apply(connection, Dialect.SQLITE);
            for (String statement : List.of(
                    "INSERT INTO experiment VALUES (1, 'e1', 'e', 'e', 5, NULL)",
                    "INSERT INTO run (run_pk, run_id, exp_pk, name, status, start_ms, user_name, rev)"
                            + " VALUES (2, 'r1', 1, 'Big NET', 1, 7, 'ann', 0)",
                    "INSERT INTO key_name VALUES (3, 1, 'f1'), (4, 2, 'opt'), (5, 3, 'team')",
                    "INSERT INTO param VALUES (2, 4, 'Adam', NULL)",
                    "INSERT INTO tag VALUES (2, 2, 5, 'RISK')",
                    "INSERT INTO metric_point VALUES (2, 3, 0, 0, 8, " + OrderedBits.encode(0.5)
                            + ", 6), (2, 3, 0, 1, 9, " + OrderedBits.encode(Double.NaN) + ", 7), (2, 3, 0, 2, 9, "
                            + OrderedBits.encode(1.0) + ", 8)",
                    "INSERT INTO metric_last VALUES (2, 3, 0, 1, 2, 9, " + OrderedBits.encode(1.0) + ", "
                            + OrderedBits.encode(0.5) + ", " + OrderedBits.encode(1.0) + ", 3)",
                    "UPDATE id_block SET next_id = 20")) {
                Db.execute(connection, statement);
            }
            connection.commit();
        }
        try (JdbcStore store = JdbcStore.sqlite(file)) {
            RunRecord run = store.runs().find("r1").orElseThrow();
            MetricSummary summary = run.summary("f1", "").orElseThrow();
            assertThat(summary.mean()).isEqualTo(0.75);
            assertThat(summary.count()).isEqualTo(3);
            assertThat(run.heartbeatAt()).isEqualTo(run.startedAt());
            RunFilter.Field mean = RunFilter.Field.metric("f1").at(RunFilter.Aggregate.MEAN);
            for (RunFilter filter : List.of(
                    new RunFilter.Comparison(mean, Operator.EQ, 0.75),
                    RunFilter.param("opt", Operator.EQ, "Adam"),
                    RunFilter.param("opt", Operator.ILIKE, "aDA%"),
                    RunFilter.tag("team", Operator.ILIKE, "risk"),
                    RunFilter.attribute("name", Operator.ILIKE, "%net"),
                    RunFilter.metric("f1", Operator.GT, 0.9))) {
                assertThat(store.runs().search(RunQuery.all().where(filter)).items())
                        .as(filter.toString())
                        .containsExactly(run);
            }
        }
    }
}
