package io.github.modelkeel.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks for damage on one state of the database: what the engine finds, then what the tables say of each other. */
final class StoreCheck {
    /** Findings of one kind that are listed; further ones are counted. */
    private static final int MOST = 20;

    /** What must not be found: a text for people, then a query whose first column names each case. */
    private record Rule(String wrong, String sql) {}

    private static final List<Rule> RULES = List.of(
            new Rule(
                    "numbers are handed out again: the counter is behind",
                    "SELECT next_id FROM id_block WHERE name = 'seq' AND (next_id <= (SELECT MAX(seq) FROM event)"
                            + " OR next_id <= (SELECT MAX(run_pk) FROM run) OR next_id <= (SELECT MAX(mv_pk) FROM"
                            + " model_version) OR next_id <= (SELECT MAX(key_id) FROM key_name))"),
            new Rule(
                    "a run has no experiment",
                    "SELECT run_id FROM run WHERE exp_pk NOT IN (SELECT exp_pk FROM experiment)"),
            new Rule(
                    "parameters have no run",
                    "SELECT DISTINCT run_pk FROM param WHERE run_pk NOT IN (SELECT run_pk FROM run)"),
            new Rule(
                    "summaries of metrics have no run",
                    "SELECT DISTINCT run_pk FROM metric_last WHERE run_pk NOT IN (SELECT run_pk FROM run)"),
            new Rule(
                    "parameters of a run stand where searches do not find them",
                    "SELECT DISTINCT r.run_id FROM param x JOIN run r ON r.run_pk = x.run_pk"
                            + " WHERE (x.exp_pk <> r.exp_pk OR x.start_ms <> r.start_ms)"),
            new Rule(
                    "tags of a run stand where searches do not find them",
                    "SELECT DISTINCT r.run_id FROM tag x JOIN run r ON r.run_pk = x.owner_pk"
                            + " WHERE x.owner_kind = 2 AND (x.exp_pk <> r.exp_pk OR x.start_ms <> r.start_ms)"),
            new Rule(
                    "summaries of a run stand where searches do not find them",
                    "SELECT DISTINCT r.run_id FROM metric_last x JOIN run r ON r.run_pk = x.run_pk"
                            + " WHERE (x.exp_pk <> r.exp_pk OR x.start_ms <> r.start_ms)"),
            new Rule(
                    "points of metrics have no summary",
                    "SELECT p.run_pk FROM {rows} p LEFT JOIN metric_last l ON l.run_pk = p.run_pk"
                            + " AND l.key_id = p.key_id AND l.ctx_id = p.ctx_id WHERE l.run_pk IS NULL"
                            + " GROUP BY p.run_pk"),
            new Rule(
                    "chunks of points have no summary",
                    "SELECT c.run_pk FROM metric_chunk c LEFT JOIN metric_last l ON l.run_pk = c.run_pk"
                            + " AND l.key_id = c.key_id AND l.ctx_id = c.ctx_id WHERE l.run_pk IS NULL"
                            + " GROUP BY c.run_pk"),
            new Rule(
                    "a version has no model, or a number that is still to come",
                    "SELECT v.mv_pk FROM model_version v LEFT JOIN reg_model r ON r.model_pk = v.model_pk"
                            + " WHERE r.model_pk IS NULL OR v.version >= r.next_version"),
            new Rule(
                    "an alias points to no living version",
                    "SELECT a.alias FROM alias a LEFT JOIN model_version v ON v.model_pk = a.model_pk"
                            + " AND v.version = a.version AND v.deleted_ms IS NULL WHERE v.mv_pk IS NULL"),
            new Rule(
                    "a file has no content",
                    "SELECT path FROM artifact WHERE sha256 NOT IN (SELECT sha256 FROM content)"),
            new Rule(
                    "a content has not all its bytes",
                    "SELECT c.sha256 FROM content c LEFT JOIN (SELECT sha256, SUM(LENGTH(data)) AS stored FROM"
                            + " content_chunk GROUP BY sha256) k ON k.sha256 = c.sha256"
                            + " WHERE COALESCE(k.stored, 0) <> c.size_bytes"),
            new Rule(
                    "an edge of the lineage has no node",
                    "SELECT seq FROM lineage_edge WHERE from_pk NOT IN (SELECT node_pk FROM lineage_node)"
                            + " OR to_pk NOT IN (SELECT node_pk FROM lineage_node)"));

    private final Db db;
    private final List<String> found = new ArrayList<>();

    private StoreCheck(Db db) {
        this.db = db;
    }

    static List<String> run(Db db) throws SQLException {
        StoreCheck check = new StoreCheck(db);
        check.found.addAll(db.dialect().damage(db));
        if (check.found.isEmpty()) { // in a damaged file the tables mean nothing
            for (Rule rule : RULES) {
                check.apply(rule);
            }
            check.found.addAll(SummaryCheck.run(db));
        }
        return List.copyOf(check.found);
    }

    private void apply(Rule rule) throws SQLException {
        List<String> cases = db.list(rule.sql().replace("{rows}", db.dialect().rows()), row -> row.getString(1));
        for (String one : cases.subList(0, Math.min(MOST, cases.size()))) {
            found.add(rule.wrong() + ": " + one);
        }
        if (cases.size() > MOST) {
            found.add(rule.wrong() + ": " + (cases.size() - MOST) + " more");
        }
    }

    /** Reads every row of every table but the bytes of files; what cannot be read is what is damaged. */
    static List<String> readAll(Db db, String tables) throws SQLException {
        List<String> found = new ArrayList<>();
        for (String table : db.list(tables, row -> row.getString(1))) {
            String what = table.equalsIgnoreCase("content_chunk") ? "sha256, chunk_no" : "*";
            try {
                long rows = db.with("SELECT " + what + " FROM " + table, statement -> {
                    statement.setFetchSize(1_000);
                    try (ResultSet result = statement.executeQuery()) {
                        int columns = result.getMetaData().getColumnCount();
                        long count = 0;
                        while (result.next()) {
                            for (int i = 1; i <= columns; i++) {
                                result.getObject(i);
                            }
                            count++;
                        }
                        return count;
                    }
                });
                long counted = db.first("SELECT COUNT(*) FROM " + table, row -> row.getLong(1))
                        .orElseThrow();
                if (rows != counted) {
                    found.add("table " + table + " has " + rows + " rows but counts " + counted);
                }
            } catch (SQLException e) {
                found.add("table " + table + " cannot be read: " + e.getMessage());
            }
        }
        return found;
    }
}
