package io.github.modelkeel.internal.pipeline;

import io.github.modelkeel.data.Cell;
import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.model.Evaluation;
import io.github.modelkeel.model.InputField;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.pipeline.Pipeline;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes the page for people that goes with a model: what it is, what it learned from, how good it is, its limits. */
final class Card {
    private Card() {}

    static String write(Pipeline pipeline, ModelSignature signature, Dataset train, Evaluation evaluation) {
        StringBuilder card = new StringBuilder();
        card.append("# ").append(line(pipeline.model().orElse(pipeline.name()))).append("\n\n");
        if (!pipeline.description().isEmpty()) {
            card.append(pipeline.description().strip()).append("\n\n");
        }
        card.append(what(pipeline, signature)).append("\n## Training\n\n");
        card.append("- ")
                .append(train.rowCount())
                .append(" rows, split ")
                .append(pipeline.split().description());
        card.append("\n- algorithm ").append(pipeline.trainer().algorithm()).append("\n");
        new TreeMap<>(pipeline.trainer().hyperparameters())
                .forEach((name, value) -> card.append("- ")
                        .append(name)
                        .append(" = ")
                        .append(value)
                        .append('\n'));
        inputs(card, signature);
        metrics(card, evaluation);
        limits(card, signature, train);
        return card.toString();
    }

    private static String what(Pipeline pipeline, ModelSignature signature) {
        return signature.task() == Task.REGRESSION
                ? "Estimates the number `" + line(pipeline.label()) + "`.\n"
                : "Predicts `" + line(pipeline.label()) + "` out of the classes "
                        + line(signature.classes().toString()) + ".\n";
    }

    private static void inputs(StringBuilder card, ModelSignature signature) {
        card.append("\n## Inputs\n\n| input | type | may be missing | in training |\n|---|---|---|---|\n");
        for (InputField input : signature.inputs()) {
            InputField.Range range = input.observed();
            String seen = range != null
                    ? Cell.display(range.min()) + " to " + Cell.display(range.max())
                    : input.levels().size() > 10
                            ? input.levels().size() + " levels"
                            : line(String.join(", ", input.levels()));
            card.append("| ").append(line(input.name())).append(" | ");
            card.append(input.type().name().toLowerCase(Locale.ROOT)).append(" | ");
            card.append(input.nullable() ? "yes" : "no")
                    .append(" | ")
                    .append(seen)
                    .append(" |\n");
        }
    }

    private static void metrics(StringBuilder card, Evaluation evaluation) {
        card.append("\n## Quality on ").append(evaluation.rows()).append(" rows it did not learn from\n\n");
        card.append("| metric | value | interval |\n|---|---|---|\n");
        evaluation.metrics().forEach((metric, value) -> {
            Evaluation.Interval interval = evaluation.intervals().get(metric);
            String range = interval == null
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "%.4f to %.4f (%.0f %%)",
                            interval.low(),
                            interval.high(),
                            interval.level() * 100);
            card.append(String.format(Locale.ROOT, "| %s | %.4f | %s |", metric.key(), value, range))
                    .append('\n');
        });
    }

    private static void limits(StringBuilder card, ModelSignature signature, Dataset train) {
        card.append("\n## Limits\n\n- Judged on one split of one dataset; live quality has to be measured.\n");
        Map<String, Integer> missing = new TreeMap<>();
        for (InputField input : signature.inputs()) {
            Column column = train.column(input.name());
            if (column.missingCount() > 0) {
                missing.put(input.name(), column.missingCount());
            }
        }
        missing.forEach((name, count) -> card.append("- `")
                .append(line(name))
                .append("` was missing in ")
                .append(count)
                .append(" of the training rows.\n"));
        card.append("- Rows outside the ranges above were not seen in training.\n");
    }

    /** Names come from data: they stay on one line and out of the table's structure. */
    private static String line(String text) {
        return text.replaceAll("[\\r\\n]", " ").replace("|", "\\|").replace("`", "'");
    }
}
