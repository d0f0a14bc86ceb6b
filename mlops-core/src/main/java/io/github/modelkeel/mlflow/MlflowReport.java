package io.github.modelkeel.mlflow;

import java.util.List;

/**
 * What was taken over from an MLflow store. Immutable.
 *
 * @param experiments experiments, deleted ones too
 * @param runs runs, deleted ones too
 * @param points points of metrics; exact duplicates count each time
 * @param files files of runs
 * @param bytes size of those files
 * @param models registered models
 * @param versions versions of those models, without deleted ones
 * @param filesElsewhere addresses of the files of runs that are not on this machine and were not taken over
 */
public record MlflowReport(
        int experiments,
        int runs,
        long points,
        int files,
        long bytes,
        int models,
        int versions,
        List<String> filesElsewhere) {
    /** Copies the list. */
    public MlflowReport {
        filesElsewhere = List.copyOf(filesElsewhere);
    }
}
