-- Version 1 of the schema, for H2. Forward only: never edit this file once a release has shipped it.
-- Times are milliseconds UTC. Metric values are longs in the order of the doubles. Keys and sequence numbers come
-- from the one counter in id_block, so they rise in the order of commits. Every statement may be run again.

CREATE TABLE IF NOT EXISTS id_block (
    name VARCHAR(64) NOT NULL PRIMARY KEY,
    next_id BIGINT NOT NULL
);

INSERT INTO id_block (name, next_id)
    SELECT 'seq', 1 WHERE NOT EXISTS (SELECT 1 FROM id_block WHERE name = 'seq');

-- live_name is the name while the experiment is not deleted and NULL after: unique among the living everywhere
CREATE TABLE IF NOT EXISTS experiment (
    exp_pk BIGINT NOT NULL PRIMARY KEY,
    exp_id VARCHAR(64) NOT NULL UNIQUE,
    name VARCHAR NOT NULL,
    live_name VARCHAR UNIQUE,
    created_ms BIGINT NOT NULL,
    deleted_ms BIGINT
);

-- no foreign key to experiment: H2 makes an index for it, and then reads runs through that one instead of ix_run_exp;
-- the writer looks for the experiment in the same transaction
CREATE TABLE IF NOT EXISTS run (
    run_pk BIGINT NOT NULL PRIMARY KEY,
    run_id VARCHAR(64) NOT NULL UNIQUE,
    exp_pk BIGINT NOT NULL,
    parent_pk BIGINT,
    name VARCHAR NOT NULL,
    status SMALLINT NOT NULL,
    start_ms BIGINT NOT NULL,
    end_ms BIGINT,
    heartbeat_ms BIGINT,
    owner VARCHAR,
    user_name VARCHAR NOT NULL,
    error_text VARCHAR,
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
    name VARCHAR NOT NULL,
    UNIQUE (kind, name)
);

-- num_bits is the value as a number, NULL when it is not one
CREATE TABLE IF NOT EXISTS param (
    run_pk BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    val VARCHAR NOT NULL,
    num_bits BIGINT,
    PRIMARY KEY (run_pk, key_id)
);

CREATE TABLE IF NOT EXISTS tag (
    owner_kind SMALLINT NOT NULL,
    owner_pk BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    val VARCHAR NOT NULL,
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
    sha256 CHAR(64) NOT NULL PRIMARY KEY,
    size_bytes BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS content_chunk (
    sha256 CHAR(64) NOT NULL,
    chunk_no INT NOT NULL,
    data VARBINARY(1048576) NOT NULL,
    PRIMARY KEY (sha256, chunk_no)
);

CREATE TABLE IF NOT EXISTS artifact (
    art_pk BIGINT NOT NULL PRIMARY KEY,
    owner VARCHAR(64) NOT NULL,
    path VARCHAR NOT NULL,
    sha256 CHAR(64) NOT NULL,
    at_ms BIGINT NOT NULL,
    UNIQUE (owner, path)
);

-- next_version is never set back, so a number is never used again
CREATE TABLE IF NOT EXISTS reg_model (
    model_pk BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR NOT NULL,
    live_name VARCHAR UNIQUE,
    next_version INT NOT NULL,
    created_ms BIGINT NOT NULL,
    deleted_ms BIGINT
);

CREATE TABLE IF NOT EXISTS model_version (
    mv_pk BIGINT NOT NULL PRIMARY KEY,
    model_pk BIGINT NOT NULL REFERENCES reg_model (model_pk),
    version INT NOT NULL,
    stage SMALLINT NOT NULL,
    run_id VARCHAR(64),
    source VARCHAR NOT NULL,
    package_sha256 VARCHAR NOT NULL,
    code_fingerprint VARCHAR,
    description VARCHAR NOT NULL,
    created_ms BIGINT NOT NULL,
    created_by VARCHAR NOT NULL,
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
    fingerprint VARCHAR NOT NULL UNIQUE
);

-- src_kind 1: a model version; dst_kind 2: a data set
CREATE TABLE IF NOT EXISTS edge (
    src_kind SMALLINT NOT NULL,
    src_pk BIGINT NOT NULL,
    dst_kind SMALLINT NOT NULL,
    dst_pk BIGINT NOT NULL,
    role VARCHAR NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (src_kind, src_pk, dst_kind, dst_pk, role)
);

CREATE INDEX IF NOT EXISTS ix_edge_back ON edge (dst_kind, dst_pk, role);

CREATE TABLE IF NOT EXISTS alias (
    model_pk BIGINT NOT NULL,
    alias VARCHAR NOT NULL,
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
    name VARCHAR,
    old_value VARCHAR,
    new_value VARCHAR,
    actor VARCHAR,
    reason VARCHAR
);

CREATE INDEX IF NOT EXISTS ix_event_subject ON event (subject_kind, subject_pk, seq);
