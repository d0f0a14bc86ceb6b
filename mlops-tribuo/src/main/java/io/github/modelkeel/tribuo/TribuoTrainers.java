package io.github.modelkeel.tribuo;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.spi.TrainerProvider;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The trainers by name, with parameters as configuration files write them. */
final class TribuoTrainers implements TrainerProvider {
    @Override
    public Set<String> algorithms() {
        return new TreeSet<>(Set.of("xgboost", "random_forest", "logistic_regression", "linear_regression"));
    }

    @Override
    public Trainer create(String algorithm, Map<String, Object> parameters, Task task) {
        Trainer trainer = switch (algorithm) {
            case "xgboost" -> XGBoost.standard(task).with(parameters);
            case "random_forest" -> RandomForest.standard(task).with(parameters);
            case "logistic_regression" -> LogisticRegression.standard().with(parameters);
            case "linear_regression" -> LinearRegression.standard().with(parameters);
            default ->
                throw new InvalidInputException(
                        "algorithm '" + algorithm + "' is not known; known are " + algorithms());
        };
        if (!trainer.tasks().contains(task)) {
            throw new InvalidInputException("algorithm '" + algorithm + "' trains for "
                    + new TreeSet<>(trainer.tasks()) + " but the labels are for " + task + "; choose another of "
                    + algorithms());
        }
        return trainer;
    }
}
