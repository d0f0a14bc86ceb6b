package io.github.modelkeel.features;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Field;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The stored form of fitted features, version {@value #VERSION}: the raw inputs, the steps in order, the encodings in
 * order. Reading checks everything, because the document may come from anywhere.
 */
final class FeatureDocument {
    static final String FORMAT = "modelkeel-features";
    static final int VERSION = 1;

    private final List<Field> inputs = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Encoder> encoders = new ArrayList<>();
    private final Layout layout;

    static Map<String, Object> write(List<Field> inputs, List<Step> steps, List<Encoder> encoders) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("format", FORMAT);
        document.put("version", VERSION);
        List<Object> fields = new ArrayList<>();
        for (Field field : inputs) {
            Map<String, Object> stored = new LinkedHashMap<>();
            stored.put("name", field.name());
            stored.put("type", field.type().name().toLowerCase(Locale.ROOT));
            fields.add(stored);
        }
        document.put("inputs", fields);
        document.put("steps", steps.stream().map(Step::toDocument).toList());
        document.put("outputs", encoders.stream().map(Encoder::toDocument).toList());
        return document;
    }

    FeatureDocument(Map<String, ?> document) {
        StoredObject root = StoredObject.of("features", document);
        if (!FORMAT.equals(root.raw("format"))) {
            throw root.error("format", "'" + FORMAT + "'");
        }
        double version = root.finite("version");
        if (version != VERSION) {
            throw new IntegrityException("features.version is " + root.raw("version") + ", this library reads "
                    + VERSION + "; read the package with the library version that wrote it, or a newer one");
        }
        for (StoredObject field : root.objects("inputs")) {
            inputs.add(field(field));
        }
        layout = new Layout(inputs);
        if (layout.size() != inputs.size()) {
            throw root.error("inputs", "free of repeated names");
        }
        for (StoredObject step : root.objects("steps")) {
            steps.add(step(step));
        }
        for (StoredObject output : root.objects("outputs")) {
            encoders.add(encoder(output));
        }
        if (encoders.isEmpty()) {
            throw root.error("outputs", "at least one encoding");
        }
    }

    List<Field> inputs() {
        return inputs;
    }

    List<Step> steps() {
        return steps;
    }

    List<Encoder> encoders() {
        return encoders;
    }

    Layout layout() {
        return layout;
    }

    private static Field field(StoredObject stored) {
        return new Field(name(stored, "name"), stored.constant("type", ColumnType.class));
    }

    private static String name(StoredObject stored, String key) {
        String name = stored.text(key);
        try {
            new Field(name, ColumnType.NUMBER);
        } catch (IllegalArgumentException e) {
            throw stored.error(key, "a column name");
        }
        return name;
    }

    private Step step(StoredObject stored) {
        String kind = stored.text("step");
        return switch (kind) {
            case "derive" -> derive(stored);
            case "bin" -> bin(stored);
            case "indicator" -> {
                String column = stored.text("column");
                Compiler.Slot from = slot(stored, column);
                String name = name(stored, "name");
                yield new Step.Indicator(name, column, from, add(stored, name, ExpressionType.NUMBER));
            }
            case "fill" -> fill(stored);
            default -> throw stored.error("step", "one of derive, bin, indicator, fill");
        };
    }

    private Step derive(StoredObject stored) {
        String name = name(stored, "name");
        Expression expression;
        try {
            expression = Expression.compile(stored.text("expression"), layout.scope());
        } catch (InvalidInputException e) {
            throw new IntegrityException(stored.path() + ": " + e.getMessage(), e);
        }
        ExpressionType type = expression.type() == ExpressionType.BOOLEAN ? ExpressionType.NUMBER : expression.type();
        return new Step.Derive(name, expression, add(stored, name, type));
    }

    private Step bin(StoredObject stored) {
        String column = stored.text("column");
        Compiler.Slot from = slot(stored, column, ExpressionType.NUMBER);
        String closed = stored.text("closed");
        if (!closed.equals("left") && !closed.equals("right")) {
            throw stored.error("closed", "left or right");
        }
        Edges edges;
        try {
            edges = new Edges(stored.numbers("edges"), closed.equals("right"));
        } catch (IllegalArgumentException e) {
            throw stored.error("edges", "strictly increasing, at least two");
        }
        List<String> labels = distinct(stored, "labels");
        if (labels.size() != edges.bins()) {
            throw stored.error("labels", edges.bins() + " texts");
        }
        String name = name(stored, "name");
        return new Step.Bin(name, column, edges, labels, from.index(), add(stored, name, ExpressionType.TEXT));
    }

    private Step fill(StoredObject stored) {
        String column = stored.text("column");
        Compiler.Slot slot = slot(stored, column);
        return switch (slot.type()) {
            case NUMBER, BOOLEAN -> new Step.FillNumber(column, stored.finite("value"), slot.index());
            case TEXT -> new Step.FillText(column, stored.text("value"), slot.index());
            case INSTANT -> throw stored.error("column", "a column of numbers or texts");
        };
    }

    private Encoder encoder(StoredObject stored) {
        String column = stored.text("column");
        String kind = stored.text("encoding");
        return switch (kind) {
            case Encoder.Numeric.PLAIN ->
                new Encoder.Numeric(
                        column,
                        kind,
                        0,
                        1,
                        slot(stored, column, ExpressionType.NUMBER).index());
            case "standard", "min_max" -> {
                double scale = stored.finite("scale");
                if (!(scale > 0)) {
                    throw stored.error("scale", "above 0");
                }
                int slot = slot(stored, column, ExpressionType.NUMBER).index();
                yield new Encoder.Numeric(column, kind, stored.finite("shift"), scale, slot);
            }
            case "one_hot" ->
                Encoder.OneHot.of(
                        column,
                        distinct(stored, "levels"),
                        stored.flag("missing"),
                        stored.constant("unseen", Unseen.class),
                        levelled(stored, column));
            case "ordinal" ->
                Encoder.Ordinal.of(
                        column,
                        distinct(stored, "levels"),
                        stored.constant("unseen", Unseen.class),
                        levelled(stored, column));
            case "frequency" -> {
                List<String> levels = distinct(stored, "levels");
                List<Double> shares = stored.numbers("shares");
                if (shares.size() != levels.size() || shares.stream().anyMatch(share -> !(share >= 0 && share <= 1))) {
                    throw stored.error("shares", levels.size() + " numbers in [0, 1]");
                }
                Unseen unseen = stored.constant("unseen", Unseen.class);
                yield Encoder.Frequency.of(column, levels, shares, unseen, levelled(stored, column));
            }
            default -> throw stored.error("encoding", "one of number, standard, min_max, one_hot, ordinal, frequency");
        };
    }

    private static List<String> distinct(StoredObject stored, String key) {
        List<String> texts = List.copyOf(stored.texts(key));
        if (Set.copyOf(texts).size() != texts.size()) {
            throw stored.error(key, "free of repetitions");
        }
        return texts;
    }

    private Compiler.Slot levelled(StoredObject stored, String column) {
        Compiler.Slot slot = slot(stored, column);
        if (slot.type() == ExpressionType.INSTANT) {
            throw stored.error("column", "a column of numbers or texts");
        }
        return slot;
    }

    private Compiler.Slot slot(StoredObject stored, String column, ExpressionType type) {
        Compiler.Slot slot = slot(stored, column);
        if (slot.type() != type) {
            throw stored.error("column", "a column of " + type.word() + "s");
        }
        return slot;
    }

    private Compiler.Slot slot(StoredObject stored, String column) {
        Compiler.Slot slot = layout.scope().get(column);
        if (slot == null) {
            throw stored.error("column", "a column that is there at this point");
        }
        return slot;
    }

    private int add(StoredObject stored, String name, ExpressionType type) {
        if (layout.scope().containsKey(name)) {
            throw stored.error("name", "a new name");
        }
        return layout.add(name, type);
    }
}
