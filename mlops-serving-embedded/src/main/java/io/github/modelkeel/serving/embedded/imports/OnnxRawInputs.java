package io.github.modelkeel.serving.embedded.imports;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** The raw inputs of a graph: their names, and the levels that encoders of texts name. Confined to one thread. */
final class OnnxRawInputs {
    private final Source source;
    private final Map<Integer, List<String>> levels = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();

    OnnxRawInputs(Source source) {
        this.source = source;
    }

    /** Adds an input of so many columns. */
    void add(String name, int columns) {
        names.add(name);
        ends.add(width() + columns);
    }

    /** Returns the number of columns. */
    int width() {
        return ends.isEmpty() ? 0 : ends.get(ends.size() - 1);
    }

    /** Returns a description of each column. */
    List<ImportedInput> inputs() {
        return InputNames.computed(width(), this::input);
    }

    private ImportedInput input(int index) {
        int at = 0;
        while (ends.get(at) <= index) {
            at++;
        }
        int from = at == 0 ? 0 : ends.get(at - 1);
        String name = names.get(at);
        boolean single = ends.get(at) - from == 1;
        return new ImportedInput(single ? name : name + (index - from), levels(index), null);
    }

    /** Returns the levels of a raw input in the order of their numbers; none if it holds numbers. */
    private List<String> levels(int raw) {
        return levels.getOrDefault(raw, List.of());
    }

    /**
     * Returns the columns that an encoder makes.
     *
     * @param in what it reads: one column of the input as it is, else it is refused
     * @param text whether that is a column of texts
     * @param doubles whether that is a column of doubles
     */
    List<OnnxColumn> columns(OnnxNode node, List<OnnxColumn> in, boolean text, boolean doubles) {
        boolean oneHot = node.operator.equals("OneHotEncoder");
        if (in.size() != 1
                || !(in.get(0) instanceof OnnxColumn.Numeric raw)
                || !raw.steps().isEmpty()) {
            throw source.unsupported(
                    "encodes computed or several columns in " + node.shown(),
                    "encode each column of the input by itself");
        }
        List<OnnxColumn> encoded = new ArrayList<>();
        if (text && oneHot) {
            int[] codes = codes(raw.raw(), node.texts("cats_strings"));
            for (int code : codes) {
                encoded.add(new OnnxColumn.Indicator(raw.raw(), code, false, 1, 0));
            }
        } else if (text) {
            encoded.add(labels(node, raw.raw()));
        } else if (oneHot && !doubles) {
            for (int category : node.ints("cats_int64s")) {
                if (category < 0) {
                    throw source.unsupported(
                            "has the negative category " + category + " in " + node.shown(),
                            "number categories from 0");
                }
                encoded.add(new OnnxColumn.Indicator(raw.raw(), category, true, 1, 0));
            }
        }
        if (encoded.isEmpty()) {
            throw source.unsupported("encodes numbers in " + node.shown(), "leave them numbers, or give them as texts");
        }
        return List.copyOf(encoded);
    }

    /** Returns the number of each level of a raw input; the first encoder that looks at it says the order. */
    private int[] codes(int raw, List<String> named) {
        List<String> known = levels.computeIfAbsent(raw, first -> new ArrayList<>(named));
        if (new HashSet<>(known).size() != known.size()) {
            throw source.damaged("an encoder has a level twice");
        }
        int[] codes = new int[named.size()];
        Map<String, Integer> positions = new HashMap<>();
        known.forEach(level -> positions.put(level, positions.size()));
        for (int i = 0; i < codes.length; i++) {
            Integer at = positions.get(named.get(i));
            if (at == null) {
                at = known.size();
                positions.put(named.get(i), at);
                known.add(named.get(i));
            }
            codes[i] = at;
        }
        return codes;
    }

    private OnnxColumn labels(OnnxNode node, int raw) {
        List<String> keys = node.texts(node.has("keys_strings") ? "keys_strings" : "classes_strings");
        float[] values = node.floats("values_floats");
        float otherwise = node.number("default_float", 0);
        if (node.has("values_int64s")) {
            int[] numbers = node.ints("values_int64s");
            values = new float[numbers.length];
            for (int i = 0; i < numbers.length; i++) {
                values[i] = numbers[i];
            }
            otherwise = node.whole("default_int64", -1);
        }
        if (keys.isEmpty() || keys.size() != values.length) {
            throw source.unsupported(
                    "encodes something else than texts as numbers in " + node.shown(),
                    "use OrdinalEncoder or OneHotEncoder");
        }
        int[] codes = codes(raw, keys);
        float[] byLevel = new float[levels(raw).size()];
        Arrays.fill(byLevel, otherwise);
        for (int i = 0; i < codes.length; i++) {
            byLevel[codes[i]] = values[i];
        }
        return new OnnxColumn.Levels(raw, byLevel, otherwise);
    }
}
