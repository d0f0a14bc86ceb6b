package io.github.modelkeel.drift.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.drift.DomainDrift;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.LabelDrift;
import io.github.modelkeel.drift.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One HTML page over one or more windows: the verdicts first, with the trend where there are several windows, then every
 * column with its figures. The page needs no script and no network, follows the light or dark preference of its reader, and
 * is usable by keyboard and screen reader. Confined to one thread.
 */
public final class HtmlReport {
    private final String title;
    private final List<Window> windows = new ArrayList<>();

    private HtmlReport(String title) {
        this.title = requireNonNull(title, "title");
    }

    private record Window(
            String name, DriftReport report, @Nullable LabelDrift labels) {}

    /** Returns an empty page with this heading; any text, it is escaped. */
    public static HtmlReport titled(String title) {
        return new HtmlReport(title);
    }

    /** Adds a window; its name is shown where there are several. */
    public HtmlReport window(String name, DriftReport report) {
        windows.add(new Window(requireNonNull(name, "name"), requireNonNull(report, "report"), null));
        return this;
    }

    /** Adds a window together with what its labels say about the accuracy. */
    public HtmlReport window(String name, DriftReport report, LabelDrift labels) {
        windows.add(new Window(
                requireNonNull(name, "name"), requireNonNull(report, "report"), requireNonNull(labels, "labels")));
        return this;
    }

