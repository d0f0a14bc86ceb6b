package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunFilter.Aggregate;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunFilter.Operator;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import io.github.modelkeel.tracking.View;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the engines say of the statements that searches run: they walk down an index instead of sorting every run. */
class SearchPlanTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final String EXPERIMENT = "e".repeat(32);
    private static final String OTHER = "o".repeat(32);
    /** Runs that are equal in the order and began in the same millisecond. */
    private static final String SAME_START = "sort  \\([^\n]*\n *sort key: r\\.run_id collate \"c\"\n";

    private static final int RUNS = 2_000;

    private Database database;

    private void open(Dialect dialect) {
        database = new Database("plans", Engines.inMemory(dialect));
        JdbcRunStore runs = new JdbcRunStore(database);
        runs.experiment("e", EXPERIMENT, T0);
        runs.experiment("o", OTHER, T0);
        List<RunCommand> commands = new ArrayList<>();
        for (int n = 0; n < RUNS; n++) {
            String id = String.format(Locale.ROOT, "r%031d", n);
            String experiment = n % 10 == 0 ? OTHER : EXPERIMENT;
            String parent = n % 10 == 5 ? String.format(Locale.ROOT, "r%031d", n - 1) : null;
            commands.add(new RunCommand.Create(id, experiment, parent, "run " + n, "ann", T0.plusSeconds(n)));
            commands.add(new RunCommand.Params(
                    id, Map.of("seed", Integer.toString(n), "optimizer", n % 3 == 0 ? "adam" : "sgd")));
            commands.add(new RunCommand.Tags(id, Map.of("team", n % 2 == 0 ? "red" : "blue")));
            MetricPoint point = new MetricPoint("f1", (n * 7_919 % RUNS) / (double) RUNS, 0, T0);
            commands.add(new RunCommand.Metrics(id, List.of(point)));
            if (n % 4 != 0) {
                commands.add(new RunCommand.End(id, RunStatus.FINISHED, null, T0.plusSeconds(2 * n)));
            }
        }
        for (int n = 3; n < RUNS; n += 20) {
            commands.add(new RunCommand.Delete(String.format(Locale.ROOT, "r%031d", n), T0));
        }
        runs.apply(commands);
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** Notes the statements that are run. */
    private static final class Recording extends Db {
        private final List<String> statements = new ArrayList<>();

        Recording(Connection connection, Dialect dialect) {
            super(connection, dialect);
        }

        @Override
        <T> T with(String sql, Use<T> use) throws SQLException {
            statements.add(sql);
            return super.with(sql, use);
        }
    }

    /** Returns the plan of each statement that looked for runs. */
    private String plan(RunQuery query) {
        List<String> statements = database.read(db -> {
            Recording recording = new Recording(db.connection(), db.dialect());
            RunSearch.search(recording, database.names(), query);
            return recording.statements;
        });
        return database.read(db -> {
            StringBuilder plans = new StringBuilder();
            for (String sql : statements) {
                if (sql.startsWith("SELECT r.run_pk, r.start_ms")) {
                    plans.append(explained(db, sql)).append('\n');
                }
            }
            return plans.toString().toLowerCase(Locale.ROOT);
        });
    }

    private static String explained(Db db, String sql) throws SQLException {
        return switch (db.dialect()) {
            case SQLITE -> String.join("\n", db.list("EXPLAIN QUERY PLAN " + sql, row -> row.getString("detail")));
            case H2 -> {
                Object[] values =
                        new Object[(int) sql.chars().filter(c -> c == '?').count()];
                Arrays.fill(values, 1L);
                yield String.join("\n", db.list("EXPLAIN " + sql, row -> row.getString(1), values));
            }
            case POSTGRESQL -> {
                for (String other : List.of("seqscan", "bitmapscan")) { // which cost less in a small table
                    Db.execute(db.connection(), "SET LOCAL enable_" + other + " = off");
                }
                String literal = sql.replace("?", "'1'"); // takes the type of what it is compared with
                yield String.join("\n", db.list("EXPLAIN " + literal, row -> row.getString(1)));
            }
        };
    }

    /** Says that no engine sorts all it found; sorting what is equal in the index is what "partial" and the like mean. */
    private static void assertWalks(String plan, String index) {
        assertThat(plan).contains(index);
        assertThat(plan).doesNotContain("use temp b-tree for order by");
        String sorts = plan.replace("incremental sort", "").replaceAll(SAME_START, "");
        assertThat(sorts).doesNotContain("sort  (");
        if (plan.contains("/*")) {
            assertThat(plan).contains("index sorted");
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void theBestByAMetricComeFromItsIndex(Dialect dialect) {
        open(dialect);
        RunQuery best =
                RunQuery.all().in(EXPERIMENT).orderByMetricDescending("f1").limit(10);
        assertWalks(plan(best), "ix_metric");
        assertWalks(
                plan(RunQuery.all().in(EXPERIMENT).orderByMetricAscending("f1").limit(10)), "ix_metric");
        Page<RunRecord> page = new JdbcRunStore(database).search(best);
        assertWalks(plan(best.page(page.nextToken())), "ix_metric");
        assertWalks(plan(best.where(RunFilter.metric("f1", Operator.LT, 0.5))), "ix_metric");
    }

    private static Map<Field, String> indexes() {
        Map<Field, String> indexes = new LinkedHashMap<>();
        indexes.put(Field.metric("f1"), "ix_metric");
        indexes.put(Field.metric("f1").at(Aggregate.MIN), "ix_metric_min");
        indexes.put(Field.metric("f1").at(Aggregate.MAX), "ix_metric_max");
        indexes.put(Field.metric("f1").at(Aggregate.MEAN), "ix_metric_mean");
        indexes.put(Field.param("seed"), "ix_param_text");
        indexes.put(Field.param("optimizer"), "ix_param_text");
        indexes.put(Field.tag("team"), "ix_tag_text");
        indexes.put(Field.attribute("name"), "ix_run_name");
        indexes.put(Field.attribute("user"), "ix_run_user");
        indexes.put(Field.attribute("status"), "ix_run_state");
        indexes.put(Field.attribute("id"), "ix_run_ident");
        indexes.put(Field.attribute("parent_id"), "ix_run_nested");
        indexes.put(Field.attribute("experiment_id"), "ix_run_shelf");
        indexes.put(Field.attribute("start_time"), "ix_run_");
        indexes.put(Field.attribute("end_time"), "ix_run_end");
        indexes.put(Field.attribute("heartbeat_time"), "ix_run_beat");
        indexes.put(Field.attribute("duration"), "ix_run_duration");
        return indexes;
    }

    /** Each order, both ways, the first page and the second, in one experiment, in all, and with deleted runs. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void everyOrderIsWalkedInItsIndex(Dialect dialect) {
        open(dialect);
        JdbcRunStore runs = new JdbcRunStore(database);
        indexes().forEach((field, index) -> {
            for (boolean ascending : List.of(true, false)) {
                for (RunQuery within :
                        List.of(RunQuery.all().in(EXPERIMENT), RunQuery.all().view(View.ALL))) {
                    RunQuery query = within.orderBy(field, ascending).limit(10);
                    String token = runs.search(query).nextToken();
                    assertThat(token).as(query.text()).isNotNull();
                    for (RunQuery page : List.of(query, query.page(token))) {
                        assertWalks(plan(page), index);
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void deletedRunsStandApart(Dialect dialect) {
        open(dialect);
        RunQuery deleted = RunQuery.all().view(View.DELETED).limit(10);
        assertWalks(plan(deleted), "ix_run_gone");
        assertWalks(plan(deleted.in(EXPERIMENT)), "ix_run_shelf");
        assertWalks(plan(deleted.in(EXPERIMENT).orderBy(Field.attribute("name"), true)), "ix_run_name");
    }

    /** A text that many runs have stands in the index with the newest of them first. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void theNewestWithATextComeFromItsIndex(Dialect dialect) {
        open(dialect);
        RunQuery newest = RunQuery.all().in(EXPERIMENT).limit(10);
        assertWalks(plan(newest.where(RunFilter.param("optimizer", Operator.EQ, "sgd"))), "ix_param_text");
        RunFilter status = RunFilter.attribute("status", Operator.EQ, "FINISHED");
        assertWalks(plan(newest.where(status)), "ix_run_state");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void theNewestComeFromTheIndexOfStarts(Dialect dialect) {
        open(dialect);
        RunQuery newest = RunQuery.all().in(EXPERIMENT).limit(10);
        assertWalks(plan(newest), "ix_run_shelf");
        Page<RunRecord> page = new JdbcRunStore(database).search(newest);
        assertWalks(plan(newest.page(page.nextToken())), "ix_run_");
        assertWalks(plan(RunQuery.all().limit(10)), "ix_run_gone");
    }

    /** Reading a page costs what its runs have, not what all have. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void thePartsOfAPageAreLookedUp(Dialect dialect) {
        open(dialect);
        RunQuery page = RunQuery.all().in(EXPERIMENT).limit(3);
        List<String> plans = database.read(db -> {
            Recording recording = new Recording(db.connection(), db.dialect());
            RunSearch.search(recording, database.names(), page);
            List<String> explained = new ArrayList<>();
            for (String sql : recording.statements) {
                if (sql.contains("_pk IN (")) {
                    explained.add(explained(db, sql).toLowerCase(Locale.ROOT));
                }
            }
            return explained;
        });
        assertThat(plans).hasSize(5); // runs, parameters, tags, metrics, inputs
        String looked = switch (dialect) {
            case SQLITE -> "(rowid|_pk)=\\?";
            case H2 -> "/\\* public\\.primary_key[^/]*_pk\"? (in\\(|= )"; // in the comment stands what the index does
            case POSTGRESQL -> "index cond: [^\n]*_pk ";
        };
        assertThat(plans).allSatisfy(plan -> {
            assertThat(plan).containsPattern(looked);
            assertThat(plan).doesNotContain("scan run", "scan tag", "tablescan", "seq scan");
        });
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aParameterThatOneRunHasIsLookedUp(Dialect dialect) {
        open(dialect);
        RunQuery one = RunQuery.all().in(EXPERIMENT).where(RunFilter.param("seed", Operator.EQ, "77"));
        assertThat(new JdbcRunStore(database).search(one).items()).hasSize(1);
        List<String> statements = database.read(db -> {
            Recording recording = new Recording(db.connection(), db.dialect());
            RunSearch.search(recording, database.names(), one);
            return recording.statements;
        });
        assertThat(statements).anyMatch(sql -> sql.contains("val_hash = ?"));
        assertThat(statements).anyMatch(sql -> sql.contains("r.run_pk IN (?)"));
    }
}
