package io.github.modelkeel.serving.embedded.imports;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of categories, which XGBoost keeps with the model since 3.1: for each column the bytes of its levels one after the other
 * with offsets, in the order of the numbers that stand for them; nothing for a column of numbers.
 */
final class XgboostLevels {
    private final Source source;
    private final Cursor in;
    private int[] offsets = {};
    private double[] values = {};
    private boolean texts;

    private XgboostLevels(Source source, Cursor in) {
        this.source = source;
        this.in = in;
    }

    static List<List<String>> read(Cursor in, Source source) {
        List<List<String>> levels = new ArrayList<>();
        in.object(key -> {
            if (key.equals("enc")) {
                in.list(() -> levels.add(new XgboostLevels(source, in).column()));
            } else {
                in.skip();
            }
        });
        return levels;
    }

    private List<String> column() {
        in.object(key -> {
            switch (key) {
                case "offsets" -> {
                    offsets = in.ints();
                    texts = true;
                }
                case "values" -> values = in.doubles();
                default -> in.skip(); // the type of numbers
            }
        });
        List<String> levels = new ArrayList<>();
        if (!texts) { // the categories are numbers
            for (double value : values) {
                boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
                levels.add(whole ? Long.toString((long) value) : Double.toString(value));
            }
            return levels;
        }
        for (int i = 0; i + 1 < offsets.length; i++) {
            int from = offsets[i];
            int to = offsets[i + 1];
            if (from < 0 || to < from || to > values.length) {
                throw source.damaged(
                        "a category's name stands at " + from + " to " + to + " of " + values.length + " bytes");
            }
            byte[] bytes = new byte[to - from];
            for (int b = 0; b < bytes.length; b++) {
                bytes[b] = (byte) (int) values[from + b];
            }
            levels.add(new String(bytes, StandardCharsets.UTF_8));
        }
        return levels;
    }
}
