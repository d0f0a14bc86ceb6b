-- Version 3 of the schema, for SQLite. Forward only: never edit this file once a release has shipped it.
-- Run in one transaction: a step that was cut short left nothing.

-- An index for every order of a search. Each begins with what is equal in one walk, then what is ordered, then the start
-- of the run, so that runs that are equal in the order come newest first; a walk the other way reads it backwards.

-- shelf: the experiment of a run that is not deleted, minus the experiment of one that is; gone: 1 when deleted;
-- *_head: as much of a text as every index can hold, in the order of code points
ALTER TABLE run ADD COLUMN shelf BIGINT GENERATED ALWAYS AS (CASE WHEN deleted_ms IS NULL THEN exp_pk ELSE -exp_pk END) VIRTUAL;
ALTER TABLE run ADD COLUMN gone SMALLINT GENERATED ALWAYS AS (CASE WHEN deleted_ms IS NULL THEN 0 ELSE 1 END) VIRTUAL;
ALTER TABLE run ADD COLUMN duration_ms BIGINT GENERATED ALWAYS AS (end_ms - start_ms) VIRTUAL;
ALTER TABLE run ADD COLUMN name_head TEXT GENERATED ALWAYS AS (substr(name, 1, 64)) VIRTUAL;
ALTER TABLE run ADD COLUMN user_head TEXT GENERATED ALWAYS AS (substr(user_name, 1, 64)) VIRTUAL;

-- the id of the run it is nested in, also of one that was removed for ever
ALTER TABLE run ADD COLUMN parent_id TEXT;
UPDATE run SET parent_id = COALESCE((SELECT p.run_id FROM run p WHERE p.run_pk = run.parent_pk),
    (SELECT g.id FROM purged g WHERE g.subject_kind = 2 AND g.subject_pk = run.parent_pk))
    WHERE parent_pk IS NOT NULL AND parent_id IS NULL;

DROP INDEX IF EXISTS ix_run_start;
CREATE INDEX IF NOT EXISTS ix_run_gone ON run (gone DESC, start_ms DESC, run_id);
CREATE INDEX IF NOT EXISTS ix_run_shelf ON run (shelf DESC, start_ms DESC, run_id);
CREATE INDEX IF NOT EXISTS ix_run_name ON run (shelf DESC, name_head DESC, start_ms DESC, run_id);
CREATE INDEX IF NOT EXISTS ix_run_user ON run (shelf DESC, user_head DESC, start_ms DESC, run_id);
CREATE INDEX IF NOT EXISTS ix_run_state ON run (shelf DESC, status DESC, start_ms DESC, run_id);
CREATE INDEX IF NOT EXISTS ix_run_end ON run (shelf DESC, end_ms DESC, start_ms DESC, run_id);
CREATE INDEX IF NOT EXISTS ix_run_beat ON run (shelf DESC, heartbeat_ms DESC, start_ms DESC, run_id);
CREATE INDEX IF NOT EXISTS ix_run_duration ON run (shelf DESC, duration_ms DESC, start_ms DESC, run_id);
CREATE INDEX IF NOT EXISTS ix_run_nested ON run (shelf DESC, parent_id DESC, start_ms DESC, run_id);
CREATE INDEX IF NOT EXISTS ix_run_ident ON run (shelf DESC, run_id DESC);

-- exp_pk and start_ms are those of the run; tags of experiments have zeros
ALTER TABLE param ADD COLUMN start_ms BIGINT NOT NULL DEFAULT 0;
UPDATE param SET start_ms = COALESCE((SELECT r.start_ms FROM run r WHERE r.run_pk = param.run_pk), 0);
ALTER TABLE param ADD COLUMN val_head TEXT GENERATED ALWAYS AS (substr(val, 1, 64)) VIRTUAL;
CREATE INDEX IF NOT EXISTS ix_param_text ON param
    (exp_pk DESC, key_id DESC, val_head DESC, start_ms DESC, run_pk DESC);

ALTER TABLE tag ADD COLUMN exp_pk BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tag ADD COLUMN start_ms BIGINT NOT NULL DEFAULT 0;
UPDATE tag SET exp_pk = COALESCE((SELECT r.exp_pk FROM run r WHERE r.run_pk = tag.owner_pk), 0),
    start_ms = COALESCE((SELECT r.start_ms FROM run r WHERE r.run_pk = tag.owner_pk), 0)
    WHERE owner_kind = 2;
ALTER TABLE tag ADD COLUMN val_head TEXT GENERATED ALWAYS AS (substr(val, 1, 64)) VIRTUAL;
CREATE INDEX IF NOT EXISTS ix_tag_text ON tag
    (exp_pk DESC, key_id DESC, val_head DESC, start_ms DESC, owner_pk DESC);

CREATE INDEX IF NOT EXISTS ix_metric_min ON metric_last
    (exp_pk DESC, key_id DESC, ctx_id DESC, min_bits DESC, start_ms DESC, run_pk DESC);
CREATE INDEX IF NOT EXISTS ix_metric_max ON metric_last
    (exp_pk DESC, key_id DESC, ctx_id DESC, max_bits DESC, start_ms DESC, run_pk DESC);
CREATE INDEX IF NOT EXISTS ix_metric_mean ON metric_last
    (exp_pk DESC, key_id DESC, ctx_id DESC, mean_bits DESC, start_ms DESC, run_pk DESC);

-- only the history of models is read by subject; without the events of runs it costs a call on a run nothing
DROP INDEX IF EXISTS ix_event_subject;
CREATE INDEX IF NOT EXISTS ix_event_model ON event (subject_pk, seq) WHERE subject_kind = 3;

-- the newest rows of points, in the order they arrived: however many runs log, they share a page; moved to metric_point
-- when there are many
CREATE TABLE IF NOT EXISTS metric_tail (
    seq INTEGER NOT NULL PRIMARY KEY,
    run_pk BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    ctx_id BIGINT NOT NULL,
    step BIGINT NOT NULL,
    ts_ms BIGINT NOT NULL,
    val_bits BIGINT NOT NULL
);

CREATE VIEW IF NOT EXISTS metric_row AS
    SELECT run_pk, key_id, ctx_id, step, ts_ms, val_bits, seq FROM metric_point
    UNION ALL SELECT run_pk, key_id, ctx_id, step, ts_ms, val_bits, seq FROM metric_tail;
