package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.tracking.RunStatus;

/** The small numbers that stand for states in the tables. They are stored: never change one. */
final class Codes {
    private Codes() {}

    static int of(RunStatus status) {
        return switch (status) {
            case RUNNING -> 1;
            case FINISHED -> 2;
            case FAILED -> 3;
            case KILLED -> 4;
            case LOST -> 5;
        };
    }

    static RunStatus status(int code) {
        for (RunStatus status : RunStatus.values()) {
            if (of(status) == code) {
                return status;
            }
        }
        throw new IntegrityException("the table of runs has the unknown status " + code + "; use a newer library");
    }

    static int of(Stage stage) {
        return switch (stage) {
            case NONE -> 0;
            case STAGING -> 1;
            case PRODUCTION -> 2;
            case ARCHIVED -> 3;
        };
    }

    static Stage stage(int code) {
        for (Stage stage : Stage.values()) {
            if (of(stage) == code) {
                return stage;
            }
        }
        throw new IntegrityException("the table of versions has the unknown stage " + code + "; use a newer library");
    }
}
