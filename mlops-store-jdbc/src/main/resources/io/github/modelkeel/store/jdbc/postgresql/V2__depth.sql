-- Version 2 of the schema, for PostgreSQL. Forward only: never edit this file once a release has shipped it.
-- Run in one transaction: a step that was cut short left nothing.

-- registry, lineage, events

ALTER TABLE reg_model ADD COLUMN IF NOT EXISTS description TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE INDEX IF NOT EXISTS ix_model_name ON reg_model (name);

CREATE TABLE IF NOT EXISTS approval (
    mv_pk BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    decision SMALLINT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (mv_pk, seq)
);

-- what was made of what; kind 1 run, 2 dataset, 3 model version, 4 deployment, 5 alert
CREATE TABLE IF NOT EXISTS lineage_node (
    node_pk BIGINT NOT NULL PRIMARY KEY,
    kind SMALLINT NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    UNIQUE (kind, id)
);

CREATE TABLE IF NOT EXISTS lineage_edge (
    from_pk BIGINT NOT NULL,
    to_pk BIGINT NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    at_ms BIGINT NOT NULL,
    seq BIGINT NOT NULL UNIQUE,
    PRIMARY KEY (from_pk, to_pk, role)
);

CREATE INDEX IF NOT EXISTS ix_lineage_back ON lineage_edge (to_pk, from_pk);

-- how far the readers of the event log have come
CREATE TABLE IF NOT EXISTS consumer (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);

-- the ids of what was removed for ever, which its events still need; kinds as in event
CREATE TABLE IF NOT EXISTS purged (
    subject_kind SMALLINT NOT NULL,
    subject_pk BIGINT NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (subject_kind, subject_pk)
);

-- files: when a content was last stored, and the uploads whose chunks have no content yet

ALTER TABLE content ADD COLUMN IF NOT EXISTS at_ms BIGINT NOT NULL DEFAULT 0;

CREATE TABLE IF NOT EXISTS upload (
    sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL
);

CREATE INDEX IF NOT EXISTS ix_artifact_content ON artifact (sha256);
