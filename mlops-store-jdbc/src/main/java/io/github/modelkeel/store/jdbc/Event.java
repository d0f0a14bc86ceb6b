package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.IntegrityException;
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

    /** What happened. The codes are stored: never change one. */
    enum Kind {
        EXPERIMENT_CREATED(1, 1),
        RUN_CREATED(10, 2),
        RUN_PARAMS_SET(11, 2),
        RUN_TAGS_SET(12, 2),
        RUN_ENDED(13, 2),
        VERSION_CREATED(20, 3),
        STAGE_CHANGED(21, 3),
        ALIAS_SET(22, 3),
        ALIAS_REMOVED(23, 3),
        ARTIFACT_STORED(30, 4);

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

        int code() {
            return code;
        }

        /** Returns the code of what it happens to: 1 experiment, 2 run, 3 registered model, 4 file. */
        int subject() {
            return subject;
        }
    }
}
