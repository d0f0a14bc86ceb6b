package io.github.modelkeel.drift.report;

import io.github.modelkeel.drift.CategoryProfile;
import io.github.modelkeel.drift.ColumnProfile;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.Finding;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The part of the page about one column. */
final class FeatureSection {
    private FeatureSection() {}

    static void append(StringBuilder page, FeatureDrift feature, String id) {
        page.append("<article class=\"feature\" id=\"")
                .append(id)
                .append("\"><header><h3>")
                .append(Format.escape(feature.column()))
                .append("</h3>")
                .append(HtmlReport.badge(feature.verdict()))
                .append("</header>\n<p>")
                .append(Format.escape(sentence(feature.reason())))
                .append("</p>\n");
        TestResult result = feature.result();
        if (result != null) {
            facts(page, feature, result);
        }
        page.append("<p class=\"facts\">").append("reference ").append(summary(feature.reference()));
        ColumnProfile window = feature.window();
        if (window != null) {
            page.append("<br>window ").append(summary(window));
        }
        page.append("</p>\n");
        if (!feature.findings().isEmpty()) {
            page.append("<ul class=\"findings\">");
            for (Finding finding : feature.findings()) {
                page.append("<li>")
                        .append(Format.escape(sentence(finding.message())))
                        .append("</li>");
            }
            page.append("</ul>\n");
        }
        figures(page, feature, id);
        page.append("</article>\n");
    }

    private static void facts(StringBuilder page, FeatureDrift feature, TestResult result) {
        page.append(String.format(
                Locale.ROOT,
                "<p class=\"facts\">%s (%s): <b>%s %.3f</b>, p <b>%s</b>, adjusted <b>%s</b>",
                Format.escape(result.test()),
                Format.escape(result.method()),
                Format.escape(result.effectName()),
                result.effect(),
                Format.escape(Format.p(result.pValue())),
                Format.escape(Format.p(feature.adjustedPValue()))));
        Double location = result.location();
        if (location != null) {
            page.append(", largest at <b>").append(Format.number(location)).append("</b>");
        }
        if (result.sign() != 0) {
            page.append(", the window lies ").append(result.sign() > 0 ? "higher" : "lower");
        }
        page.append("</p>\n");
    }

    private static String summary(ColumnProfile profile) {
        StringBuilder text = new StringBuilder();
        text.append(profile.count()).append(profile.count() == 1 ? " value" : " values");
        if (profile.missing() > 0) {
            text.append(", ").append(profile.missing()).append(" missing");
        }
        if (profile instanceof NumericProfile numeric && numeric.count() > 0) {
            text.append(", mean ")
                    .append(Format.number(numeric.mean()))
                    .append(", deviation ")
                    .append(Format.number(numeric.standardDeviation()))
                    .append(", min ")
                    .append(Format.number(numeric.min()))
                    .append(", median ")
                    .append(Format.number(numeric.quantile(0.5)))
                    .append(", max ")
                    .append(Format.number(numeric.max()));
        } else if (profile instanceof CategoryProfile categories) {
            text.append(", ").append(categories.counts().size()).append(" categories");
        }
        return text.toString();
    }

    private static void figures(StringBuilder page, FeatureDrift feature, String id) {
        Histogram histogram = Histogram.of(feature.reference(), feature.window());
        if (histogram == null) {
            return;
        }
        String name = feature.column();
        page.append("<div class=\"figures\">\n<figure>");
        if (histogram.continuous()) {
            page.append(Svg.histogram(histogram, id + "h", "Histogram of " + name + ", reference and window"))
                    .append("<figcaption>Share of values; the outer bars take in everything beyond</figcaption>");
        } else {
            page.append(Svg.bars(histogram, id + "h", "Shares of the values of " + name + ", reference and window"))
                    .append("<figcaption>Share of values; figures are those of the window</figcaption>");
        }
        page.append("</figure>\n");
        TestResult result = feature.result();
        if (result != null
                && feature.reference() instanceof NumericProfile r
                && feature.window() instanceof NumericProfile w
                && w.count() > 0) {
            page.append("<figure>")
                    .append(Svg.distributions(
                            r, w, result, id + "d", "Distribution functions of " + name + gap(result)))
                    .append("<figcaption>Share of values at or below; reference dashed, window solid")
                    .append(result.location() == null ? "" : ", largest gap marked")
                    .append("</figcaption></figure>\n");
        }
        page.append("</div>\n");
        data(page, histogram);
    }

    private static String gap(TestResult result) {
        Double location = result.location();
        return location == null ? "" : ", largest gap at " + Format.number(location);
    }

    /** The figure as a table, for those who do not see it. */
    private static void data(StringBuilder page, @Nullable Histogram histogram) {
        if (histogram == null) {
            return;
        }
        page.append("<details><summary>Figures as a table</summary><table><thead><tr><th scope=\"col\">Value</th>")
                .append("<th scope=\"col\" class=\"n\">Reference</th><th scope=\"col\" class=\"n\">Window</th></tr>")
                .append("</thead><tbody>\n");
        for (int i = 0; i < histogram.size(); i++) {
            String label;
            if (!histogram.continuous()) {
                label = histogram.labels().get(i);
            } else if (i == 0) {
                label = "up to " + Format.number(histogram.edges()[1]);
            } else if (i + 1 == histogram.size()) {
                label = "above " + Format.number(histogram.edges()[i]);
            } else {
                label = Format.number(histogram.edges()[i]) + " to "
                        + Format.number(histogram.edges()[i + 1]);
            }
            page.append("<tr><td>")
                    .append(Format.escape(label))
                    .append("<td class=\"n\">")
                    .append(Format.percent(histogram.referenceShare(i)))
                    .append("<td class=\"n\">")
                    .append(Format.percent(histogram.windowShare(i)))
                    .append('\n');
        }
        page.append("</tbody></table></details>\n");
    }

    static String sentence(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT) + text.substring(first) + ".";
    }
}
