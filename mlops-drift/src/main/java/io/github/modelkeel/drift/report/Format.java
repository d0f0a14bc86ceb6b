package io.github.modelkeel.drift.report;

import io.github.modelkeel.drift.DomainDrift;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers and texts as a reader wants them. */
final class Format {
    private Format() {}

    static String p(double p) {
        if (p < 1e-300) {
            return "<1e-300";
        }
        return String.format(Locale.ROOT, p < 0.001 ? "%.1e" : "%.3f", p);
    }

    /** Four significant digits, whole numbers below a billion in full, no needless zeros. */
    static String number(double x) {
        if (x == Math.rint(x) && Math.abs(x) < 1e9) {
            return String.format(Locale.ROOT, "%.0f", x + 0.0);
        }
        double size = Math.abs(x);
        if (Double.isInfinite(x) || size >= 1e9 || size < 1e-4) {
            return Double.isInfinite(x) ? (x > 0 ? "infinity" : "-infinity") : String.format(Locale.ROOT, "%.3e", x);
        }
        int digits = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
        String text = String.format(Locale.ROOT, "%." + digits + "f", x);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, share != 0.0 && share < 0.001 ? "%.2f %%" : "%.1f %%", 100.0 * share);
    }

    /** What a classifier of rows said, with the columns it needs most. */
    static String domain(DomainDrift domain) {
        String text = domain.reason() + " (" + domain.algorithm() + ", " + domain.method() + ")";
        if (domain.columns().isEmpty()) {
            return text;
        }
        return text + "; most by "
                + domain.columns().stream()
                        .map(c -> String.format(Locale.ROOT, "%s (%.3f)", c.column(), c.aucLoss()))
                        .collect(Collectors.joining(", "));
    }

    /** Replaces characters that control a terminal or cannot stand in a page. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean control = Character.isISOControl(c)
                    || Character.getType(c) == Character.SURROGATE
                    || Character.getType(c) == Character.LINE_SEPARATOR
                    || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                    || (c >= 0x202A && c <= 0x202E)
                    || (c >= 0x2066 && c <= 0x2069); // direction overrides disguise what follows
            printable.appendCodePoint(control ? 0xFFFD : c);
        });
        return printable.toString();
    }

    static String shortened(String text, int length) {
        if (text.codePointCount(0, text.length()) <= length) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, length - 3)) + "...";
    }

    static String escape(String text) {
        return printable(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
