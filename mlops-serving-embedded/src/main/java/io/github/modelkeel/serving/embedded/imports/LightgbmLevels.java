package io.github.modelkeel.serving.embedded.imports;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The levels of pandas columns, which LightGBM's Python package writes into the last line: one list for each categorical column, in their order. */
final class LightgbmLevels {
    private LightgbmLevels() {}

    /** Returns the levels of each column; none for columns of numbers, and none at all where the file has none. */
    static List<List<String>> perColumn(LightgbmDocument document, Source source) {
        String stored = document.levels.strip();
        if (stored.isEmpty() || stored.equals("null") || stored.equals("[]")) {
            return List.of();
        }
        List<List<String>> lists = new ArrayList<>();
        JsonCursor in = new JsonCursor(stored.getBytes(StandardCharsets.UTF_8), source);
        in.list(() -> {
            List<String> levels = new ArrayList<>();
            in.list(() -> levels.add(level(in)));
            lists.add(levels);
        });
        in.end();
        List<Integer> categorical = new ArrayList<>();
        for (int i = 0; i < document.infos.size() && i < document.width; i++) {
            if (isCategories(document.infos.get(i))) {
                categorical.add(i);
            }
        }
        if (categorical.size() != lists.size()) { // a column of one level is written like one that is never used
            throw source.unsupported(
                    "has levels of " + lists.size() + " pandas columns but " + categorical.size()
                            + " columns of categories",
                    "leave out columns with a single level, or train on category numbers");
        }
        List<List<String>> levels = new ArrayList<>();
        for (int i = 0; i < document.width; i++) {
            int at = categorical.indexOf(i);
            levels.add(at < 0 ? List.of() : lists.get(at));
        }
        return levels;
    }

    private static String level(JsonCursor in) {
        return switch (in.kind()) {
            case TEXT -> in.text();
            case NUMBER -> {
                double value = in.number();
                yield value == Math.rint(value) && Math.abs(value) < 1e15
                        ? Long.toString((long) value)
                        : Double.toString(value);
            }
            default -> {
                in.skip();
                yield "";
            }
        };
    }

    /** Numbers are written {@code [low:high]}, categories {@code 3:1:2}, unused columns {@code none}. */
    private static boolean isCategories(String info) {
        return !info.startsWith("[") && !info.equals("none");
    }
}
