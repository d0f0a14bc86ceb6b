package io.github.modelkeel.drift.report;

import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.drift.DomainDrift;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.Finding;
import io.github.modelkeel.drift.TestResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of plain characters. */
final class TextReport {
    private static final int MAX_NAME = 32;

    private TextReport() {}

    static String render(DriftReport report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("column", "verdict", "test", "effect", "p", "adjusted", "values", "why"));
        for (FeatureDrift feature : report.features()) {
            rows.add(row(feature));
        }
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s: %s%n%d rows against %d in the reference; significance %s (%s), minimum effect %s, %d %s in a row%n",
                report.verdict(),
                Format.printable(report.reason()),
                report.windowRows(),
                report.referenceRows(),
                report.significance(),
                report.correction(),
                report.minimumEffect(),
                report.confirmations(),
                report.confirmations() == 1 ? "window" : "windows"));
        Fingerprint fingerprint = report.referenceFingerprint();
        if (fingerprint != null) {
            text.append("reference profile ").append(fingerprint.hex()).append('\n');
        }
        findings(text, report.findings());
        DomainDrift domain = report.domain();
        if (domain != null) {
            text.append("columns together: ")
                    .append(domain.verdict())
                    .append(", ")
                    .append(Format.printable(Format.domain(domain)))
                    .append('\n');
        }
        text.append('\n');
        for (int i = 0; i < rows.size(); i++) {
            line(text, rows.get(i), widths);
            if (i > 0) {
                findings(text, report.features().get(i - 1).findings());
            }
        }
        return text.toString().replace("\r\n", "\n");
    }

    private static void findings(StringBuilder text, List<Finding> findings) {
        for (Finding finding : findings) {
            text.append("  ! ").append(Format.printable(finding.message())).append('\n');
        }
    }

    private static List<String> row(FeatureDrift feature) {
        TestResult result = feature.result();
        String name = Format.shortened(Format.printable(feature.column()), MAX_NAME);
        String verdict = feature.verdict().name();
        if (result == null) {
            return List.of(name, verdict, "-", "-", "-", "-", "-", Format.printable(feature.reason()));
        }
        return List.of(
                name,
                verdict,
                result.test() + " (" + result.method() + ")",
                result.effectName() + " " + String.format(Locale.ROOT, "%.3f", result.effect()),
                Format.p(result.pValue()),
                Format.p(feature.adjustedPValue()),
                result.windowCount() + " / " + result.referenceCount(),
                Format.printable(feature.reason()));
    }

    private static void line(StringBuilder text, List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i));
            if (i + 1 < widths.length) {
                line.append(" ".repeat(widths[i] - length(row.get(i)) + 2));
            }
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
