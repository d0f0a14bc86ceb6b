package io.github.modelkeel.mlflow;

import io.github.modelkeel.registry.Stage;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an MLflow store holds, read piece by piece. Confined to one thread. */
interface MlflowContent {
    /** Returns a short description for people. */
    String description();

    List<Experiment> experiments();

    /** Returns the ids of the runs of an experiment. */
    List<String> runs(Experiment experiment);

    RunContent run(Experiment experiment, String runId);

    /** Gives every point of a run, metric by metric, those of one metric in the order MLflow keeps them. */
    void points(Experiment experiment, String runId, Consumer<MetricPoint> each);

    List<ModelContent> models();

    /** {@code deletedMillis} is null for a living one. */
    record Experiment(
            String id,
            String name,
            long createdMillis,
            @Nullable Long deletedMillis,
            Map<String, String> tags) {}

    /** {@code artifacts} is empty when the files are not on this machine; {@code artifactUri} says where they are. */
    record RunContent(
            String id,
            String name,
            String user,
            RunStatus status,
            long startMillis,
            @Nullable Long endMillis,
            @Nullable Long deletedMillis,
            Map<String, String> params,
            Map<String, String> tags,
            String artifactUri,
            Optional<Path> artifacts) {}

    record ModelContent(
            String name,
            String description,
            long createdMillis,
            Map<String, String> tags,
            Map<String, Integer> aliases,
            List<Version> versions) {}

    /** {@code stage} is null for a version that was deleted. */
    record Version(
            int number,
            @Nullable Stage stage,
            @Nullable String runId,
            String source,
            String user,
            String description,
            long createdMillis,
            long updatedMillis,
            Map<String, String> tags) {}
}
