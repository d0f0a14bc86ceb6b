package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.serving.Prediction;
import io.github.modelkeel.serving.Predictor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The program of a host that only serves: opens the package of its first argument and prints a prediction. */
final class ServeAlone {
    private ServeAlone() {}

    public static void main(String[] arguments) {
        Predictor predictor =
                ModelDirectory.open(Path.of(arguments[0]), TreeModels.format()).predictor("seeded", 1, () -> "only");
        Map<String, Object> row = new HashMap<>();
        predictor.signature().inputs().forEach(input -> row.put(input.name(), null));
        Prediction missing = predictor.predict(row);
        predictor.signature().inputs().forEach(input -> row.put(input.name(), 0.5));
        System.out.println(missing.probability() + " " + predictor.predict(row).probability());
        for (String absent : new String[] {
            "org.tribuo.Model",
            "ml.dmlc.xgboost4j.java.Booster",
            "io.github.modelkeel.Mlops",
            "org.junit.jupiter.api.Test"
        }) {
            try {
                Class.forName(absent);
                System.out.println(absent + " is on the class path");
            } catch (ClassNotFoundException e) {
                // as it should be
            }
        }
    }
}
