package io.github.modelkeel.examples;

import io.github.modelkeel.examples.ElectricityConceptDrift.Segment;
import io.github.modelkeel.examples.ElectricityConceptDrift.Story;
import java.util.List;
import java.util.Locale;

/** One page that needs nothing but itself: the error rate of a frozen model, with the changes that were found. */
final class ErrorPage {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 360;
    private static final int LEFT = 56;
    private static final int RIGHT = 16;
    private static final int TOP = 34;
    private static final int BOTTOM = 44;
    private static final double ROOM_FOR_NUMBER = 20.0;

    private static final String STYLE = """
            :root { color-scheme: light dark; --ground: #fbfbf9; --surface: #fff; --ink: #1c2321; --soft: #55605c;
              --line: #d5dad6; --rate: #0b5a8a; --level: #8a5a00; --change: #a11616; }
            @media (prefers-color-scheme: dark) { :root { --ground: #14181a; --surface: #1c2225; --ink: #e6eae8;
              --soft: #a5b0ac; --line: #38423f; --rate: #7cc4f4; --level: #ffd98a; --change: #ff9d92; } }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
            main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
            h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .75rem; }
            h2 { font-size: 1.3rem; margin: 2rem 0 .5rem; }
            p { max-width: 46rem; }
            .soft { color: var(--soft); }
            figure { margin: 1rem 0; background: var(--surface); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; }
            figcaption { color: var(--soft); font-size: .9rem; }
            svg { display: block; width: 100%; min-width: 44rem; height: auto; }
            svg text { fill: var(--soft); font-size: 13px; font-family: inherit; }
            svg .grid { stroke: var(--line); fill: none; }
            svg .rate { stroke: var(--rate); stroke-width: 2; fill: none; }
            svg .level { stroke: var(--level); stroke-width: 3; fill: none; stroke-dasharray: 8 4; }
            svg .change { stroke: var(--change); stroke-width: 1.5; fill: none; }
            svg .swing { stroke: var(--soft); stroke-width: 1.5; fill: none; }
            svg .number { fill: var(--change); font-weight: 600; text-anchor: middle; }
            .scroll { overflow-x: auto; }
            .scroll:focus-visible { outline: 3px solid var(--rate); outline-offset: 2px; }
            table { border-collapse: collapse; width: 100%; background: var(--surface); font-size: .92rem; }
            caption { text-align: left; color: var(--soft); padding: .25rem 0 .5rem; }
            th, td { text-align: left; vertical-align: top; padding: .4rem .7rem; border-bottom: 1px solid var(--line); }
            .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
            """;

    private ErrorPage() {}

    static String render(Story story) {
        double overall = ElectricityConceptDrift.rate(story.errors(), 0, story.errors().length);
        StringBuilder page = new StringBuilder(1 << 15);
        page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\"")
                .append(" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
                .append("<title>A frozen model on a market that changes</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<main>\n<h1>A frozen model on a market that changes</h1>\n");
        page.append(String.format(
                Locale.ROOT,
                "<p>A model learned from the first %,d half-hours of the electricity market of New South Wales whether the"
                        + " price goes up, and was never trained again. On the %,d half-hours after that it was wrong in"
                        + " %.1f&nbsp;%% of cases. ADWIN, which sees nothing but right or wrong, found <strong>%d"
                        + " changes</strong> of its error rate by two hours, and %d swings of single half-hours.</p>%n",
                story.trainingRows(),
                story.errors().length,
                100.0 * overall,
                story.changes().size(),
                story.swings().size()));
        figure(page, story);
        table(page, story);
        page.append(
                        "<p class=\"soft\">ADWIN (delta 0.002) starts anew after each change. Its bound assumes that values do not")
                .append(
                        " depend on each other. The errors of neighbouring half-hours do (their correlation is 0.5), so many a run of")
                .append(
                        " errors counts as a swing; the rates of two hours do less. A change says that the error rate moved,")
                .append(
                        " up or down; what to do about it, labels and a new training decide.</p>\n</main>\n</body>\n</html>\n");
        return page.toString();
    }

