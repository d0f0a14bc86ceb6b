package io.github.modelkeel.internal.pipeline;

import io.github.modelkeel.model.Evaluation;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.pipeline.GateResult;
import io.github.modelkeel.pipeline.StepResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that a run keeps beside its package, as documents. */
final class Documents {
    private Documents() {}

    static Map<String, Object> evaluation(Evaluation evaluation) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("task", evaluation.task().name());
        document.put("rows", evaluation.rows());
        Map<String, Object> metrics = new LinkedHashMap<>();
        evaluation.metrics().forEach((metric, value) -> metrics.put(metric.key(), number(value)));
        document.put("metrics", metrics);
        Map<String, Object> intervals = new LinkedHashMap<>();
        evaluation.intervals().forEach((metric, interval) -> intervals.put(metric.key(), interval(interval)));
        document.put("intervals", intervals);
        document.put("classes", evaluation.classes());
        document.put("confusion", evaluation.confusion());
        Map<String, Object> slices = new LinkedHashMap<>();
        evaluation.slices().forEach((name, slice) -> slices.put(name, evaluation(slice)));
        document.put("slices", slices);
        return document;
    }

    static Map<String, Object> steps(List<StepResult> steps, List<GateResult> gates) {
        List<Object> list = new ArrayList<>();
        for (StepResult step : steps) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("name", step.name());
            document.put("status", step.status().name());
            document.put("started_at", step.startedAt().toString());
            document.put("took_ms", step.took().toNanos() / 1e6);
            document.put("inputs", step.inputs());
            document.put("outputs", step.outputs());
            document.put("summary", step.summary());
            list.add(document);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("steps", list);
        document.put(
                "gates",
                gates.stream()
                        .map(gate -> Map.of("gate", gate.gate(), "passed", gate.passed(), "reason", gate.reason()))
                        .toList());
        return document;
    }

    static Map<String, Double> byKey(Map<Metric, Double> metrics) {
        Map<String, Double> byKey = new LinkedHashMap<>();
        metrics.forEach((metric, value) -> byKey.put(metric.key(), value));
        return byKey;
    }

    private static Map<String, Object> interval(Evaluation.Interval interval) {
        return Map.of("low", number(interval.low()), "high", number(interval.high()), "level", interval.level());
    }

    /** JSON has no NaN: a number that is not finite is written as its name. */
    private static Object number(double value) {
        return Double.isFinite(value) ? (Object) value : Double.toString(value);
    }
}
