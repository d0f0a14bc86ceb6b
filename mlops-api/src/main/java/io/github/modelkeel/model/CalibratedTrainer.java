package io.github.modelkeel.model;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * Trains with another trainer on a part of the rows, then learns on the rest a {@link Calibration} of its probabilities, which
 * is stored with the model and served with it. Goes wherever a trainer goes, for instance
 * {@code .train(CalibratedTrainer.isotonic(Tribuo.xgboost(), 0.2, 42))}. Immutable and thread-safe.
 */
public final class CalibratedTrainer implements Trainer {
    private static final String FORMAT = "modelkeel-trees";

    private final Trainer trainer;
    private final boolean isotonic;
    private final double share;
    private final long seed;

    private CalibratedTrainer(Trainer trainer, boolean isotonic, double share, long seed) {
        this.trainer = requireNonNull(trainer, "trainer");
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share must lie between 0 and 1, was " + share);
        }
        this.isotonic = isotonic;
        this.share = share;
        this.seed = seed;
    }

    /**
     * Calibrates by isotonic regression, one curve for each class if there are more than two.
     *
     * @param share share of the rows that the curve is learned on, drawn at random; above 0, below 1
     * @param seed of the draw
     * @see CalibrationFit#isotonic
     */
    public static CalibratedTrainer isotonic(Trainer trainer, double share, long seed) {
        return new CalibratedTrainer(trainer, true, share, seed);
    }

    /**
     * Calibrates by Platt's logistic curve, one for each class if there are more than two.
     *
     * @param share share of the rows that the curve is learned on, drawn at random; above 0, below 1
     * @param seed of the draw
     * @see CalibrationFit#platt
     */
    public static CalibratedTrainer platt(Trainer trainer, double share, long seed) {
        return new CalibratedTrainer(trainer, false, share, seed);
    }

    @Override
    public String algorithm() {
        return trainer.algorithm();
    }

    @Override
    public Set<Task> tasks() {
        Set<Task> tasks = new java.util.TreeSet<>(trainer.tasks());
        tasks.remove(Task.REGRESSION);
        return Set.copyOf(tasks);
    }

    @Override
    public Map<String, Object> hyperparameters() {
        Map<String, Object> all = new LinkedHashMap<>(trainer.hyperparameters());
        all.put("calibration", isotonic ? "isotonic" : "platt");
        all.put("calibration_share", share);
        all.put("calibration_seed", seed);
        return all;
    }

    @Override
    public OptionalLong seed() {
        return trainer.seed().isPresent() ? trainer.seed() : OptionalLong.of(seed);
    }

    @Override
    public TrainedModel train(TrainingData data, TrainingContext context) {
        Labels labels = data.labels();
        if (labels.task() == Task.REGRESSION) {
            throw new InvalidInputException(
                    "a regression has no probabilities to calibrate; train without calibration");
        }
        int[] order = new int[labels.rows()];
        Random random = new Random(seed);
        for (int i = 0; i < order.length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        int held = (int) Math.round(order.length * share);
        if (held < 1 || held >= order.length) {
            throw new InvalidInputException(
                    order.length + " rows cannot be split into a share of " + share + " and a rest; give more rows");
        }
        TrainedModel model = trainer.train(select(data, order, held, order.length), context);
        if (!model.format().equals(FORMAT)) {
            throw new InvalidInputException("only models of format " + FORMAT + " can be calibrated, " + algorithm()
                    + " makes " + model.format());
        }
        TrainingData rest = select(data, order, 0, held);
        try {
            ModelBody body = ModelBody.of(model.bytes());
            return new CalibratedTrained(model, new CalibratedModel(body, curves(model, rest)));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("the model cannot be calibrated: " + e.getMessage(), e);
        }
    }

    private List<Calibration> curves(TrainedModel model, TrainingData rest) {
        double[] scores = model.nativeScores(rest.features());
        int rows = rest.labels().rows();
        int outputs = scores.length / rows;
        List<Calibration> curves = new ArrayList<>();
        for (int output = outputs == 2 ? 1 : 0; output < outputs; output++) {
            double[] probabilities = new double[rows];
            boolean[] isClass = new boolean[rows];
            for (int row = 0; row < rows; row++) {
                probabilities[row] =
                        Math.min(1, Math.max(0, scores[row * outputs + output])); // a sum may round above 1
                isClass[row] = rest.labels().code(row) == output;
            }
            curves.add(
                    isotonic
                            ? CalibrationFit.isotonic(probabilities, isClass)
                            : CalibrationFit.platt(probabilities, isClass));
        }
        return curves;
    }

    private static TrainingData select(TrainingData data, int[] order, int from, int to) {
        int[] rows = java.util.Arrays.copyOfRange(order, from, to);
        java.util.Arrays.sort(rows); // as they came
        double[] values = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[i] = data.labels().values()[rows[i]];
        }
        Labels labels = new Labels(data.labels().task(), data.labels().classes(), values);
        return new TrainingData(data.features().rows(rows), labels);
    }
}
