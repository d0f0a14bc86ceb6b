package io.github.modelkeel.spi;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.tracking.MetricSummary;
import io.github.modelkeel.tracking.RunFilter.Aggregate;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunRecord;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Reads what a field names from a run: a Double, a String, or null when the run does not have it. */
final class RunFields {
    private RunFields() {}

    /** Reads a field of a run. */
    @FunctionalInterface
    interface Reader {
        @Nullable
        Object of(RunRecord run);
    }

    /** A field that can be read, and whether it is a number. */
    record Known(boolean isNumber, Reader reader) {}

    /** Returns how a field is read. A parameter is read as its text. */
    static Known of(Field field) {
        StoredText.check("the name of what is compared", field.key());
        String key = field.key();
        return switch (field.subject()) {
            case METRIC -> metric(key, field.context(), field.aggregate());
            case PARAM -> text(run -> run.params().get(key));
            case TAG -> text(run -> run.tags().get(key));
            case ATTRIBUTE ->
                switch (key) {
                    case "name" -> text(RunRecord::name);
                    case "user" -> text(RunRecord::user);
                    case "id" -> text(RunRecord::id);
                    case "parent_id" -> text(RunRecord::parentId);
                    case "experiment_id" -> text(RunRecord::experimentId);
                    case "status" -> text(run -> run.status().name());
                    case "start_time" -> number(run -> run.startedAt().toEpochMilli());
                    case "end_time" ->
                        number(run ->
                                run.endedAt() == null ? null : run.endedAt().toEpochMilli());
                    case "heartbeat_time" -> number(run -> run.heartbeatAt().toEpochMilli());
                    case "duration" ->
                        number(run -> run.endedAt() == null
                                ? null
                                : run.endedAt().toEpochMilli() - run.startedAt().toEpochMilli());
                    default ->
                        throw new InvalidInputException("a run has no attribute '" + key
                                + "'; it has name, status, user, id, parent_id, experiment_id, start_time, end_time,"
                                + " heartbeat_time and duration");
                };
        };
    }

    private static Known text(Reader reader) {
        return new Known(false, reader);
    }

    private static Known number(Function<RunRecord, @Nullable Long> reader) {
        return new Known(true, run -> {
            Long value = reader.apply(run);
            return value == null ? null : (Object) value.doubleValue();
        });
    }

    private static Known metric(String key, String context, Aggregate aggregate) {
        StoredText.check("the context of a metric", context);
        ToDoubleFunction<MetricSummary> value = switch (aggregate) {
            case LAST -> summary -> summary.last().value();
            case MIN -> MetricSummary::min;
            case MAX -> MetricSummary::max;
            case MEAN -> MetricSummary::mean;
        };
        return new Known(true, run -> {
            for (MetricSummary summary : run.summaries()) {
                if (summary.key().equals(key) && summary.context().equals(context)) {
                    return (Object) value.applyAsDouble(summary);
                }
            }
            return null;
        });
    }
}
