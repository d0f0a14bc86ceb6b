-- Version 1 of the schema, for PostgreSQL. Forward only: never edit this file once a release has shipped it.
-- Times are milliseconds UTC. Metric values are longs in the order of the doubles. Keys and sequence numbers come
-- from the one counter in id_block, so they rise in the order of commits. Every statement may be run again.
-- Texts compare by code point (COLLATE "C"), as in every other database.

CREATE TABLE IF NOT EXISTS id_block (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    next_id BIGINT NOT NULL
);

INSERT INTO id_block (name, next_id)
    SELECT 'seq', 1 WHERE NOT EXISTS (SELECT 1 FROM id_block WHERE name = 'seq');

-- live_name is the name while the experiment is not deleted and NULL after: unique among the living everywhere
CREATE TABLE IF NOT EXISTS experiment (
    exp_pk BIGINT NOT NULL PRIMARY KEY,
    exp_id TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    live_name TEXT COLLATE "C" UNIQUE,
    created_ms BIGINT NOT NULL,
    deleted_ms BIGINT
);

CREATE TABLE IF NOT EXISTS run (
    run_pk BIGINT NOT NULL PRIMARY KEY,
    run_id TEXT COLLATE "C" NOT NULL UNIQUE,
    exp_pk BIGINT NOT NULL REFERENCES experiment (exp_pk),
    parent_pk BIGINT,
    name TEXT COLLATE "C" NOT NULL,
    status SMALLINT NOT NULL,
    start_ms BIGINT NOT NULL,
    end_ms BIGINT,
    heartbeat_ms BIGINT,
    owner TEXT COLLATE "C",
    user_name TEXT COLLATE "C" NOT NULL,
    error_text TEXT COLLATE "C",
    deleted_ms BIGINT,
    rev INT NOT NULL
);

CREATE INDEX IF NOT EXISTS ix_run_exp ON run (exp_pk, start_ms DESC, run_id);
CREATE INDEX IF NOT EXISTS ix_run_parent ON run (parent_pk);
CREATE INDEX IF NOT EXISTS ix_run_status ON run (status, heartbeat_ms);

-- names of metrics (kind 1), parameters (2) and tags (3), each stored once
CREATE TABLE IF NOT EXISTS key_name (
    key_id BIGINT NOT NULL PRIMARY KEY,
    kind SMALLINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    UNIQUE (kind, name)
);

-- num_bits is the value as a number, NULL when it is not one
CREATE TABLE IF NOT EXISTS param (
    run_pk BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    val TEXT COLLATE "C" NOT NULL,
    num_bits BIGINT,
    PRIMARY KEY (run_pk, key_id)
);

CREATE TABLE IF NOT EXISTS tag (
    owner_kind SMALLINT NOT NULL,
    owner_pk BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    val TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (owner_kind, owner_pk, key_id)
);

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
);

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
);

CREATE INDEX IF NOT EXISTS ix_last ON metric_last (exp_pk DESC, key_id DESC, val_bits DESC, run_pk DESC);

-- a content is there when its row is, which is written after its chunks
CREATE TABLE IF NOT EXISTS content (
    sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    size_bytes BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS content_chunk (
    sha256 TEXT COLLATE "C" NOT NULL,
    chunk_no INT NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (sha256, chunk_no)
);

CREATE TABLE IF NOT EXISTS artifact (
    art_pk BIGINT NOT NULL PRIMARY KEY,
    owner TEXT COLLATE "C" NOT NULL,
    path TEXT COLLATE "C" NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    at_ms BIGINT NOT NULL,
    UNIQUE (owner, path)
);

-- next_version is never set back, so a number is never used again
CREATE TABLE IF NOT EXISTS reg_model (
    model_pk BIGINT NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    live_name TEXT COLLATE "C" UNIQUE,
    next_version INT NOT NULL,
    created_ms BIGINT NOT NULL,
    deleted_ms BIGINT
);

CREATE TABLE IF NOT EXISTS model_version (
    mv_pk BIGINT NOT NULL PRIMARY KEY,
    model_pk BIGINT NOT NULL REFERENCES reg_model (model_pk),
    version INT NOT NULL,
    stage SMALLINT NOT NULL,
    run_id TEXT COLLATE "C",
    source TEXT COLLATE "C" NOT NULL,
    package_sha256 TEXT COLLATE "C" NOT NULL,
    code_fingerprint TEXT COLLATE "C",
    description TEXT COLLATE "C" NOT NULL,
    created_ms BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    deleted_ms BIGINT,
    UNIQUE (model_pk, version)
);

CREATE INDEX IF NOT EXISTS ix_version_run ON model_version (run_id);

CREATE TABLE IF NOT EXISTS version_metric (
    mv_pk BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    val_bits BIGINT NOT NULL,
    PRIMARY KEY (mv_pk, key_id)
);

CREATE TABLE IF NOT EXISTS dataset (
    ds_pk BIGINT NOT NULL PRIMARY KEY,
    fingerprint TEXT COLLATE "C" NOT NULL UNIQUE
);

-- src_kind 1: a model version; dst_kind 2: a data set
CREATE TABLE IF NOT EXISTS edge (
    src_kind SMALLINT NOT NULL,
    src_pk BIGINT NOT NULL,
    dst_kind SMALLINT NOT NULL,
    dst_pk BIGINT NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (src_kind, src_pk, dst_kind, dst_pk, role)
);

CREATE INDEX IF NOT EXISTS ix_edge_back ON edge (dst_kind, dst_pk, role);

CREATE TABLE IF NOT EXISTS alias (
    model_pk BIGINT NOT NULL,
    alias TEXT COLLATE "C" NOT NULL,
    version INT NOT NULL,
    PRIMARY KEY (model_pk, alias)
);

-- the audit log: one row for each change, written in its transaction; alias history and outbox are read from it; the
-- order is seq, at_ms is NULL for changes that carry no time of their own
CREATE TABLE IF NOT EXISTS event (
    seq BIGINT NOT NULL PRIMARY KEY,
    at_ms BIGINT,
    kind SMALLINT NOT NULL,
    subject_kind SMALLINT NOT NULL,
    subject_pk BIGINT NOT NULL,
    version INT,
    name TEXT COLLATE "C",
    old_value TEXT COLLATE "C",
    new_value TEXT COLLATE "C",
    actor TEXT COLLATE "C",
    reason TEXT COLLATE "C"
);

CREATE INDEX IF NOT EXISTS ix_event_subject ON event (subject_kind, subject_pk, seq);