    /**
     * Returns the page, to be stored as UTF-8.
     *
     * @throws IllegalStateException without a window
     */
    public String render() {
        if (windows.isEmpty()) {
            throw new IllegalStateException("no window: call window(name, report) before render()");
        }
        String heading = Format.escape(title);
        StringBuilder page = new StringBuilder(1 << 16);
        page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\"")
                .append(" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>")
                .append(heading)
                .append("</title>\n<style>\n")
                .append(style())
                .append("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the summary</a>\n")
                .append("<div class=\"page\">\n<main id=\"main\">\n<h1>")
                .append(heading)
                .append("</h1>\n");
        if (windows.size() > 1) {
            trend(page);
        }
        for (int i = 0; i < windows.size(); i++) {
            window(page, windows.get(i), i + 1);
        }
        return page.append("</main>\n</div>\n</body>\n</html>\n").toString();
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(requireNonNull(in, "report.css").readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css of the library cannot be read", e);
        }
    }

    private void trend(StringBuilder page) {
        Set<String> columns = new LinkedHashSet<>();
        windows.forEach(w -> w.report().features().forEach(f -> columns.add(f.column())));
        page.append("<h2>All windows</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\"")
                .append(
                        " aria-label=\"Verdicts by column and window\"><table>\n<caption>Effect and verdict of each column")
                .append(" over the windows, oldest first</caption>\n<thead><tr><th scope=\"col\">Column</th>");
        for (int i = 0; i < windows.size(); i++) {
            page.append("<th scope=\"col\"><a href=\"#w")
                    .append(i + 1)
                    .append("\">")
                    .append(Format.escape(name(i)))
                    .append("</a></th>");
        }
        page.append("</tr></thead>\n<tbody>\n<tr><th scope=\"row\">Window as a whole</th>");
        windows.forEach(
                w -> page.append("<td>").append(badge(w.report().verdict())).append("</td>"));
        page.append("</tr>\n");
        if (windows.stream().anyMatch(w -> w.labels() != null)) {
            page.append("<tr><th scope=\"row\">Accuracy by labels</th>");
            for (Window w : windows) {
                LabelDrift labels = w.labels();
                page.append("<td>");
                if (labels != null) {
                    page.append(badge(labels.verdict()))
                            .append(String.format(Locale.ROOT, " %.3f", labels.windowAccuracy()));
                }
                page.append("</td>");
            }
            page.append("</tr>\n");
        }
        if (windows.stream().anyMatch(w -> w.report().domain() != null)) {
            page.append("<tr><th scope=\"row\">Columns together</th>");
            for (Window w : windows) {
                DomainDrift domain = w.report().domain();
                page.append("<td>");
                if (domain != null) {
                    page.append(badge(domain.verdict())).append(String.format(Locale.ROOT, " AUC %.3f", domain.auc()));
                }
                page.append("</td>");
            }
            page.append("</tr>\n");
        }
        for (String column : columns) {
            page.append("<tr><th scope=\"row\">").append(Format.escape(column)).append("</th>");
            for (Window w : windows) {
                page.append("<td>");
                w.report()
                        .find(column)
                        .ifPresent(
                                f -> page.append(badge(f.verdict())).append(' ').append(effect(f)));
                page.append("</td>");
            }
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n");
    }

    private String name(int i) {
        String name = windows.get(i).name();
        return name.isEmpty() ? "Window " + (i + 1) : name;
    }

    private void window(StringBuilder page, Window window, int number) {
        DriftReport report = window.report();
        Fingerprint fingerprint = report.referenceFingerprint();
        page.append("<section id=\"w")
                .append(number)
                .append("\" aria-labelledby=\"h")
                .append(number)
                .append("\">\n");
        page.append("<h2 id=\"h")
                .append(number)
                .append("\">")
                .append(windows.size() > 1 ? Format.escape(name(number - 1)) : "Summary")
                .append("</h2>\n<p class=\"lead\">")
                .append(badge(report.verdict()))
                .append(' ')
                .append(Format.escape(report.reason()))
                .append(".</p>\n");
        LabelDrift labels = window.labels();
        if (labels != null) {
            page.append("<p class=\"lead\">")
                    .append(badge(labels.verdict()))
                    .append(" Labels: ")
                    .append(Format.escape(labels.reason()))
                    .append(".</p>\n");
        }
        DomainDrift domain = report.domain();
        if (domain != null) {
            page.append("<p class=\"lead\">")
                    .append(badge(domain.verdict()))
                    .append(" Columns together: ")
                    .append(Format.escape(Format.domain(domain)))
                    .append(".</p>\n");
        }
        if (!report.findings().isEmpty()) {
            page.append("<ul class=\"findings\">");
            report.findings()
                    .forEach(finding -> page.append("<li>")
                            .append(Format.escape(FeatureSection.sentence(finding.message())))
                            .append("</li>"));
            page.append("</ul>\n");
        }
        page.append(String.format(
                Locale.ROOT,
                "<p class=\"soft\">%d rows against %d rows of the reference. A column drifts when its p-value, adjusted by"
                        + " %s, is at most %s, the effect at least %s, and both in %s.%s</p>\n",
                report.windowRows(),
                report.referenceRows(),
                Format.escape(report.correction()),
                report.significance(),
                report.minimumEffect(),
                report.confirmations() == 1 ? "one window" : report.confirmations() + " windows in a row",
                fingerprint == null ? "" : " Reference profile <code>" + fingerprint.hex() + "</code>."));
        table(page, report, number);
        page.append("<p class=\"legend\"><span class=\"key key-ref\"></span>reference, filled &nbsp; ")
                .append("<span class=\"key key-now\"></span>window, outlined</p>\n");
        for (int i = 0; i < report.features().size(); i++) {
            FeatureSection.append(page, report.features().get(i), "w" + number + "f" + (i + 1));
        }
        page.append("</section>\n");
    }

    private static void table(StringBuilder page, DriftReport report, int number) {
        page.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Columns\"><table>\n")
                .append("<caption>What was found for each column</caption>\n<thead><tr><th scope=\"col\">Column</th>")
                .append(
                        "<th scope=\"col\">Verdict</th><th scope=\"col\">Test</th><th scope=\"col\" class=\"n\">Effect</th>")
                .append("<th scope=\"col\" class=\"n\">p</th><th scope=\"col\" class=\"n\">p adjusted</th>")
                .append("<th scope=\"col\">Findings</th></tr></thead>\n<tbody>\n");
        for (int i = 0; i < report.features().size(); i++) {
            FeatureDrift feature = report.features().get(i);
            var result = feature.result();
            page.append("<tr><th scope=\"row\"><a href=\"#w")
                    .append(number)
                    .append('f')
                    .append(i + 1)
                    .append("\">")
                    .append(Format.escape(feature.column()))
                    .append("</a></th><td>")
                    .append(badge(feature.verdict()))
                    .append("</td><td>")
                    .append(result == null ? "" : Format.escape(result.test()))
                    .append("</td><td class=\"n\">")
                    .append(effect(feature))
                    .append("</td><td class=\"n\">")
                    .append(result == null ? "" : Format.escape(Format.p(result.pValue())))
                    .append("</td><td class=\"n\">")
                    .append(result == null ? "" : Format.escape(Format.p(feature.adjustedPValue())))
                    .append("</td><td>")
                    .append(
                            feature.findings().isEmpty()
                                    ? ""
                                    : feature.findings().size())
                    .append("</td></tr>\n");
        }
        page.append("</tbody></table></div>\n");
    }

    private static String effect(FeatureDrift feature) {
        var result = feature.result();
        return result == null
                ? ""
                : Format.escape(String.format(Locale.ROOT, "%s %.3f", result.effectName(), result.effect()));
    }

    static String badge(Verdict verdict) {
        String style = switch (verdict) {
            case DRIFT -> "v-drift";
            case WATCH -> "v-watch";
            case STABLE -> "v-stable";
            case INSUFFICIENT_DATA, NOT_TESTED -> "v-none";
        };
        String label = verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return "<span class=\"verdict " + style + "\">" + label + "</span>";
    }
}
