-- Version 2 of the schema, for SQLite. Forward only: never edit this file once a release has shipped it.
-- Run in one transaction: a step that was cut short left nothing.

-- runs

-- what an experiment or run was deleted with: its own key, or that of the run or experiment it went along with
ALTER TABLE run ADD COLUMN deleted_by BIGINT;
-- the name it was made with, NULL as long as that is its name
ALTER TABLE run ADD COLUMN made_name TEXT;
-- *_low: the text in lower case, NULL when that is the text itself; what ILIKE reads
ALTER TABLE run ADD COLUMN name_low TEXT;
ALTER TABLE run ADD COLUMN user_low TEXT;
UPDATE run SET heartbeat_ms = start_ms WHERE heartbeat_ms IS NULL;
UPDATE run SET deleted_by = run_pk WHERE deleted_ms IS NOT NULL AND deleted_by IS NULL;

CREATE INDEX IF NOT EXISTS ix_run_start ON run (start_ms DESC, run_id);
CREATE INDEX IF NOT EXISTS ix_run_deleted ON run (deleted_by);

-- val_hash: 64 bits of the text, which an index can hold however long it is
ALTER TABLE param ADD COLUMN exp_pk BIGINT NOT NULL DEFAULT 0;
ALTER TABLE param ADD COLUMN val_hash BIGINT NOT NULL DEFAULT 0;
ALTER TABLE param ADD COLUMN val_low TEXT;

CREATE INDEX IF NOT EXISTS ix_param_num ON param (exp_pk, key_id, num_bits, run_pk);
CREATE INDEX IF NOT EXISTS ix_param_hash ON param (key_id, val_hash, exp_pk, run_pk);

ALTER TABLE tag ADD COLUMN val_hash BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tag ADD COLUMN val_low TEXT;

CREATE INDEX IF NOT EXISTS ix_tag_hash ON tag (owner_kind, key_id, val_hash, owner_pk);

-- ctx_id is the id of a key_name of kind 4, or 0 for no context; sum_bits are the bits of a double as they are, num_n
-- counts the values that are numbers, mean_bits are ordered bits; sealed_n points are in metric_chunk, the others are
-- rows of metric_point; start_ms is that of the run, so that the index alone orders equal values
ALTER TABLE metric_last ADD COLUMN start_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE metric_last ADD COLUMN sum_bits BIGINT NOT NULL DEFAULT 0;
ALTER TABLE metric_last ADD COLUMN num_n BIGINT NOT NULL DEFAULT -1;
ALTER TABLE metric_last ADD COLUMN mean_bits BIGINT NOT NULL DEFAULT 0;
ALTER TABLE metric_last ADD COLUMN sealed_n BIGINT NOT NULL DEFAULT 0;

DROP INDEX IF EXISTS ix_last;
CREATE INDEX IF NOT EXISTS ix_metric ON metric_last
    (exp_pk DESC, key_id DESC, ctx_id DESC, val_bits DESC, start_ms DESC, run_pk DESC);

-- points first_no, first_no + 1, ... of a series in the order they arrived, packed; see ChunkCodec
CREATE TABLE IF NOT EXISTS metric_chunk (
    run_pk BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    ctx_id BIGINT NOT NULL,
    first_no BIGINT NOT NULL,
    n INT NOT NULL,
    step_min BIGINT NOT NULL,
    step_max BIGINT NOT NULL,
    ts_min BIGINT NOT NULL,
    ts_max BIGINT NOT NULL,
    codec SMALLINT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (run_pk, key_id, ctx_id, first_no)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS run_input (
    run_pk BIGINT NOT NULL,
    pos INT NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    role TEXT NOT NULL,
    source TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    PRIMARY KEY (run_pk, pos)
) WITHOUT ROWID;

-- registry, lineage, events

ALTER TABLE reg_model ADD COLUMN description TEXT NOT NULL DEFAULT '';

CREATE INDEX IF NOT EXISTS ix_model_name ON reg_model (name);

CREATE TABLE IF NOT EXISTS approval (
    mv_pk BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    decision SMALLINT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (mv_pk, seq)
) WITHOUT ROWID;

-- what was made of what; kind 1 run, 2 dataset, 3 model version, 4 deployment, 5 alert
CREATE TABLE IF NOT EXISTS lineage_node (
    node_pk INTEGER NOT NULL PRIMARY KEY,
    kind SMALLINT NOT NULL,
    id TEXT NOT NULL,
    UNIQUE (kind, id)
);

CREATE TABLE IF NOT EXISTS lineage_edge (
    from_pk BIGINT NOT NULL,
    to_pk BIGINT NOT NULL,
    role TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    seq BIGINT NOT NULL UNIQUE,
    PRIMARY KEY (from_pk, to_pk, role)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS ix_lineage_back ON lineage_edge (to_pk, from_pk);

-- how far the readers of the event log have come
CREATE TABLE IF NOT EXISTS consumer (
    name TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
) WITHOUT ROWID;

-- the ids of what was removed for ever, which its events still need; kinds as in event
CREATE TABLE IF NOT EXISTS purged (
    subject_kind SMALLINT NOT NULL,
    subject_pk BIGINT NOT NULL,
    id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (subject_kind, subject_pk)
) WITHOUT ROWID;

-- files: when a content was last stored, and the uploads whose chunks have no content yet

ALTER TABLE content ADD COLUMN at_ms BIGINT NOT NULL DEFAULT 0;

CREATE TABLE IF NOT EXISTS upload (
    sha256 CHAR(64) NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS ix_artifact_content ON artifact (sha256);
