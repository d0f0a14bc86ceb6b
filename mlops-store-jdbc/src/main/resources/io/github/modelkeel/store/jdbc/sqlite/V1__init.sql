-- Version 1 of the schema, for SQLite. Forward only: never edit this file once a release has shipped it.
-- Times are milliseconds UTC. Metric values are longs in the order of the doubles. Keys and sequence numbers come
-- from the one counter in id_block, so they rise in the order of commits. Every statement may be run again.

CREATE TABLE IF NOT EXISTS id_block (
    name TEXT NOT NULL PRIMARY KEY,
    next_id BIGINT NOT NULL
) WITHOUT ROWID;

INSERT INTO id_block (name, next_id)
    SELECT 'seq', 1 WHERE NOT EXISTS (SELECT 1 FROM id_block WHERE name = 'seq');

-- live_name is the name while the experiment is not deleted and NULL after: unique among the living everywhere
CREATE TABLE IF NOT EXISTS experiment (
    exp_pk INTEGER NOT NULL PRIMARY KEY,
    exp_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    live_name TEXT UNIQUE,
    created_ms BIGINT NOT NULL,
    deleted_ms BIGINT
);

CREATE TABLE IF NOT EXISTS run (
    run_pk INTEGER NOT NULL PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE,
    exp_pk BIGINT NOT NULL REFERENCES experiment (exp_pk),
    parent_pk BIGINT,
    name TEXT NOT NULL,
    status SMALLINT NOT NULL,
    start_ms BIGINT NOT NULL,
    end_ms BIGINT,
    heartbeat_ms BIGINT,
    owner TEXT,
    user_name TEXT NOT NULL,
    error_text TEXT,
    deleted_ms BIGINT,
    rev INT NOT NULL
);

CREATE INDEX IF NOT EXISTS ix_run_exp ON run (exp_pk, start_ms DESC, run_id);
CREATE INDEX IF NOT EXISTS ix_run_parent ON run (parent_pk);
CREATE INDEX IF NOT EXISTS ix_run_status ON run (status, heartbeat_ms);

-- names of metrics (kind 1), parameters (2) and tags (3), each stored once
CREATE TABLE IF NOT EXISTS key_name (
    key_id INTEGER NOT NULL PRIMARY KEY,
    kind SMALLINT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (kind, name)
);

-- num_bits is the value as a number, NULL when it is not one
CREATE TABLE IF NOT EXISTS param (
    run_pk BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    val TEXT NOT NULL,
    num_bits BIGINT,
    PRIMARY KEY (run_pk, key_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS tag (
    owner_kind SMALLINT NOT NULL,
    owner_pk BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    val TEXT NOT NULL,
    PRIMARY KEY (owner_kind, owner_pk, key_id)
) WITHOUT ROWID;

-- the key is the whole point, so storing it again is no change; seq keeps the order of arrival
CREATE TABLE IF NOT EXISTS metric_point (
    run_pk BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    ctx_id BIGINT NOT NULL,
    step BIGINT NOT NULL,
    ts_ms BIGINT NOT NULL,
    val_bits BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (run_pk, key_id, ctx_id, step, ts_ms, val_bits)
) WITHOUT ROWID;

-- what searches read: the point of greatest (step, ts_ms, val_bits), and the extremes of the numbers
CREATE TABLE IF NOT EXISTS metric_last (
    run_pk BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    ctx_id BIGINT NOT NULL,
    exp_pk BIGINT NOT NULL,
    step BIGINT NOT NULL,
    ts_ms BIGINT NOT NULL,
    val_bits BIGINT NOT NULL,
    min_bits BIGINT NOT NULL,
    max_bits BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (run_pk, key_id, ctx_id)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS ix_last ON metric_last (exp_pk DESC, key_id DESC, val_bits DESC, run_pk DESC);

-- a content is there when its row is, which is written after its chunks
CREATE TABLE IF NOT EXISTS content (
    sha256 CHAR(64) NOT NULL PRIMARY KEY,
    size_bytes BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS content_chunk (
    sha256 CHAR(64) NOT NULL,
    chunk_no INT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (sha256, chunk_no)
);

CREATE TABLE IF NOT EXISTS artifact (
    art_pk INTEGER NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    path TEXT NOT NULL,
    sha256 CHAR(64) NOT NULL,
    at_ms BIGINT NOT NULL,
    UNIQUE (owner, path)
);

-- next_version is never set back, so a number is never used again
CREATE TABLE IF NOT EXISTS reg_model (
    model_pk INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    live_name TEXT UNIQUE,
    next_version INT NOT NULL,
    created_ms BIGINT NOT NULL,
    deleted_ms BIGINT
);

CREATE TABLE IF NOT EXISTS model_version (
    mv_pk INTEGER NOT NULL PRIMARY KEY,
    model_pk BIGINT NOT NULL REFERENCES reg_model (model_pk),
    version INT NOT NULL,
    stage SMALLINT NOT NULL,
    run_id TEXT,
    source TEXT NOT NULL,
    package_sha256 TEXT NOT NULL,
    code_fingerprint TEXT,
    description TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    deleted_ms BIGINT,
    UNIQUE (model_pk, version)
);

CREATE INDEX IF NOT EXISTS ix_version_run ON model_version (run_id);

CREATE TABLE IF NOT EXISTS version_metric (
    mv_pk BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    val_bits BIGINT NOT NULL,
    PRIMARY KEY (mv_pk, key_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS dataset (
    ds_pk INTEGER NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE
);

-- src_kind 1: a model version; dst_kind 2: a data set
CREATE TABLE IF NOT EXISTS edge (
    src_kind SMALLINT NOT NULL,
    src_pk BIGINT NOT NULL,
    dst_kind SMALLINT NOT NULL,
    dst_pk BIGINT NOT NULL,
    role TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (src_kind, src_pk, dst_kind, dst_pk, role)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS ix_edge_back ON edge (dst_kind, dst_pk, role);

CREATE TABLE IF NOT EXISTS alias (
    model_pk BIGINT NOT NULL,
    alias TEXT NOT NULL,
    version INT NOT NULL,
    PRIMARY KEY (model_pk, alias)
) WITHOUT ROWID;

-- the audit log: one row for each change, written in its transaction; alias history and outbox are read from it; the
-- order is seq, at_ms is NULL for changes that carry no time of their own
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER NOT NULL PRIMARY KEY,
    at_ms BIGINT,
    kind SMALLINT NOT NULL,
    subject_kind SMALLINT NOT NULL,
    subject_pk BIGINT NOT NULL,
    version INT,
    name TEXT,
    old_value TEXT,
    new_value TEXT,
    actor TEXT,
    reason TEXT
);

CREATE INDEX IF NOT EXISTS ix_event_subject ON event (subject_kind, subject_pk, seq);
