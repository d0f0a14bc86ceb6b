package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.registry.Approval;
import io.github.modelkeel.registry.LineageNode;
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

    static int of(Approval.Decision decision) {
        return switch (decision) {
            case APPROVED -> 1;
            case REJECTED -> 2;
        };
    }

    static Approval.Decision decision(int code) {
        for (Approval.Decision decision : Approval.Decision.values()) {
            if (of(decision) == code) {
                return decision;
            }
        }
        throw new IntegrityException("the table of decisions has the unknown code " + code + "; use a newer library");
    }

    static int of(LineageNode.Kind kind) {
        return switch (kind) {
            case RUN -> 1;
            case DATASET -> 2;
            case MODEL_VERSION -> 3;
            case DEPLOYMENT -> 4;
            case ALERT -> 5;
        };
    }

    static LineageNode.Kind node(int code) {
        for (LineageNode.Kind kind : LineageNode.Kind.values()) {
            if (of(kind) == code) {
                return kind;
            }
        }
        throw new IntegrityException("the lineage has nodes of the unknown kind " + code + "; use a newer library");
    }
}
