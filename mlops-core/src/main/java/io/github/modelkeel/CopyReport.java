package io.github.modelkeel;

/**
 * What a copy of a storage holds, all of it compared with the original. Immutable.
 *
 * @param experiments experiments, deleted ones too
 * @param runs runs, deleted ones too
 * @param points points of metrics
 * @param files files of runs
 * @param bytes size of those files
 * @param models registered models
 * @param versions versions of those models
 * @param edges edges of the lineage
 */
public record CopyReport(
        int experiments, int runs, long points, int files, long bytes, int models, int versions, int edges) {}
