package io.github.modelkeel.drift.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.drift.CategoryProfile;
import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.DomainDrift;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.Finding;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON form. Keys and meaning are described in docs/drift-report.md; a change of meaning raises the version. */
final class JsonReport {
    static final String SCHEMA = "modelkeel.drift-report";
    static final int VERSION = 1;

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonReport() {}

    static String render(DriftReport report) {
        try {
            return MAPPER.writeValueAsString(document(report)).replace("\r\n", "\n") + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document of maps, lists and numbers was not writable", e);
        }
    }

    static Map<String, Object> document(DriftReport report) {
        Fields document = new Fields();
        document.put("schema", SCHEMA);
        document.put("version", VERSION);
        document.put("verdict", name(report.verdict()));
        document.put("reason", report.reason());
        document.put("reference_rows", report.referenceRows());
        document.put("window_rows", report.windowRows());
        document.put("significance", report.significance());
        document.put("correction", report.correction());
        document.put("minimum_effect", report.minimumEffect());
        document.put("confirmations", report.confirmations());
        document.put("drifted_columns", report.driftedColumns());
        Fingerprint fingerprint = report.referenceFingerprint();
        document.put("reference_fingerprint", fingerprint == null ? null : fingerprint.hex());
        document.put("findings", findings(report.findings()));
        document.put("domain", domain(report.domain()));
        document.put(
                "features", report.features().stream().map(JsonReport::feature).toList());
        return document.map;
    }

    private static Map<String, Object> feature(FeatureDrift feature) {
        Fields document = new Fields();
        document.put("column", feature.column());
        document.put("kind", kind(feature.reference()));
        document.put("verdict", name(feature.verdict()));
        document.put("reason", feature.reason());
        document.put("streak", feature.streak());
        document.put("adjusted_p_value", feature.adjustedPValue());
        document.put("minimum_detectable_effect", finite(feature.minimumDetectableEffect()));
        document.put("test", test(feature.result()));
        document.put("findings", findings(feature.findings()));
        document.put("reference", summary(feature.reference()));
        document.put("window", summary(feature.window()));
        document.put("histogram", histogram(Histogram.of(feature.reference(), feature.window())));
        return document.map;
    }

    private static List<Object> findings(List<Finding> findings) {
        List<Object> all = new ArrayList<>();
        findings.forEach(finding -> {
            Fields one = new Fields();
            one.put("kind", name(finding.kind()));
            one.put("message", finding.message());
            one.put("values", finding.values());
            all.add(one.map);
        });
        return all;
    }

    private static @Nullable Map<String, Object> domain(@Nullable DomainDrift domain) {
        if (domain == null) {
            return null;
        }
        Fields document = new Fields();
        document.put("verdict", name(domain.verdict()));
        document.put("reason", domain.reason());
        document.put("algorithm", domain.algorithm());
        document.put("method", domain.method());
        document.put("auc", domain.auc());
        document.put("p_value", domain.pValue());
        document.put("effect", domain.effect());
        document.put("minimum_detectable_effect", finite(domain.minimumDetectableEffect()));
        document.put("fold_aucs", domain.foldAucs());
        document.put("reference_rows", domain.referenceRows());
        document.put("window_rows", domain.windowRows());
        document.put("streak", domain.streak());
        List<Object> columns = new ArrayList<>();
        domain.columns().forEach(contribution -> {
            Fields one = new Fields();
            one.put("column", contribution.column());
            one.put("auc_loss", contribution.aucLoss());
            columns.add(one.map);
        });
        document.put("columns", columns);
        return document.map;
    }

    private static @Nullable Map<String, Object> test(@Nullable TestResult result) {
        if (result == null) {
            return null;
        }
        Fields document = new Fields();
        document.put("name", result.test());
        document.put("method", result.method());
        document.put("statistic", finite(result.statistic()));
        document.put("p_value", result.pValue());
        document.put("effect", finite(result.effect()));
        document.put("effect_name", result.effectName());
        document.put("sign", result.sign());
        Double location = result.location();
        document.put("location", location == null ? null : finite(location));
        document.put("reference_count", result.referenceCount());
        document.put("window_count", result.windowCount());
        return document.map;
    }

    private static @Nullable Map<String, Object> summary(@Nullable ColumnProfile profile) {
        if (profile == null) {
            return null;
        }
        Fields document = new Fields();
        document.put("count", profile.count());
        document.put("missing", profile.missing());
        if (profile instanceof NumericProfile numeric) {
            boolean some = numeric.count() > 0;
            document.put("mean", some ? finite(numeric.mean()) : null);
            document.put("standard_deviation", some ? finite(numeric.standardDeviation()) : null);
            document.put("min", some ? finite(numeric.min()) : null);
            document.put("median", some ? finite(numeric.quantile(0.5)) : null);
            document.put("max", some ? finite(numeric.max()) : null);
        } else if (profile instanceof CategoryProfile categories) {
            document.put("categories", categories.counts().size());
        }
        return document.map;
    }

    private static @Nullable Map<String, Object> histogram(@Nullable Histogram histogram) {
        if (histogram == null) {
            return null;
        }
        Fields document = new Fields();
        if (histogram.continuous()) {
            document.put("edges", Arrays.stream(histogram.edges()).boxed().toList());
        } else {
            document.put("labels", histogram.labels());
        }
        document.put("reference", Arrays.stream(histogram.reference()).boxed().toList());
        document.put("window", Arrays.stream(histogram.window()).boxed().toList());
        return document.map;
    }

    static String kind(ColumnProfile profile) {
        return profile instanceof NumericProfile
                ? "numeric"
                : profile instanceof CategoryProfile ? "category" : "presence";
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    /** A map in insertion order that takes {@code null}, which JSON has and the type of the document does not show. */
    private static final class Fields {
        final Map<String, Object> map = new LinkedHashMap<>();

        @SuppressWarnings("NullAway") // a document holds nulls, as JSON does
        void put(String key, @Nullable Object value) {
            map.put(key, value);
        }
    }
}
