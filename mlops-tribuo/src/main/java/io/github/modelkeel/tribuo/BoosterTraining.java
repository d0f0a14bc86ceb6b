package io.github.modelkeel.tribuo;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import io.github.modelkeel.model.TreeEnsemble;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;

/** One training of XGBoost, round by round. Every native object is freed before it returns. Confined to one thread. */
final class BoosterTraining {
    private static final String HELD = "validation";

    private final Settings settings;
    private final TrainingData data;
    private final TrainingContext context;

    BoosterTraining(Settings settings, TrainingData data, TrainingContext context) {
        this.settings = settings;
        this.data = data;
        this.context = context;
    }

    TrainedModel run() {
        Optional<TrainingData> validation = context.validation();
        int patience = settings.whole("early_stopping_rounds");
        if (patience > 0 && validation.isEmpty()) {
            throw new InvalidInputException("early_stopping_rounds is " + patience
                    + " but there are no validation rows; hold some back or set it to 0");
        }
        validation.ifPresent(held -> {
            Inputs.checkWidth(held.features(), data.features().width());
            if (held.labels().task() != data.labels().task()
                    || !held.labels().classes().equals(data.labels().classes())) {
                throw new InvalidInputException("the validation rows are labelled for "
                        + held.labels().task() + " " + held.labels().classes() + " but the training rows for "
                        + data.labels().task() + " " + data.labels().classes() + "; label both the same way");
            }
            Inputs.check(settings.algorithm(), held.features(), Inputs.Missing.KEPT);
        });
        context.checkCancelled();
        try (NativeMatrix train = matrix(data);
                NativeMatrix held = validation.isPresent() ? matrix(validation.get()) : null) {
            return run(train, held, patience);
        } catch (XGBoostError e) {
            throw new InvalidInputException("XGBoost refuses to train: " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw unavailable(e);
        }
    }

    private NativeMatrix matrix(TrainingData rows) throws XGBoostError {
        Labels labels = rows.labels();
        float[] wanted = new float[labels.rows()];
        for (int row = 0; row < wanted.length; row++) {
            wanted[row] = (float) labels.values()[row];
        }
        return NativeMatrix.of(rows.features(), wanted, RowWeights.of(settings, labels));
    }

    private TrainedModel run(NativeMatrix train, @Nullable NativeMatrix held, int patience) throws XGBoostError {
        Booster booster = ml.dmlc.xgboost4j.java.XGBoost.train(train.matrix(), parameters(), 0, Map.of(), null, null);
        try {
            int rounds = boost(booster, train, held, patience);
            byte[] bytes = booster.toByteArray("ubj");
            TreeEnsemble ensemble = BoosterBase.exact(
                            BoosterModel.read(bytes, rounds), booster, rounds, data.features())
                    .orElseThrow(() -> new IntegrityException("the trees read from XGBoost " + BoosterModel.NEWEST
                            + " do not reproduce its margins on the training rows; the model is not used, please report"
                            + " the data"));
            return new BoosterTrained(bytes, rounds, ensemble, BoosterOrder.same(ensemble.width(), ensemble.groups()));
        } finally {
            booster.dispose();
        }
    }

    /** Returns how many rounds to keep. */
    private int boost(Booster booster, NativeMatrix train, @Nullable NativeMatrix held, int patience)
            throws XGBoostError {
        DMatrix[] watched =
                held == null ? new DMatrix[] {train.matrix()} : new DMatrix[] {train.matrix(), held.matrix()};
        String[] names = held == null ? new String[] {"train"} : new String[] {"train", HELD};
        int rounds = settings.whole("n_estimators");
        float best = Float.POSITIVE_INFINITY;
        int bestRound = 1; // kept where no later round is better, even if this one has no number to show
        for (int round = 0; round < rounds; round++) {
            context.checkCancelled();
            booster.update(train.matrix(), round);
            Map<String, Double> metrics =
                    metrics(booster.evalSet(watched, names, round)); // its own parser fails on "inf"
            context.progress(round + 1, metrics);
            if (patience > 0) {
                float value = validation(metrics);
                if (value < best) {
                    best = value;
                    bestRound = round + 1;
                } else if (round + 1 - bestRound >= patience) {
                    break;
                }
            }
        }
        return patience > 0 ? bestRound : rounds;
    }

    private static float validation(Map<String, Double> metrics) {
        return metrics.entrySet().stream()
                .filter(metric -> metric.getKey().startsWith(HELD + "-"))
                .map(metric -> metric.getValue().floatValue())
                .findFirst()
                .orElse(Float.NaN);
    }

    /** Reads {@code "[3]\ttrain-logloss:0.51\tvalidation-logloss:0.55"}. */
    static Map<String, Double> metrics(String line) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (String part : line.split("\t", -1)) {
            int colon = part.lastIndexOf(':');
            if (colon > 0) {
                metrics.put(
                        part.substring(0, colon),
                        number(part.substring(colon + 1).strip()));
            }
        }
        return metrics;
    }

    /** Reads what C++ prints, which writes {@code nan} and {@code inf} where Java writes {@code NaN} and {@code Infinity}. */
    private static double number(String text) {
        String value = text.toLowerCase(Locale.ROOT);
        if (value.contains("nan")) {
            return Double.NaN;
        }
        if (value.contains("inf")) {
            return value.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return Double.parseDouble(value);
    }

    private Map<String, Object> parameters() {
        int classes = data.labels().classes().size();
        Map<String, Object> p = new LinkedHashMap<>();
        switch (data.labels().task()) {
            case BINARY -> {
                p.put("objective", "binary:logistic");
                p.put("eval_metric", "logloss");
            }
            case MULTICLASS -> {
                p.put("objective", "multi:softprob");
                p.put("num_class", classes);
                p.put("eval_metric", "mlogloss");
            }
            case REGRESSION -> {
                p.put("objective", "reg:squarederror");
                p.put("eval_metric", "rmse");
            }
        }
        p.put("tree_method", "hist");
        p.put("verbosity", 0);
        p.put("nthread", threads());
        p.put("seed", Long.hashCode(settings.big("random_state")) & Integer.MAX_VALUE); // XGBoost takes 31 bits
        for (String same : new String[] {
            "max_depth",
            "learning_rate",
            "min_child_weight",
            "gamma",
            "reg_lambda",
            "reg_alpha",
            "subsample",
            "colsample_bytree",
            "colsample_bynode",
            "max_bin"
        }) {
            p.put(same, settings.value(same));
        }
        return p;
    }

    private int threads() {
        int asked = settings.whole("n_jobs");
        return asked > 0 ? asked : Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    }

    static UnavailableException unavailable(LinkageError e) {
        return new UnavailableException(
                "XGBoost's native library cannot be loaded on " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch") + ": " + e.getMessage()
                        + "; train on a supported system, or with random_forest, which is plain Java",
                e);
    }
}
