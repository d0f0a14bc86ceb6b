package io.github.modelkeel.config;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.NotFoundException;
import io.github.modelkeel.error.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads untrusted YAML: bounded in size and depth, one document, without anchors, aliases and tags. */
final class YamlText {
    /** Largest file, in bytes. */
    static final int MAX_BYTES = 1 << 20;

    private static final int MAX_DEPTH = 20;

    private YamlText() {}

    static String read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new NotFoundException("there is no configuration file '" + file + "'; check the path");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new InvalidInputException(file.getFileName() + " has " + Files.size(file)
                        + " bytes; a configuration has at most " + MAX_BYTES);
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(file.getFileName() + " is not UTF-8; save it as UTF-8", e);
        } catch (IOException e) {
            throw new UnavailableException("'" + file + "' cannot be read: " + e.getMessage(), e);
        }
    }

    static YamlSection parse(String file, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(MAX_BYTES)
                .build();
        try {
            check(file, new Parse(settings).parseString(text));
            Optional<Node> node = new Compose(settings).composeString(text);
            return YamlSection.root(
                    file,
                    node.orElseThrow(
                            () -> YamlSection.at(file, 1, "the file is empty; it needs 'data:' and 'model:'")));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw new InvalidInputException(file + " line " + line + ": not YAML: " + e.getProblem(), e);
        } catch (ReaderException e) {
            long line = 1
                    + text.codePoints()
                            .limit(e.getPosition())
                            .filter(c -> c == '\n')
                            .count();
            throw new InvalidInputException(
                    file + " line " + line
                            + String.format(
                                    Locale.ROOT, ": not YAML: U+%04X is not allowed; remove it", e.getCodePoint()),
                    e);
        } catch (YamlEngineException e) {
            throw new InvalidInputException(file + ": not YAML: " + e.getMessage(), e);
        }
    }

    private static void check(String file, Iterable<Event> events) {
        int depth = 0;
        int documents = 0;
        for (Event event : events) {
            int line = event.getStartMark().map(Mark::getLine).orElse(0) + 1;
            if (event instanceof AliasEvent
                    || (event instanceof NodeEvent node && node.getAnchor().isPresent())) {
                throw YamlSection.at(file, line, "anchors and aliases (& and *) are not read; write the value out");
            }
            boolean tagged =
                    (event instanceof ScalarEvent scalar && scalar.getTag().isPresent())
                            || (event instanceof CollectionStartEvent start
                                    && start.getTag().isPresent());
            if (tagged) {
                throw YamlSection.at(file, line, "tags (!) are not read; write a plain value");
            }
            if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                throw YamlSection.at(file, line, "more than " + MAX_DEPTH + " levels; a configuration has three");
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            } else if (event instanceof DocumentStartEvent && ++documents > 1) {
                throw YamlSection.at(file, line, "a second document (---); a file has one pipeline");
            }
        }
    }
}
