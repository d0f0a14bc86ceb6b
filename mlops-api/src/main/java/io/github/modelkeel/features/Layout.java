package io.github.modelkeel.features;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which slot of a {@link Frame} each raw and derived column has. Confined to one thread until it is complete. */
final class Layout {
    private final Map<String, Compiler.Slot> scope = new LinkedHashMap<>();

    Layout(List<Field> inputs) {
        for (Field field : inputs) {
            add(field.name(), type(field.type()));
        }
    }

    /** Gives a column the next slot and returns its number. */
    int add(String name, ExpressionType type) {
        int slot = scope.size();
        scope.put(name, new Compiler.Slot(slot, type));
        return slot;
    }

    Map<String, Compiler.Slot> scope() {
        return scope;
    }

    List<String> names() {
        return List.copyOf(scope.keySet());
    }

    int size() {
        return scope.size();
    }

    static ExpressionType type(ColumnType type) {
        if (type == ColumnType.NUMBER) {
            return ExpressionType.NUMBER;
        }
        return type == ColumnType.INSTANT ? ExpressionType.INSTANT : ExpressionType.TEXT;
    }

    /** Returns those of the steps, in order, that the wanted columns depend on. */
    static List<Step> needed(List<Step> steps, Set<String> wanted) {
        Set<String> names = new TreeSet<>(wanted);
        Deque<Step> needed = new ArrayDeque<>();
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            if (names.contains(step.target())) {
                needed.addFirst(step);
                names.addAll(step.reads());
            }
        }
        return List.copyOf(needed);
    }

    /** Returns the names that the needed steps and the wanted columns take from the row itself. */
    static Set<String> rawNeeded(List<Step> needed, Set<String> wanted) {
        Set<String> names = new TreeSet<>(wanted);
        needed.forEach(step -> names.addAll(step.reads()));
        for (Step step : needed) {
            if (!step.reads().contains(step.target())) {
                names.remove(step.target()); // it is made here; a column that is only filled comes from the row
            }
        }
        return names;
    }
}
