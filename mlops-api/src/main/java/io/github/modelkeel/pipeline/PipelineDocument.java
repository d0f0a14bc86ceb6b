package io.github.modelkeel.pipeline;

import io.github.modelkeel.data.Cell;
import io.github.modelkeel.data.ExpectationSuite;
import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.model.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a pipeline declares, as a document and as a digest. */
final class PipelineDocument {
    private PipelineDocument() {}

    static Map<String, Object> of(Pipeline pipeline) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("name", pipeline.name());
        document.put("source", pipeline.source().description());
        document.put(
                "expect",
                pipeline.expectations().map(ExpectationSuite::toDocument).orElse(null));
        document.put("features", pipeline.features().toDocument());
        document.put(pipeline.isRegression() ? "target" : "label", pipeline.label());
        document.put("positive", pipeline.positiveClass().orElse(null));
        document.put("split", pipeline.split().description());
        document.put("validation_share", pipeline.validationShare());
        document.put("algorithm", pipeline.trainer().algorithm());
        document.put("hyperparameters", new LinkedHashMap<>(pipeline.trainer().hyperparameters()));
        document.put("metrics", pipeline.metrics().stream().map(Metric::key).toList());
        document.put("slices", pipeline.slices());
        document.put("resamples", pipeline.resamples());
        document.put("confidence_level", pipeline.confidenceLevel());
        document.put("gates", pipeline.gates().stream().map(Gate::description).toList());
        document.put("register", pipeline.model().orElse(null));
        document.put("seed", pipeline.seed());
        return present(document);
    }

    static Fingerprint fingerprint(Pipeline pipeline) {
        Map<String, Object> declared = of(pipeline);
        declared.keySet().removeAll(List.of("name", "source", "register"));
        return Fingerprint.ofText("modelkeel-pipeline-1\n" + canonical(declared));
    }

    /** Leaves out what was not declared. */
    private static Map<String, Object> present(Map<String, @Nullable Object> document) {
        Map<String, Object> present = new LinkedHashMap<>();
        document.forEach((key, value) -> {
            if (value != null) {
                present.put(key, value);
            }
        });
        return present;
    }

    /** Maps by key, whatever order they were made in: some of the JDK's change theirs from JVM to JVM. */
    private static @Nullable Object canonical(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((key, inner) -> sorted.put(String.valueOf(key), canonical(inner)));
            return sorted;
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(inner -> copy.add(canonical(inner)));
            return copy;
        }
        if (value instanceof Double number) { // Double.toString differs from JDK to JDK
            return number.isNaN() ? "NaN" : Cell.display(number);
        }
        return value instanceof String text ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : value;
    }
}
