package io.github.modelkeel.drift.report;

import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.NumericProfile;
import io.github.modelkeel.drift.TestResult;
import java.util.Locale;
import java.util.Optional;

/** Figures as inline SVG: colours come from the page, meaning also from shape (reference filled, window a line). */
final class Svg {
    static final int WIDTH = 480;
    static final int HEIGHT = 190;
    static final int LEFT = 54;
    static final int RIGHT = 10;
    static final int TOP = 12;
    static final int BOTTOM = 24;
    static final int BAR = 24;
    static final int NAMES = 150;
    private static final int STEPS = 80;

    private Svg() {}

    /** The colours of an image that stands alone, on a white ground. */
    private static final String ALONE = "<style>text{fill:#55605c;font:12px sans-serif}.axis{stroke:#d5dad6;fill:none}"
            + ".ref{fill:#b9c6d6;stroke:#7b8fa8}.now{fill:none;stroke:#b2420f;stroke-width:2}</style>"
            + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>";

    /** One column as an image of its own. */
    static Optional<String> image(FeatureDrift feature) {
        Histogram histogram = Histogram.of(feature.reference(), feature.window());
        if (histogram == null) {
            return Optional.empty();
        }
        String description = feature.column() + ", reference and window";
        String svg = histogram.continuous()
                ? histogram(histogram, "title", description)
                : bars(histogram, "title", description);
        return Optional.of(svg.replaceFirst("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ")
                        .replaceFirst("</title>", "</title>" + ALONE)
                + "\n");
    }

    /** Bins side by side: the reference as filled bars, the window as an outline over them. */
    static String histogram(Histogram histogram, String id, String description) {
        double highest = highest(histogram);
        int size = histogram.size();
        StringBuilder bars = new StringBuilder();
        StringBuilder outline = new StringBuilder();
        for (int i = 0; i < size; i++) {
            double x0 = x((double) i / size);
            double x1 = x((double) (i + 1) / size);
            double r = y(histogram.referenceShare(i) / highest);
            double w = y(histogram.windowShare(i) / highest);
            bars.append(move(x0))
                    .append(n(y(0)))
                    .append('V')
                    .append(n(r))
                    .append('H')
                    .append(n(x1));
            bars.append('V').append(n(y(0))).append('Z');
            outline.append(i == 0 ? move(x0) + n(y(0)) : "")
                    .append('V')
                    .append(n(w))
                    .append('H')
                    .append(n(x1));
        }
        outline.append('V').append(n(y(0)));
        StringBuilder svg = open(HEIGHT, id, description);
        axes(svg, Format.percent(highest));
        svg.append("<path class=\"ref\" d=\"").append(bars).append("\"/>");
        svg.append("<path class=\"now\" d=\"").append(outline).append("\"/>");
        double[] edges = histogram.edges();
        int middle = size / 2;
        ticks(svg, edges[0], edges[middle], (double) middle / size, edges[size]);
        return svg.append("</svg>").toString();
    }

    /** One row for each label: the reference as a filled bar, the window as a framed one over it. */
    static String bars(Histogram histogram, String id, String description) {
        double highest = highest(histogram);
        int height = TOP + BAR * histogram.size() + 4;
        StringBuilder svg = open(height, id, description);
        for (int i = 0; i < histogram.size(); i++) {
            double top = TOP + BAR * i;
            double room = WIDTH - NAMES - 60.0;
            svg.append(text(
                    NAMES - 8.0,
                    top + 15,
                    "end",
                    Format.shortened(histogram.labels().get(i), 20)));
            svg.append(rectangle("ref", top + 2, 18, room * histogram.referenceShare(i) / highest));
            svg.append(rectangle("now", top + 5, 12, room * histogram.windowShare(i) / highest));
            svg.append(text(WIDTH - 2.0, top + 15, "end", Format.percent(histogram.windowShare(i))));
        }
        return svg.append("</svg>").toString();
    }

