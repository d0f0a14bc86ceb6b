package io.github.modelkeel.doubles;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import io.github.modelkeel.spi.ModelFormat;
import io.github.modelkeel.spi.TrainerProvider;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A trainer and its format for tests: logistic regression (or least squares) by gradient steps on scaled inputs, a missing
 * cell being the mean. The seed draws the first weights, so another seed gives other bytes.
 */
public record SmallLogit(int rounds, long start, double offBy) implements Trainer {
    public static final String FORMAT = "small-logit";

    public static SmallLogit rounds(int rounds) {
        return new SmallLogit(rounds, 1, 0);
    }

    public SmallLogit seed(long newSeed) {
        return new SmallLogit(rounds, newSeed, offBy);
    }

    /** Returns a trainer whose own scores differ from what its bytes give, as a broken exporter would. */
    public SmallLogit offBy(double difference) {
        return new SmallLogit(rounds, start, difference);
    }

    @Override
    public String algorithm() {
        return "small_logit";
    }

    @Override
    public Set<Task> tasks() {
        return Set.of(Task.BINARY, Task.REGRESSION);
    }

    @Override
    public Map<String, Object> hyperparameters() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("rounds", rounds);
        all.put("seed", start);
        return all;
    }

    @Override
    public OptionalLong seed() {
        return OptionalLong.of(start);
    }

    @Override
    public TrainedModel train(TrainingData data, TrainingContext context) {
        FeatureMatrix x = data.features();
        Labels y = data.labels();
        int width = x.width();
        double[] model = new double[3 * width + 2]; // means, scales, weights, intercept, task
        for (int j = 0; j < width; j++) {
            double sum = 0;
            double squares = 0;
            int n = 0;
            for (int i = 0; i < x.rows(); i++) {
                double v = x.at(i, j);
                if (!Double.isNaN(v)) {
                    sum += v;
                    squares += v * v;
                    n++;
                }
            }
            model[j] = n == 0 ? 0 : sum / n;
            double variance = n == 0 ? 0 : squares / n - model[j] * model[j];
            model[width + j] = variance > 1e-12 ? Math.sqrt(variance) : 1;
        }
        SplittableRandom random = new SplittableRandom(start);
        for (int j = 0; j <= width; j++) {
            model[2 * width + j] = random.nextDouble() * 0.01;
        }
        boolean regression = y.task() == Task.REGRESSION;
        model[3 * width + 1] = regression ? 1 : 0;
        for (int round = 1; round <= rounds; round++) {
            context.checkCancelled();
            double loss = step(model, x, y, regression ? 0.5 : 4.0);
            context.progress(round, Map.of("train-loss", loss));
        }
        byte[] bytes = ByteBuffer.allocate(8 * model.length + 4).putInt(width).array();
        ByteBuffer.wrap(bytes, 4, 8 * model.length).asDoubleBuffer().put(model);
        return new Trained(bytes, offBy);
    }

    private static double step(double[] model, FeatureMatrix x, Labels y, double rate) {
        int width = x.width();
        double[] gradient = new double[width + 1];
        double loss = 0;
        for (int i = 0; i < x.rows(); i++) {
            double error = score(model, width, x.values(), i * width) - y.values()[i];
            loss += error * error;
            for (int j = 0; j < width; j++) {
                gradient[j] += error * scaled(model, width, x.values(), i * width, j);
            }
            gradient[width] += error;
        }
        for (int j = 0; j <= width; j++) {
            model[2 * width + j] -= rate * gradient[j] / x.rows();
        }
        return loss / x.rows();
    }

    private static double scaled(double[] model, int width, double[] cells, int offset, int j) {
        double cell = cells[offset + j];
        return Double.isNaN(cell) ? 0 : (cell - model[j]) / model[width + j];
    }

    private static double score(double[] model, int width, double[] cells, int offset) {
        double margin = model[3 * width];
        for (int j = 0; j < width; j++) {
            margin += model[2 * width + j] * scaled(model, width, cells, offset, j);
        }
        return model[3 * width + 1] == 1 ? margin : 1 / (1 + StrictMath.exp(-margin));
    }

    private record Trained(byte[] bytes, double offBy) implements TrainedModel {
        @Override
        public String format() {
            return FORMAT;
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public Map<String, String> environment() {
            return Map.of("small-logit", "1");
        }

        @Override
        public double[] nativeScores(FeatureMatrix features) {
            double[] scores = decode(bytes).score(features);
            scores[0] += offBy;
            return scores;
        }

        @Override
        public double tolerance() {
            return 1e-9;
        }
    }

    private static Model decode(byte[] bytes) {
        int width = ByteBuffer.wrap(bytes).getInt();
        double[] model = new double[3 * width + 2];
        ByteBuffer.wrap(bytes, 4, 8 * model.length).asDoubleBuffer().get(model);
        return new Model() {
            @Override
            public int width() {
                return width;
            }

            @Override
            public int outputs() {
                return model[3 * width + 1] == 1 ? 1 : 2;
            }

            @Override
            public void score(double[] features, int offset, double[] scores, int scoresOffset) {
                double score = SmallLogit.score(model, width, features, offset);
                if (outputs() == 1) {
                    scores[scoresOffset] = score;
                } else {
                    scores[scoresOffset] = 1 - score;
                    scores[scoresOffset + 1] = score;
                }
            }
        };
    }

    /** The format that reads what this trainer writes. */
    public static ModelFormat format() {
        return new ModelFormat() {
            @Override
            public String name() {
                return FORMAT;
            }

            @Override
            public Model read(byte[] bytes, ModelSignature signature) {
                return decode(bytes);
            }
        };
    }

    /** A provider that knows it as {@code random_forest} and {@code small_logit}, with the article's parameters. */
    public static TrainerProvider trainers() {
        return new TrainerProvider() {
            @Override
            public Set<String> algorithms() {
                return Set.of("random_forest", "small_logit");
            }

            @Override
            public Trainer create(String algorithm, Map<String, Object> parameters, Task task) {
                for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
                    if (!Set.of("n_estimators", "max_depth", "random_state").contains(parameter.getKey())) {
                        throw new InvalidInputException("parameter '" + parameter.getKey() + "' is unknown");
                    }
                    if (!(parameter.getValue() instanceof Long)) {
                        throw new InvalidInputException("parameter '" + parameter.getKey()
                                + "' must be a whole number, was " + parameter.getValue());
                    }
                }
                return new SmallLogit(
                        ((Number) parameters.getOrDefault("n_estimators", 100L)).intValue(),
                        ((Number) parameters.getOrDefault("random_state", 0L)).longValue(),
                        0);
            }
        };
    }
}