    private static void figure(StringBuilder page, Story story) {
        double[] weekly = ElectricityConceptDrift.weekly(story.errors());
        double weeks = ElectricityConceptDrift.weeks(story.errors().length);
        double highest = 0.1;
        for (double rate : weekly) {
            highest = Math.max(highest, Math.ceil(rate * 10.0) / 10.0);
        }
        page.append(
                "<figure>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Error rate over time\">\n");
        page.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"t d\"><title id=\"t\">Error rate of the frozen"
                        + " model over time</title><desc id=\"d\">Weekly error rate over %.0f weeks, between %.0f and %.0f"
                        + " percent, with %d numbered changes; the table below has the same figures.</desc>%n",
                WIDTH,
                HEIGHT,
                weeks,
                100.0 * least(weekly),
                100.0 * most(weekly),
                story.changes().size()));
        for (int tenth = 0; tenth <= Math.round(highest * 10.0); tenth++) {
            double y = y(tenth / 10.0, highest);
            page.append(String.format(Locale.ROOT, "<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, y, WIDTH - RIGHT));
            text(page, LEFT - 8, y + 4, "end", tenth * 10 + " %");
        }
        for (int week = 0; week <= weeks; week += 10) {
            text(page, x(week, weeks), HEIGHT - BOTTOM + 18.0, "middle", Integer.toString(week));
        }
        text(page, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6.0, "middle", "weeks since the training ended");
        for (int swing : story.swings()) {
            page.append(String.format(
                    Locale.ROOT,
                    "<path class=\"swing\" d=\"M%.1f %dv-9\"/>",
                    x(ElectricityConceptDrift.weeks(swing), weeks),
                    HEIGHT - BOTTOM));
        }
        double last = -ROOM_FOR_NUMBER;
        boolean raised = false;
        for (int i = 0; i < story.changes().size(); i++) {
            double x = x(ElectricityConceptDrift.weeks(story.changes().get(i)), weeks);
            raised = x - last < ROOM_FOR_NUMBER && !raised; // neighbours stand on two levels
            last = x;
            page.append(String.format(
                    Locale.ROOT,
                    "<path class=\"change\" d=\"M%.1f %dV%d\"/><text class=\"number\" x=\"%.1f\" y=\"%d\">%d</text>%n",
                    x,
                    TOP,
                    HEIGHT - BOTTOM,
                    x,
                    raised ? TOP - 19 : TOP - 5,
                    i + 1));
        }
        StringBuilder rate = new StringBuilder();
        for (int week = 0; week < weekly.length; week++) {
            rate.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f", week == 0 ? "M" : "L", x(week + 0.5, weeks), y(weekly[week], highest)));
        }
        page.append("<path class=\"rate\" d=\"").append(rate).append("\"/>\n");
        StringBuilder level = new StringBuilder();
        for (Segment segment : story.segments()) {
            level.append(String.format(
                    Locale.ROOT,
                    "M%.1f %.1fH%.1f",
                    x(ElectricityConceptDrift.weeks(segment.from()), weeks),
                    y(segment.errorRate(), highest),
                    x(ElectricityConceptDrift.weeks(segment.to()), weeks)));
        }
        page.append("<path class=\"level\" d=\"").append(level).append("\"/>\n</svg>\n</div>\n");
        page.append("<figcaption>Solid: share of wrong predictions in each week. Dashed: the same between two changes.")
                .append(" Numbered lines: changes that ADWIN found")
                .append(
                        " by two hours. Short marks at the foot: swings of single half-hours.</figcaption>\n</figure>\n");
    }

    private static double least(double[] values) {
        return java.util.Arrays.stream(values).min().orElse(0.0);
    }

    private static double most(double[] values) {
        return java.util.Arrays.stream(values).max().orElse(0.0);
    }

    private static void table(StringBuilder page, Story story) {
        page.append("<h2>Between the changes</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\"")
                .append(
                        " aria-label=\"Between the changes\"><table>\n<caption>Each stretch, and the columns whose values had")
                .append(
                        " left those of the training rows by then</caption>\n<thead><tr><th scope=\"col\">Until change</th>")
                .append("<th scope=\"col\" class=\"n\">From week</th><th scope=\"col\" class=\"n\">To week</th>")
                .append("<th scope=\"col\" class=\"n\">Rows</th><th scope=\"col\" class=\"n\">Wrong</th>")
                .append(
                        "<th scope=\"col\" class=\"n\">Against before</th><th scope=\"col\">Columns that moved</th></tr></thead>\n<tbody>\n");
        List<Segment> segments = story.segments();
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            boolean ends = i < story.changes().size();
            String step = i == 0
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "%+.1f points",
                            100.0 * (segment.errorRate() - segments.get(i - 1).errorRate()));
            List<String> moved = segment.columns().driftedColumns();
            page.append(String.format(
                    Locale.ROOT,
                    "<tr><th scope=\"row\">%s</th><td class=\"n\">%.1f</td><td class=\"n\">%.1f</td><td class=\"n\">%,d</td>"
                            + "<td class=\"n\">%.1f %%</td><td class=\"n\">%s</td><td>%s</td></tr>%n",
                    ends ? Integer.toString(i + 1) : "end",
                    ElectricityConceptDrift.weeks(segment.from()),
                    ElectricityConceptDrift.weeks(segment.to()),
                    segment.to() - segment.from(),
                    100.0 * segment.errorRate(),
                    step,
                    moved.isEmpty() ? "none" : escape(String.join(", ", moved))));
        }
        page.append("</tbody></table></div>\n");
    }

    private static double x(double week, double weeks) {
        return LEFT + week / weeks * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double rate, double highest) {
        return HEIGHT - BOTTOM - rate / highest * (HEIGHT - TOP - BOTTOM);
    }

    private static void text(StringBuilder page, double x, double y, String anchor, String content) {
        page.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                escape(content)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
