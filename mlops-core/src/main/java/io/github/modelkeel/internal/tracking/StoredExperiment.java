package io.github.modelkeel.internal.tracking;

import io.github.modelkeel.tracking.Experiment;
import io.github.modelkeel.tracking.ExperimentRecord;
import io.github.modelkeel.tracking.Run;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import java.util.List;

/** An experiment over a storage. */
final class StoredExperiment implements Experiment {
    private final TrackingContext context;
    private final ExperimentRecord record;

    StoredExperiment(TrackingContext context, ExperimentRecord record) {
        this.context = context;
        this.record = record;
    }

    @Override
    public String id() {
        return record.id();
    }

    @Override
    public String name() {
        return record.name();
    }

    @Override
    public RunRecord run(String name, Run.Body body) {
        return StoredRun.start(context, record.id(), null, name).perform(body);
    }

    @Override
    public Run start(String name) {
        return StoredRun.start(context, record.id(), null, name);
    }

    @Override
    public List<RunRecord> runs() {
        return context.storage()
                .runs()
                .search(RunQuery.all().in(record.id()).limit(RunQuery.MAX_LIMIT))
                .items();
    }
}
