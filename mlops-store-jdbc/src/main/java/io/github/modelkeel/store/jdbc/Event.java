package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.registry.RegistryEvent;
import org.jspecify.annotations.Nullable;

/**
 * One row of the audit log.
 *
 * @param kind what happened
 * @param subject key of the row it happened to
 * @param atMillis when; absent where the change carries no time, its place in the log tells the order
 * @param version model version, for events of models
 * @param name alias, path, or name of what changed
 * @param before what was there
 * @param after what is there now
 * @param actor who did it
 * @param reason why
 */
record Event(
        Kind kind,
        long subject,
        @Nullable Long atMillis,
        @Nullable Integer version,
        @Nullable String name,
        @Nullable String before,
        @Nullable String after,
        @Nullable String actor,
        @Nullable String reason) {

    private static final String TABLE = "event";

    /** The row of a change that has no more than this to say. */
    static final RowBuffer.Kind SHORT =
            RowBuffer.Kind.insert(TABLE, "seq", "at_ms", "kind", "subject_kind", "subject_pk", "new_value");

    static final RowBuffer.Kind WHOLE = RowBuffer.Kind.insert(
            TABLE,
            "seq",
            "at_ms",
            "kind",
            "subject_kind",
            "subject_pk",
            "new_value",
            "version",
            "name",
            "old_value",
            "actor",
            "reason");

    /** What happened, and what the columns hold. The codes are stored: never change one. */
    enum Kind {
        EXPERIMENT_CREATED(1, 1),
        /** After: the name. */
        EXPERIMENT_RENAMED(2, 1),
        EXPERIMENT_TAGGED(3, 1),
        EXPERIMENT_DELETED(4, 1),
        EXPERIMENT_RESTORED(5, 1),
        EXPERIMENT_PURGED(6, 1),
        /** Name: of the run. After: id of the experiment, which schema version 1 left out. */
        RUN_CREATED(10, 2),
        RUN_PARAMS_SET(11, 2),
        RUN_TAGS_SET(12, 2),
        /** After: the status. */
        RUN_ENDED(13, 2),
        /** After: how many points. */
        RUN_METRICS(14, 2),
        RUN_INPUTS(15, 2),
        RUN_RESUMED(16, 2),
        /** After: the name. */
        RUN_RENAMED(17, 2),
        RUN_DELETED(18, 2),
        RUN_RESTORED(19, 2),
        RUN_PURGED(9, 2),
        VERSION_CREATED(20, 3),
        STAGE_CHANGED(21, 3),
        ALIAS_SET(22, 3),
        ALIAS_REMOVED(23, 3),
        VERSION_DELETED(24, 3),
        MODEL_DELETED(25, 3),
        DESCRIBED(26, 3),
        TAGGED(27, 3),
        DECIDED(28, 3),
        ARTIFACT_STORED(30, 4),
        ARTIFACT_DELETED(31, 4),
        /** Subject: key of the node it leads to. Name: the role. Before and after: the two nodes. */
        LINKED(40, 5);

        private final int code;
        private final int subject;

        Kind(int code, int subject) {
            this.code = code;
            this.subject = subject;
        }

        static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IntegrityException("the audit log has the unknown kind " + code + "; use a newer library");
        }

        static Kind of(RegistryEvent.Kind kind) {
            return switch (kind) {
                case VERSION_CREATED -> VERSION_CREATED;
                case STAGE_CHANGED -> STAGE_CHANGED;
                case ALIAS_SET -> ALIAS_SET;
                case ALIAS_REMOVED -> ALIAS_REMOVED;
                case VERSION_DELETED -> VERSION_DELETED;
                case MODEL_DELETED -> MODEL_DELETED;
                case DESCRIBED -> DESCRIBED;
                case TAGGED -> TAGGED;
                case DECIDED -> DECIDED;
            };
        }

        int code() {
            return code;
        }

        /** Returns the code of what it happens to: 1 experiment, 2 run, 3 registered model, 4 file, 5 lineage. */
        int subject() {
            return subject;
        }
    }
}
