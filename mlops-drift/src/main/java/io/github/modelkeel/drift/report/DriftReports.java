package io.github.modelkeel.drift.report;

import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.error.UnavailableException;
import java.util.Map;
import java.util.Optional;

/** Renders a {@link DriftReport}. Stateless and thread-safe. The same report gives the same bytes. */
public final class DriftReports {
    private DriftReports() {}

    /** Returns a table for a terminal or a log, one line for each column, with lines ended by a line feed. */
    public static String text(DriftReport report) {
        return TextReport.render(report);
    }

    /**
     * Returns the report as JSON (RFC 8259), on several lines, with the keys in a fixed order. The schema, version
     * {@value JsonReport#VERSION}, is described in {@code docs/drift-report.md}. Numbers that are not finite are
     * {@code null}.
     */
    public static String json(DriftReport report) {
        return JsonReport.render(report);
    }

    /** Returns what {@link #json} writes as maps, lists, texts, numbers and nulls, for a host with its own writer. */
    public static Map<String, Object> document(DriftReport report) {
        return JsonReport.document(report);
    }

    /**
     * Returns one self-contained HTML page: no script, no network, light and dark. About 10 KB for each column.
     *
     * @param title heading of the page; any text, it is escaped
     */
    public static String html(String title, DriftReport report) {
        return HtmlReport.titled(title).window("", report).render();
    }

    /**
     * Returns the figure of one column as a self-contained SVG image: reference filled, window outlined. For notebooks and
     * pages of the host's own.
     *
     * @return the image, or empty where the column has nothing to show (points in time, free text, no value at all)
     */
    public static Optional<String> svg(FeatureDrift feature) {
        return Svg.image(feature);
    }

    /**
     * Returns the figure of one column as a PNG image of twice the size of {@link #svg}, on a white ground, for where no
     * SVG can be shown. Needs the module {@code java.desktop} and a font, but no display. Its bytes depend on the fonts of
     * the machine.
     *
     * @return the image, or empty where the column has nothing to show (points in time, free text, no value at all)
     * @throws UnavailableException if the Java runtime has no {@code java.desktop}, or the machine no font
     */
    public static Optional<byte[]> png(FeatureDrift feature) {
        Histogram histogram = Histogram.of(feature.reference(), feature.window());
        if (histogram == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(PngFigure.of(feature.column(), histogram));
        } catch (LinkageError e) { // PngFigure alone refers to java.desktop
            throw new UnavailableException(
                    "this Java runtime cannot draw (no module java.desktop, or no native library for fonts); add it to"
                            + " the runtime image, or use svg",
                    e);
        }
    }
}
