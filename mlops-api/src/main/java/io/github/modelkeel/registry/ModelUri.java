package io.github.modelkeel.registry;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names a model: {@code models:/name/3}, {@code models:/name/Production}, {@code models:/name@champion}, {@code models:/name/latest}, {@code runs:/id/path}. Immutable. */
public sealed interface ModelUri {
    /**
     * A version by number.
     *
     * @param model name of the model
     * @param version number, from 1
     */
    record ByVersion(String model, int version) implements ModelUri {
        @Override
        public String toString() {
            return "models:/" + model + "/" + version;
        }
    }

    /**
     * The newest version in a stage.
     *
     * @param model name of the model
     * @param stage the stage
     */
    record ByStage(String model, Stage stage) implements ModelUri {
        @Override
        public String toString() {
            String name = stage.name();
            return "models:/" + model + "/" + name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The version an alias points to.
     *
     * @param model name of the model
     * @param alias the alias
     */
    record ByAlias(String model, String alias) implements ModelUri {
        @Override
        public String toString() {
            return "models:/" + model + "@" + alias;
        }
    }

    /**
     * The version with the greatest number.
     *
     * @param model name of the model
     */
    record Latest(String model) implements ModelUri {
        @Override
        public String toString() {
            return "models:/" + model + "/latest";
        }
    }

    /**
     * A package among the files of a run.
     *
     * @param runId id of the run
     * @param path folder of the package below the run
     */
    record InRun(String runId, String path) implements ModelUri {
        @Override
        public String toString() {
            return "runs:/" + runId + "/" + path;
        }
    }

    /** Returns the URI of a version. */
    static ModelUri version(String model, int version) {
        return new ByVersion(requireNonNull(model, "model"), version);
    }

    /**
     * Reads a URI.
     *
     * @throws InvalidInputException if it has none of the five forms; the message shows them
     */
    static ModelUri parse(String uri) {
        Matcher run = Pattern.compile("runs:/([a-z0-9]{32})/([^/].*)").matcher(uri);
        if (run.matches()) {
            return new InRun(run.group(1), run.group(2));
        }
        Matcher model =
                Pattern.compile("models:/([^/@:]+)(?:/([^/@]+)|@([^/@]+))").matcher(uri);
        if (model.matches()) {
            String name = model.group(1);
            String last = model.group(2);
            if (last == null) {
                return new ByAlias(name, model.group(3));
            }
            if (last.equals("latest")) {
                return new Latest(name);
            }
            if (last.matches("[1-9][0-9]{0,8}")) {
                return version(name, Integer.parseInt(last));
            }
            for (Stage stage : Stage.values()) {
                if (stage.name().equalsIgnoreCase(last)) {
                    return new ByStage(name, stage);
                }
            }
        }
        throw new InvalidInputException(
                "'" + uri + "' is not a model URI; write models:/name/3, models:/name/Production,"
                        + " models:/name@champion, models:/name/latest or runs:/<32-character run id>/path");
    }
}
