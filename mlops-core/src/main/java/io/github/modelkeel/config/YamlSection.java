package io.github.modelkeel.config;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.internal.names.Names;
import io.github.modelkeel.internal.names.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A mapping of a YAML file, read key by key; every error names the file, the line and the full key. */
final class YamlSection {
    private final String file;
    private final String path;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    private YamlSection(String file, String path, MappingNode node) {
        this.file = file;
        this.path = path;
        this.line = lineOf(node);
        for (NodeTuple entry : node.getValue()) {
            int at = lineOf(entry.getKeyNode());
            if (!(entry.getKeyNode() instanceof ScalarNode key)
                    || key.getValue().isBlank()) {
                throw at(file, at, (path.isEmpty() ? "a key" : "a key of '" + path + "'") + " is not a plain text");
            }
            if (values.put(key.getValue(), entry.getValueNode()) != null) {
                throw at(
                        file,
                        at,
                        "key '" + full(key.getValue()) + "' is given twice, first in line " + lines.get(key.getValue())
                                + "; keep one");
            }
            lines.put(key.getValue(), at);
        }
    }

    static YamlSection root(String file, Node node) {
        if (!(node instanceof MappingNode mapping)) {
            throw at(file, lineOf(node), "expected keys such as 'data:', found " + kind(node));
        }
        return new YamlSection(file, "", mapping);
    }

    static InvalidInputException at(String file, int line, String problem) {
        return new InvalidInputException(file + " line " + line + ": " + problem);
    }

    Set<String> keys() {
        return values.keySet();
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Returns the line of a key; of the section when the key is absent. */
    int line(String key) {
        return lines.getOrDefault(key, line);
    }

    InvalidInputException error(String key, String problem) {
        return new InvalidInputException(message(key, problem));
    }

    String message(String key, String problem) {
        return file + " line " + line(key) + ": key '" + full(key) + "' " + problem;
    }

    /** Refuses keys that are not known. */
    YamlSection allow(Set<String> known) {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw error(Names.shown(key), key, "is unknown" + Nearest.hint(key, known, "keys here", ""));
            }
        }
        return this;
    }

    private InvalidInputException error(String shown, String key, String problem) {
        return at(file, line(key), "key '" + full(shown) + "' " + problem);
    }

    YamlSection required(String key) {
        return section(key).orElseThrow(() -> missing(key, "a section"));
    }

    Optional<YamlSection> section(String key) {
        Node node = values.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!(node instanceof MappingNode mapping)) {
            throw error(key, "must be a section with keys of its own, found " + kind(node));
        }
        return Optional.of(new YamlSection(file, full(key), mapping));
    }

    String requiredText(String key, String example) {
        return text(key).orElseThrow(() -> missing(key, "a text such as '" + example + "'"));
    }

    Optional<String> text(String key) {
        Node node = values.get(key);
        return node == null ? Optional.empty() : Optional.of(text(key, node));
    }

    /** Returns a text, a whole number as its digits. */
    Optional<String> level(String key) {
        return values.get(key) instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)
                ? Optional.of(scalar.getValue())
                : text(key);
    }

    private String text(String key, Node node) {
        if (node instanceof ScalarNode scalar
                && scalar.getTag().equals(Tag.STR)
                && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        throw error(key, "must be a text, found " + kind(node));
    }

    Optional<Double> number(String key) {
        Object value = scalar(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Long || value instanceof Double) {
            return Optional.of(((Number) value).doubleValue());
        }
        throw error(key, "must be a number, found " + kind(values.get(key)));
    }

    Optional<Long> whole(String key) {
        Object value = scalar(key);
        if (value == null || value instanceof Long) {
            return Optional.ofNullable((Long) value);
        }
        throw error(key, "must be a whole number, found " + kind(values.get(key)));
    }

    Optional<List<String>> texts(String key) {
        Node node = values.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
            throw error(key, "must be a list of texts such as [age, visits], found " + kind(node));
        }
        List<String> texts = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            if (!(item instanceof ScalarNode scalar)
                    || !scalar.getTag().equals(Tag.STR)
                    || scalar.getValue().isBlank()) {
                throw at(file, lineOf(item), "key '" + full(key) + "' is a list of texts but has " + kind(item));
            }
            String text = scalar.getValue();
            if (texts.contains(text)) {
                throw at(file, lineOf(item), "key '" + full(key) + "' has '" + text + "' twice; keep one");
            }
            texts.add(text);
        }
        return Optional.of(texts);
    }

    /** Returns a text, number or boolean: String, Long, Double or Boolean; {@code null} when the key is absent. */
    @Nullable
    Object scalar(String key) {
        Node node = values.get(key);
        if (node == null) {
            return null;
        }
        if (node instanceof ScalarNode scalar) {
            String text = scalar.getValue();
            try {
                if (scalar.getTag().equals(Tag.INT)) {
                    return Long.parseLong(text);
                } else if (scalar.getTag().equals(Tag.FLOAT) && Double.isFinite(Double.parseDouble(text))) {
                    return Double.parseDouble(text);
                } else if (scalar.getTag().equals(Tag.BOOL)) {
                    return Boolean.parseBoolean(text);
                } else if (scalar.getTag().equals(Tag.STR) && !text.isBlank()) {
                    return text;
                }
            } catch (NumberFormatException e) {
                throw error(key, "has the number " + Names.shown(text) + ", which is not finite or too large");
            }
        }
        throw error(key, "must be a text, a finite number or true or false, found " + kind(node));
    }

    private InvalidInputException missing(String key, String what) {
        return at(file, line, "key '" + full(key) + "' is missing; it must be " + what);
    }

    private String full(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String kind(@Nullable Node node) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().isEmpty() ? "an empty list" : "a list";
        } else if (node instanceof MappingNode) {
            return "a section";
        } else if (node instanceof ScalarNode scalar
                && !scalar.getTag().equals(Tag.NULL)
                && !scalar.getValue().isBlank()) {
            return "'" + Names.shown(scalar.getValue()) + "'";
        }
        return "nothing";
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
