package io.github.modelkeel.serving;

import java.util.Map;

/**
 * Reads and checks a row given as a map. The plain numbers are looked up first, with nothing in between that hangs on a value,
 * and checked when all are there: a map from beyond the cache is then waited for once and not once for each input. Immutable
 * and thread-safe.
 */
final class MapReader {
    private static final int SHOWN_NAMES = 50;

    private final InputRule[] rules;
    private final String[] names;
    private final boolean[] numeric;

    MapReader(InputRule[] rules) {
        this.rules = rules;
        this.names = new String[rules.length];
        this.numeric = new boolean[rules.length];
        for (int i = 0; i < rules.length; i++) {
            names[i] = rules[i].name();
            numeric[i] = rules[i].isNumber();
        }
    }

    void read(Map<String, ?> row, Session session) {
        double[] numbers = session.numbers;
        boolean[] fetched = session.fetched;
        for (int i = 0; i < names.length; i++) {
            Object value = row.get(names[i]);
            if (value instanceof Double number && numeric[i]) {
                numbers[i] = number;
                fetched[i] = true;
            } else {
                fetched[i] = false;
            }
        }
        for (int i = 0; i < rules.length; i++) {
            if (fetched[i]) {
                rules[i].read(numbers[i], session.raw, session.violations);
            } else {
                read(row, rules[i], session);
            }
        }
    }

    private static void read(Map<String, ?> row, InputRule rule, Session session) {
        Object value = row.get(rule.name());
        if (value == null && !rule.field.nullable() && !row.containsKey(rule.name())) {
            session.violations.add("input '" + rule.name() + "' is absent; the row has "
                    + row.keySet().stream()
                            .map(String::valueOf)
                            .sorted()
                            .limit(SHOWN_NAMES)
                            .toList());
        } else {
            rule.read(value, session.raw, session.violations);
        }
    }
}
