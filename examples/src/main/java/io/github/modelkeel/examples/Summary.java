package io.github.modelkeel.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.LabelDrift;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.pipeline.GateResult;
import io.github.modelkeel.pipeline.PipelineRun;
import io.github.modelkeel.pipeline.StepResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What happened, for machines: collected chapter by chapter and written as JSON. */
final class Summary {
    private final Map<String, Object> document = new LinkedHashMap<>();
    private final List<Object> runs = new ArrayList<>();
    private final List<Object> months = new ArrayList<>();
    private final List<Object> decisions = new ArrayList<>();

    Summary() {
        document.put("format", 1);
        document.put("runs", runs);
        document.put("months", months);
        document.put("decisions", decisions);
    }

    void run(String trainer, PipelineRun run) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("run_id", run.runId());
        entry.put("trainer", trainer);
        entry.put("outcome", run.outcome().name());
        run.version().ifPresent(version -> entry.put("version", version.version()));
        entry.put("metrics", metrics(run.evaluation().metrics()));
        entry.put(
                "gates",
                run.gates().stream()
                        .collect(Collectors.toMap(
                                GateResult::gate, GateResult::passed, (a, b) -> a && b, LinkedHashMap::new)));
        entry.put(
                "millis",
                run.steps().stream()
                        .collect(Collectors.toMap(
                                StepResult::name, s -> s.took().toMillis(), Long::sum, LinkedHashMap::new)));
        runs.add(entry);
    }

    void month(String name, DriftReport data, LabelDrift labels) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("month", name);
        entry.put("data_verdict", data.verdict().name());
        entry.put("drifted_columns", data.driftedColumns());
        entry.put("label_verdict", labels.verdict().name());
        entry.put("live_accuracy", labels.windowAccuracy());
        entry.put("reference_accuracy", labels.referenceAccuracy());
        months.add(entry);
    }

    void decision(String what, int version, String why) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("decision", what);
        entry.put("version", version);
        entry.put("reason", why);
        decisions.add(entry);
    }

    void put(String key, Object value) {
        document.put(key, value);
    }

    void write(Path file) {
        ObjectMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        try {
            mapper.writeValue(file.toFile(), document);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static Map<String, Double> metrics(Map<Metric, Double> metrics) {
        Map<String, Double> byKey = new LinkedHashMap<>();
        metrics.forEach((metric, value) -> byKey.put(metric.key(), value));
        return byKey;
    }
}
