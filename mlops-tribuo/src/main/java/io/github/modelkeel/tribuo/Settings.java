package io.github.modelkeel.tribuo;

import io.github.modelkeel.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The hyperparameters of a trainer with their values. Immutable; a changed value makes a new instance. */
final class Settings {
    private final String algorithm;
    private final List<Setting> known;
    private final Map<String, Object> values;

    private Settings(String algorithm, List<Setting> known, Map<String, Object> values) {
        this.algorithm = algorithm;
        this.known = known;
        this.values = Collections.unmodifiableMap(values);
    }

    /** Returns the standard values of an algorithm's settings. */
    static Settings of(String algorithm, Setting... known) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Setting setting : known) {
            if (!setting.name().endsWith(".")) {
                values.put(setting.name(), setting.standard());
            }
        }
        return new Settings(algorithm, List.of(known), values);
    }

    /**
     * Returns these settings with one changed.
     *
     * @throws IllegalArgumentException if the setting is unknown or the value not accepted
     */
    Settings with(String name, Object value) {
        Setting setting = find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        algorithm + " has no parameter '" + name + "'; known are " + names()));
        Map<String, Object> changed = new LinkedHashMap<>(values);
        changed.put(name, setting.check(name, value));
        return new Settings(algorithm, known, changed);
    }

    /**
     * Returns these settings with those of a configuration file.
     *
     * @throws InvalidInputException that lists every parameter that is unknown or not accepted
     */
    Settings withAll(Map<String, Object> given) {
        Settings all = this;
        List<String> violations = new ArrayList<>();
        for (Map.Entry<String, Object> entry : given.entrySet()) {
            try {
                all = all.with(entry.getKey(), entry.getValue());
            } catch (IllegalArgumentException e) {
                violations.add(String.valueOf(e.getMessage()));
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidInputException("parameters of " + algorithm, violations);
        }
        return all;
    }

    String algorithm() {
        return algorithm;
    }

    Map<String, Object> values() {
        return values;
    }

    int whole(String name) {
        return Math.toIntExact(big(name));
    }

    long big(String name) {
        return (Long) value(name);
    }

    double real(String name) {
        return (Double) value(name);
    }

    String word(String name) {
        return (String) value(name);
    }

    /** Returns the value of a setting that is a word or a number. */
    Object value(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalStateException(algorithm + " has no setting '" + name + "'");
        }
        return value;
    }

    /** Returns the values of a family of settings by the rest of their names. */
    Map<String, Double> family(String prefix) {
        Map<String, Double> family = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                family.put(name.substring(prefix.length()), (Double) value);
            }
        });
        return family;
    }

    private Optional<Setting> find(String name) {
        return known.stream().filter(setting -> setting.covers(name)).findFirst();
    }

    private List<String> names() {
        return known.stream()
                .map(setting -> setting.name().endsWith(".") ? setting.name() + "<class>" : setting.name())
                .toList();
    }
}
