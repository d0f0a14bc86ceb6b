package io.github.modelkeel.drift.report;

import io.github.modelkeel.error.UnavailableException;
import java.awt.AWTError;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * The figure of one column as pixels, drawn as {@link Svg} draws it. The only class that needs the module java.desktop:
 * nothing else refers to its types, so the library works where a runtime image was made without them.
 */
final class PngFigure {
    private static final int SCALE = 2;
    private static final Color GROUND = Color.WHITE;
    private static final Color TEXT = new Color(0x55605c);
    private static final Color INK = new Color(0x1c2321);
    private static final Color AXIS = new Color(0xd5dad6);
    private static final Color REFERENCE_FILL = new Color(0xb9c6d6);
    private static final Color REFERENCE = new Color(0x7b8fa8);
    private static final Color WINDOW = new Color(0xb2420f);
    private static final int HEADING = 26;

    private final Graphics2D graphics;

    private PngFigure(Graphics2D graphics) {
        this.graphics = graphics;
    }

    /** Returns the image, with the name of the column and a legend above the figure. */
    static byte[] of(String column, Histogram histogram) {
        try {
            return draw(column, histogram);
        } catch (AWTError | InternalError e) {
            throw new UnavailableException(
                    "this machine cannot draw the figure of '" + column
                            + "'; start Java with -Djava.awt.headless=true and install a font (fontconfig), or use svg",
                    e);
        }
    }

    private static byte[] draw(String column, Histogram histogram) {
        int figure = histogram.continuous() ? Svg.HEIGHT : Svg.TOP + Svg.BAR * histogram.size() + 4;
        BufferedImage image =
                new BufferedImage(SCALE * Svg.WIDTH, SCALE * (HEADING + figure), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setColor(GROUND);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.scale(SCALE, SCALE);
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            PngFigure png = new PngFigure(graphics);
            png.heading(column);
            graphics.translate(0, HEADING);
            if (histogram.continuous()) {
                png.histogram(histogram);
            } else {
                png.bars(histogram);
            }
        } finally {
            graphics.dispose();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream memory = new MemoryCacheImageOutputStream(out)) { // no file in the temporary directory
            if (!ImageIO.write(image, "png", memory)) {
                throw new UnavailableException("this Java runtime has no writer of PNG images; use svg");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write an image to memory", e);
        }
        return out.toByteArray();
    }

    private void heading(String column) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
        text(Svg.RIGHT, 18, 0.0, Format.shortened(Format.printable(column), 40), INK);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        text(Svg.WIDTH - (double) Svg.RIGHT, 18, 1.0, "window", TEXT);
        double key = Svg.WIDTH - Svg.RIGHT - graphics.getFontMetrics().stringWidth("window") - 24.0;
        outline(new Rectangle2D.Double(key, 9, 18, 9));
        text(key - 10, 18, 1.0, "reference", TEXT);
        double other = key - 10 - graphics.getFontMetrics().stringWidth("reference") - 24.0;
        filled(new Rectangle2D.Double(other, 9, 18, 9));
    }

    private void histogram(Histogram histogram) {
        double highest = Svg.highest(histogram);
        int size = histogram.size();
        double base = Svg.y(0);
        graphics.setColor(AXIS);
        graphics.setStroke(new BasicStroke(1.0f));
        graphics.draw(new Line2D.Double(Svg.LEFT, Svg.TOP, Svg.LEFT, base));
        graphics.draw(new Line2D.Double(Svg.LEFT, base, Svg.WIDTH - (double) Svg.RIGHT, base));
        Path2D outline = new Path2D.Double();
        outline.moveTo(Svg.x(0), base);
        for (int i = 0; i < size; i++) {
            double from = Svg.x((double) i / size);
            double to = Svg.x((double) (i + 1) / size);
            double top = Svg.y(histogram.referenceShare(i) / highest);
            filled(new Rectangle2D.Double(from, top, to - from, base - top));
            double level = Svg.y(histogram.windowShare(i) / highest);
            outline.lineTo(from, level);
            outline.lineTo(to, level);
        }
        outline.lineTo(Svg.x(1), base);
        outline(outline);
        text(Svg.LEFT - 5.0, Svg.TOP + 8.0, 1.0, Format.percent(highest), TEXT);
        text(Svg.LEFT - 5.0, base, 1.0, "0", TEXT);
        double[] edges = histogram.edges();
        int middle = size / 2;
        text(Svg.LEFT, Svg.HEIGHT - 6.0, 0.0, Format.number(edges[0]), TEXT);
        text(Svg.x((double) middle / size), Svg.HEIGHT - 6.0, 0.5, Format.number(edges[middle]), TEXT);
        text(Svg.WIDTH - (double) Svg.RIGHT, Svg.HEIGHT - 6.0, 1.0, Format.number(edges[size]), TEXT);
    }

    private void bars(Histogram histogram) {
        double highest = Svg.highest(histogram);
        double room = Svg.WIDTH - Svg.NAMES - 60.0;
        for (int i = 0; i < histogram.size(); i++) {
            double top = Svg.TOP + (double) Svg.BAR * i;
            String label = Format.shortened(Format.printable(histogram.labels().get(i)), 20);
            text(Svg.NAMES - 8.0, top + 15, 1.0, label, TEXT);
            filled(new Rectangle2D.Double(Svg.NAMES, top + 2, room * histogram.referenceShare(i) / highest, 18));
            outline(new Rectangle2D.Double(Svg.NAMES, top + 5, room * histogram.windowShare(i) / highest, 12));
            text(Svg.WIDTH - 2.0, top + 15, 1.0, Format.percent(histogram.windowShare(i)), TEXT);
        }
    }

    private void filled(java.awt.Shape shape) {
        graphics.setColor(REFERENCE_FILL);
        graphics.fill(shape);
        graphics.setColor(REFERENCE);
        graphics.setStroke(new BasicStroke(1.0f));
        graphics.draw(shape);
    }

    private void outline(java.awt.Shape shape) {
        graphics.setColor(WINDOW);
        graphics.setStroke(new BasicStroke(2.0f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        graphics.draw(shape);
    }

    /** Draws a text that starts (0), is centred (0.5) or ends (1) at x. */
    private void text(double x, double y, double anchor, String content, Color color) {
        double width =
                graphics.getFontMetrics().getStringBounds(content, graphics).getWidth();
        graphics.setColor(color);
        graphics.drawString(content, (float) (x - anchor * width), (float) y);
    }
}
