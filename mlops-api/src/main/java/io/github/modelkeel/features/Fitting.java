package io.github.modelkeel.features;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Field;
import io.github.modelkeel.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One fit of declared features to training rows: every declaration is checked against the columns, those the used columns
 * need are fitted in order. Confined to one thread.
 */
final class Fitting {
    /** Most levels a category may have in a one-hot encoding. */
    static final int MAX_ONE_HOT_LEVELS = 10_000;

    /** Longest level of a category. */
    static final int MAX_LEVEL_CHARS = 10_000;

    private final Features features;
    private final Dataset training;
    private final Layout layout;
    private final List<Step> steps = new ArrayList<>();

    Fitting(Features features, Dataset training) {
        if (training.rowCount() == 0) {
            throw new InvalidInputException("cannot fit features: there are no training rows; check filter and split");
        }
        this.features = features;
        this.training = training;
        this.layout = new Layout(training.schema().fields());
    }

    FittedFeatures fit() {
        for (Declaration declaration : features.declarations()) {
            steps.add(step(declaration));
        }
        List<String> used = used();
        List<Encoder> encoders = new ArrayList<>();
        for (String column : used) {
            encoders.add(encoder(column));
        }
        Set<String> unused = new TreeSet<>(features.encodings().keySet());
        unused.removeAll(used);
        if (!unused.isEmpty()) {
            throw new InvalidInputException(
                    "columns " + unused + " have an encoding but are not used; add them to use(...)");
        }
        return FittedFeatures.fitted(reduced(used, encoders));
    }

    private List<String> used() {
        List<String> chosen = features.used();
        for (String name : features.left()) {
            slot("useAllBut", name);
        }
        if (chosen == null) {
            chosen = layout.names().stream()
                    .filter(name -> !features.left().contains(name))
                    .toList();
        }
        if (chosen.isEmpty()) {
            throw new InvalidInputException("no column is used; name at least one in use(...)");
        }
        return chosen;
    }

    private Step step(Declaration declaration) {
        if (declaration instanceof Declaration.Derive derive) {
            Expression expression = compile(derive);
            ExpressionType type =
                    expression.type() == ExpressionType.BOOLEAN ? ExpressionType.NUMBER : expression.type();
            return new Step.Derive(derive.name(), expression, add(derive.name(), type));
        }
        if (declaration instanceof Declaration.Bin bin) {
            Compiler.Slot from = number("bins '" + bin.name() + "'", bin.column());
            int slot = add(bin.name(), ExpressionType.TEXT);
            return new Step.Bin(bin.name(), bin.column(), bin.edges(), bin.labels(), from.index(), slot);
        }
        if (declaration instanceof Declaration.Indicator indicator) {
            Compiler.Slot from = slot("missing indicator '" + indicator.name() + "'", indicator.column());
            return new Step.Indicator(
                    indicator.name(), indicator.column(), from, add(indicator.name(), ExpressionType.NUMBER));
        }
        return fill((Declaration.Impute) declaration);
    }

    private Expression compile(Declaration.Derive derive) {
        try {
            return Expression.compile(derive.expression(), layout.scope());
        } catch (InvalidInputException e) {
            throw new InvalidInputException("feature '" + derive.name() + "': " + e.getMessage(), e);
        }
    }

    private Step fill(Declaration.Impute impute) {
        String column = impute.column();
        String user = "imputation of '" + column + "'";
        Compiler.Slot slot = slot(user, column);
        Imputation imputation = impute.imputation();
        if (imputation instanceof Imputation.ConstantText text) {
            require(user, column, slot, ExpressionType.TEXT);
            return new Step.FillText(column, text.value(), slot.index());
        }
        if (imputation instanceof Imputation.ConstantNumber number) {
            require(user, column, slot, ExpressionType.NUMBER);
            return new Step.FillNumber(column, number.value(), slot.index());
        }
        if (slot.type() == ExpressionType.TEXT && imputation == Imputation.Statistic.MOST_FREQUENT) {
            return new Step.FillText(column, mostFrequent(column, levels(column, slot)), slot.index());
        }
        require(user, column, slot, ExpressionType.NUMBER);
        double[] present = Numbers.present(numbers(column, slot));
        if (present.length == 0) {
            throw nothingToLearn(column);
        }
        double value = switch ((Imputation.Statistic) imputation) {
            case MEAN -> Numbers.mean(present);
            case MEDIAN -> Numbers.median(present);
            case MOST_FREQUENT -> Numbers.mostFrequent(present);
        };
        return new Step.FillNumber(column, value, slot.index());
    }

