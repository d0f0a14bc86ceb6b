package io.github.modelkeel.spi;

import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.Trainer;
import java.util.Map;
import java.util.Set;

/** Knows trainers by name, for configuration files. The host passes the providers it wants to be known. */
public interface TrainerProvider {
    /** Returns the names of the algorithms, for instance {@code random_forest}. */
    Set<String> algorithms();

    /**
     * Returns a trainer.
     *
     * @param algorithm one of {@link #algorithms()}
     * @param parameters hyperparameters by name as written in the file: numbers, texts, booleans
     * @param task what shall be predicted
     * @throws io.github.modelkeel.error.InvalidInputException if a parameter is unknown, of the wrong type or out of
     *     range; the message names it and lists the known ones
     */
    Trainer create(String algorithm, Map<String, Object> parameters, Task task);
}