    /** Both distribution functions as steps, with the largest gap marked where a test found one. */
    static String distributions(
            NumericProfile reference, NumericProfile window, TestResult result, String id, String description) {
        Histogram.Range range = Histogram.Range.of(reference, window);
        StringBuilder svg = open(HEIGHT, id, description);
        axes(svg, "100 %");
        svg.append("<path class=\"refline\" d=\"")
                .append(steps(reference, range))
                .append("\"/>");
        svg.append("<path class=\"now\" d=\"").append(steps(window, range)).append("\"/>");
        Double location = result.location();
        if (location != null) {
            double x = x(range.place(location));
            double f = (double) reference.countUpTo(location) / reference.count();
            double g = (double) window.countUpTo(location) / window.count();
            svg.append(String.format(Locale.ROOT, "<path class=\"gap\" d=\"M%s %sV%s\"/>", n(x), n(y(f)), n(y(g))));
            boolean right = x > WIDTH * 0.7;
            String label = String.format(Locale.ROOT, "%.3f at %s", Math.abs(f - g), Format.number(location));
            svg.append(label(x + (right ? -8 : 8), y((f + g) / 2) + 4, right ? "end" : "start", label));
        }
        double middle = range.low() / 2 + range.high() / 2;
        ticks(svg, range.low(), middle, 0.5, range.high());
        return svg.append("</svg>").toString();
    }

    /** At most 80 steps: the value at each whole share, the functions of so many knots being indistinguishable here. */
    private static String steps(NumericProfile profile, Histogram.Range range) {
        StringBuilder path = new StringBuilder(move(x(0)) + n(y(0)));
        long count = profile.count();
        double lastX = x(0);
        for (int k = 1; k <= STEPS; k++) {
            long rank = Math.max(1, (long) ((double) count * k / STEPS));
            double value = profile.orderStatistic(rank);
            double x = Math.max(lastX, x(range.place(value)));
            double share = (double) profile.countUpTo(value) / count;
            path.append('H').append(n(x)).append('V').append(n(y(share)));
            lastX = x;
        }
        return path.append('H').append(n(x(1))).toString();
    }

    static double highest(Histogram histogram) {
        double highest = 1e-9;
        for (int i = 0; i < histogram.size(); i++) {
            highest = Math.max(highest, Math.max(histogram.referenceShare(i), histogram.windowShare(i)));
        }
        return highest;
    }

    private static StringBuilder open(int height, String id, String description) {
        return new StringBuilder()
                .append(String.format(
                        Locale.ROOT,
                        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s\"><title id=\"%s\">",
                        WIDTH,
                        height,
                        id,
                        id))
                .append(Format.escape(description))
                .append("</title>");
    }

    private static void axes(StringBuilder svg, String top) {
        svg.append(String.format(
                Locale.ROOT, "<path class=\"axis\" d=\"M%d %dV%sH%d\"/>", LEFT, TOP, n(y(0)), WIDTH - RIGHT));
        svg.append(text(LEFT - 5.0, TOP + 8.0, "end", top)).append(text(LEFT - 5.0, y(0), "end", "0"));
    }

    private static void ticks(StringBuilder svg, double low, double middle, double place, double high) {
        double base = HEIGHT - 6.0;
        svg.append(text(LEFT, base, "start", Format.number(low)))
                .append(text(x(place), base, "middle", Format.number(middle)))
                .append(text(WIDTH - (double) RIGHT, base, "end", Format.number(high)));
    }

    static double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    static double y(double share) {
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private static String move(double x) {
        return "M" + n(x) + " ";
    }

    private static String rectangle(String style, double y, double height, double width) {
        return String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%s\" width=\"%s\" height=\"%s\"/>",
                style,
                NAMES,
                n(y),
                n(Math.max(0.0, width)),
                n(height));
    }

    private static String label(double x, double y, String anchor, String content) {
        return text(x, y, anchor, content).replaceFirst("<text ", "<text class=\"label\" ");
    }

    private static String text(double x, double y, String anchor, String content) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>",
                n(x),
                n(y),
                anchor,
                Format.escape(content));
    }

    /** A coordinate with at most one digit after the point. */
    private static String n(double value) {
        long tenths = Math.round(value * 10.0);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : Double.toString(tenths / 10.0);
    }
}