    private static String mostFrequent(String column, Map<String, Integer> levels) {
        return levels.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(
                                Map.Entry.<String, Integer>comparingByKey().reversed()))
                .orElseThrow(() -> nothingToLearn(column))
                .getKey();
    }

    private static InvalidInputException nothingToLearn(String column) {
        return new InvalidInputException("imputation of '" + column
                + "' has nothing to learn from: every training row misses it; use Imputation.constant or leave it out");
    }

    private Encoder encoder(String column) {
        Compiler.Slot slot = slot("use", column);
        Encoding encoding = features.encodings().get(column);
        if (encoding == null) {
            return plain(column, slot);
        }
        if (encoding instanceof Encoding.Scaling scaling) {
            require("scaling of '" + column + "'", column, slot, ExpressionType.NUMBER);
            return scaled(column, scaling, slot);
        }
        if (slot.type() == ExpressionType.INSTANT) {
            throw unusable(column, "instants", "derive a part of it such as hour(" + column + ")");
        }
        return levelled(column, slot, encoding);
    }

    private Encoder plain(String column, Compiler.Slot slot) {
        return switch (slot.type()) {
            case NUMBER, BOOLEAN -> new Encoder.Numeric(column, Encoder.Numeric.PLAIN, 0, 1, slot.index());
            case INSTANT ->
                throw unusable(column, "instants", "derive a part of it such as hour(" + column + "), or leave it out");
            case TEXT -> {
                if (training.schema().find(column).isPresent()
                        && training.column(column).type() == ColumnType.TEXT) {
                    throw unusable(column, "free texts", "leave it out, or choose an encoding such as frequency");
                }
                yield levelled(column, slot, new Encoding.OneHot(Unseen.ZERO));
            }
        };
    }

    private static InvalidInputException unusable(String column, String what, String remedy) {
        return new InvalidInputException(
                "column '" + column + "' holds " + what + ", which no model takes as they are; " + remedy);
    }

    private Encoder scaled(String column, Encoding.Scaling scaling, Compiler.Slot slot) {
        double[] present = Numbers.present(numbers(column, slot));
        if (present.length == 0) {
            throw new InvalidInputException("scaling of '" + column
                    + "' has nothing to learn from: every training row misses it; leave the column out");
        }
        boolean standard = scaling == Encoding.Scaling.STANDARD;
        double shift = standard ? Numbers.mean(present) : Numbers.min(present);
        double scale = standard ? Numbers.deviation(present) : Numbers.max(present) - shift;
        if (!Double.isFinite(scale)) {
            throw new InvalidInputException(
                    "scaling of '" + column + "' overflows: its numbers span more than a double");
        }
        return new Encoder.Numeric(column, scaling.word(), shift, scale == 0 ? 1 : scale, slot.index());
    }

    private Encoder levelled(String column, Compiler.Slot slot, Encoding encoding) {
        Map<String, Integer> counts = levels(column, slot);
        List<String> levels = List.copyOf(counts.keySet());
        int present = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (encoding instanceof Encoding.OneHot oneHot) {
            if (levels.size() > MAX_ONE_HOT_LEVELS) {
                throw new InvalidInputException("column '" + column + "' has " + levels.size() + " levels, more than "
                        + MAX_ONE_HOT_LEVELS + " for a one-hot encoding; use frequency, or leave it out");
            }
            return Encoder.OneHot.of(column, levels, present < training.rowCount(), oneHot.unseen(), slot);
        }
        if (encoding instanceof Encoding.Ordinal ordinal) {
            return Encoder.Ordinal.of(
                    column, ordinal.levels().isEmpty() ? levels : ordinal.levels(), ordinal.unseen(), slot);
        }
        List<Double> shares = counts.values().stream()
                .map(count -> (double) count / training.rowCount())
                .toList();
        return Encoder.Frequency.of(column, levels, shares, ((Encoding.Frequency) encoding).unseen(), slot);
    }

    private double[] numbers(String column, Compiler.Slot slot) {
        double[] numbers = new double[training.rowCount()];
        scan(column, (row, frame) -> numbers[row] = frame.numbers[slot.index()]);
        return numbers;
    }

    /** Returns the levels that occur, sorted, with their counts. */
    private Map<String, Integer> levels(String column, Compiler.Slot slot) {
        Map<String, Integer> counts = new TreeMap<>();
        scan(column, (row, frame) -> {
            String level = frame.level(slot);
            if (level != null) {
                if (level.length() > MAX_LEVEL_CHARS) {
                    throw new InvalidInputException("column '" + column + "' row " + row + " has a level of "
                            + level.length() + " characters, more than " + MAX_LEVEL_CHARS
                            + "; this is no category: leave the column out");
                }
                counts.merge(level, 1, Integer::sum);
            }
        });
        if (counts.size() > StoredObject.MAX_ELEMENTS) {
            throw new InvalidInputException("column '" + column + "' has " + counts.size() + " levels, more than "
                    + StoredObject.MAX_ELEMENTS + "; leave the column out");
        }
        return counts;
    }

    /** Runs the steps so far that {@code column} needs over every training row. */
    private void scan(String column, RowVisitor visitor) {
        List<Step> needed = Layout.needed(steps, Set.of(column));
        Set<String> raw = Layout.rawNeeded(needed, Set.of(column));
        FrameReader reader = FrameReader.of(training, layout, raw);
        Frame frame = new Frame(layout.size());
        for (int row = 0; row < training.rowCount(); row++) {
            reader.read(row, frame);
            for (Step step : needed) {
                step.run(frame);
            }
            visitor.visit(row, frame);
        }
    }

    @FunctionalInterface
    private interface RowVisitor {
        void visit(int row, Frame frame);
    }

    /** Returns the document with only what the used columns need; it is read back, so that fit and load share a path. */
    private Map<String, Object> reduced(List<String> used, List<Encoder> encoders) {
        Set<String> wanted = new TreeSet<>(used);
        List<Step> needed = Layout.needed(steps, wanted);
        Set<String> raw = Layout.rawNeeded(needed, wanted);
        List<Field> inputs = training.schema().fields().stream()
                .filter(field -> raw.contains(field.name()))
                .toList();
        return FeatureDocument.write(inputs, needed, encoders);
    }

    private Compiler.Slot slot(String user, String column) {
        Compiler.Slot slot = layout.scope().get(column);
        if (slot == null) {
            throw new InvalidInputException(user + ": "
                    + Compiler.noSuch("column", column, layout.scope().keySet()));
        }
        return slot;
    }

    private Compiler.Slot number(String user, String column) {
        Compiler.Slot slot = slot(user, column);
        require(user, column, slot, ExpressionType.NUMBER);
        return slot;
    }

    private static void require(String user, String column, Compiler.Slot slot, ExpressionType type) {
        if (slot.type() != type) {
            throw new InvalidInputException(user + " needs a column of " + type.word() + "s, but '" + column
                    + "' holds " + slot.type().word() + "s");
        }
    }

    private int add(String name, ExpressionType type) {
        if (layout.scope().containsKey(name)) {
            throw new InvalidInputException(
                    "feature '" + name + "' has the name of a column that is there already; choose another name");
        }
        return layout.add(name, type);
    }
}
