package io.github.modelkeel.examples;

import io.github.modelkeel.data.DatasetSource;
import io.github.modelkeel.data.Expectation;
import io.github.modelkeel.data.ExpectationSuite;
import io.github.modelkeel.data.Split;
import io.github.modelkeel.features.Features;
import io.github.modelkeel.model.Metric;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.pipeline.Gate;
import io.github.modelkeel.pipeline.Pipeline;

/** The pipelines of the story: they differ in the rows they read and in what learns. */
final class ChurnPipelines {
    static final String MODEL = "churn-classifier";
    static final String CHAMPION = "champion";

    private ChurnPipelines() {}

    /**
     * Returns the pipeline from rows to a registered version.
     *
     * @param rows customers of whom is known who left
     * @param trainer what learns
     * @param floor accuracy below which nothing is registered
     */
    static Pipeline churn(DatasetSource rows, Trainer trainer, double floor) {
        return Pipeline.named("churn")
                .read(rows)
                .expect(ExpectationSuite.of(
                        "customers",
                        Expectation.notNull("age"),
                        Expectation.between("age", 18, 120),
                        Expectation.between("avg_order_value", 0, 10_000),
                        Expectation.inSet("churned", "0", "1")))
                .features(Features.builder()
                        .derive("total_spend", "orders * avg_order_value")
                        .use("age", "total_spend", "visits", "days_since_last")
                        .build())
                .label("churned", "1")
                .split(Split.random(0.2).seed(42))
                .train(trainer)
                .evaluate(Metric.ACCURACY, Metric.F1, Metric.PRECISION, Metric.RECALL, Metric.ROC_AUC)
                .require(Gate.atLeast(Metric.ACCURACY, floor), Gate.notWorseThan(CHAMPION, Metric.F1, 0.02))
                .register(MODEL)
                .build();
    }
}
