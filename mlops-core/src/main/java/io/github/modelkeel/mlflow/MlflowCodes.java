package io.github.modelkeel.mlflow;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.tracking.RunStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What MLflow's words and numbers mean here. */
final class MlflowCodes {
    private static final String DELETED = "Deleted_Internal";

    private MlflowCodes() {}

    /** Reads a status by its name or by its number in MLflow's protocol. */
    static RunStatus status(String where, String status) {
        return switch (status) {
            case "1", "RUNNING", "2", "SCHEDULED" -> RunStatus.RUNNING;
            case "3", "FINISHED" -> RunStatus.FINISHED;
            case "4", "FAILED" -> RunStatus.FAILED;
            case "5", "KILLED" -> RunStatus.KILLED;
            default ->
                throw wrong(where, "the status '" + status + "'", "RUNNING, SCHEDULED, FINISHED, FAILED or KILLED");
        };
    }

    /** Reads a stage; null for a deleted version. */
    static @Nullable Stage stage(String where, String stage) {
        if (stage.equals(DELETED)) {
            return null;
        }
        return switch (stage.toLowerCase(Locale.ROOT)) {
            case "", "none" -> Stage.NONE;
            case "staging" -> Stage.STAGING;
            case "production" -> Stage.PRODUCTION;
            case "archived" -> Stage.ARCHIVED;
            default -> throw wrong(where, "the stage '" + stage + "'", "None, Staging, Production or Archived");
        };
    }

    static int version(String where, String version) {
        try {
            int number = Integer.parseInt(version);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(where, "the version '" + version + "'", "a whole number from 1");
        }
        throw wrong(where, "the version '" + version + "'", "a whole number from 1");
    }

    /** Reads a number as Python prints it. */
    static double number(String where, String text) {
        return switch (text) {
            case "inf", "Infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
            case "nan", "NaN" -> Double.NaN;
            default -> {
                try {
                    yield Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    throw wrong(where, "the value '" + text + "'", "a number");
                }
            }
        };
    }

    static long whole(String where, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw wrong(where, "'" + text + "'", "a whole number");
        }
    }

    static IntegrityException wrong(String where, String found, String expected) {
        return new IntegrityException(where + " has " + found + " where MLflow writes " + expected
                + "; repair it or leave it out, then import again");
    }
}
