package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a LightGBM file holds of what matters here. Confined to one thread. */
final class LightgbmDocument {
    private static final String LEVELS = "pandas_categorical:";
    private static final List<String> KEYS = List.of(
            "version",
            "num_tree_per_iteration",
            "max_feature_idx",
            "objective",
            "average_output",
            "feature_names",
            "feature_infos");

    private final Source source;
    private final MemberBudget budget;
    private boolean inParameters;
    int width = -1;
    int treesPerRound = 1;
    boolean averaged;
    boolean ended;
    String version = "";
    String objective = "";
    List<String> names = List.of();
    List<String> infos = List.of();
    String levels = "";
    final List<Tree> trees = new ArrayList<>();

    private LightgbmDocument(Source source, MemberBudget budget) {
        this.source = source;
        this.budget = budget;
    }

    static LightgbmDocument read(byte[] bytes, Source source) {
        LightgbmLines lines = new LightgbmLines(bytes, source);
        LightgbmDocument document = new LightgbmDocument(source, new MemberBudget(source, bytes.length));
        if (!lines.advance() || !lines.startsWith("tree")) {
            throw source.damaged("it does not begin with the line 'tree'");
        }
        boolean more = lines.advance();
        while (more) {
            more = document.line(lines);
        }
        document.check();
        return document;
    }

    /** Reads what stands at this line and returns whether there is a line after it. */
    private boolean line(LightgbmLines lines) {
        if (lines.startsWith("Tree=")) {
            int number = lines.whole("Tree");
            if (number != trees.size() || ended) {
                throw source.damaged("tree " + number + " stands where tree " + trees.size() + " should");
            }
            return LightgbmTree.read(lines, this, source, budget);
        }
        if (lines.startsWith("end of trees")) {
            ended = true;
        } else if (lines.startsWith("parameters:")) {
            inParameters = true;
        } else if (lines.startsWith("end of parameters")) {
            inParameters = false;
        } else if (lines.startsWith(LEVELS)) {
            levels = lines.rest(LEVELS.length());
        } else if (!ended && !inParameters) {
            header(lines);
        }
        return lines.advance();
    }

    private void header(LightgbmLines lines) {
        switch (lines.key(KEYS)) {
            case "version" -> version = lines.text();
            case "num_tree_per_iteration" -> {
                treesPerRound = lines.whole("num_tree_per_iteration");
                if (treesPerRound < 1 || treesPerRound > ModelBody.MAX_GROUPS) {
                    throw source.damaged("it has " + treesPerRound + " trees for each round");
                }
            }
            case "max_feature_idx" -> {
                width = lines.whole("max_feature_idx") + 1;
                if (width < 0 || width > ModelBody.MAX_WIDTH) {
                    throw source.damaged("it has " + width + " features");
                }
            }
            case "objective" -> objective = lines.text().strip();
            case "average_output" -> averaged = true;
            case "feature_names" -> names = words(lines.text());
            case "feature_infos" -> infos = words(lines.text());
            default -> {} // statistics
        }
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : Arrays.asList(text.strip().split(" +"));
    }

    private void check() {
        if (width < 0) {
            throw source.damaged("it has no max_feature_idx");
        }
        if (!ended) {
            throw source.damaged("it has no line 'end of trees'; it was cut off");
        }
        if (treesPerRound > 1 && treesPerRound > trees.size()) {
            throw source.damaged("it has " + trees.size() + " trees where a round has " + treesPerRound);
        }
        names = InputNames.of(names, width, "Column_", source);
    }
}
