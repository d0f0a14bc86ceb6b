package io.github.modelkeel.benchmarks;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import biz.k11i.xgboost.Predictor;
import biz.k11i.xgboost.util.FVec;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.TreeEnsemble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * The same boosted trees in other libraries that score on the JVM, each on one thread. Held to the scores of our own model of
 * the same rows when made: trees that differ would not be worth comparing. Confined to one thread.
 */
final class TreePeers implements AutoCloseable {
    private static final double TOLERANCE = 1e-5;

    private final int width;
    private final Booster booster;
    private final Predictor h2o;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final String input;
    private final LightgbmPeer lightgbm;

    /** Trains XGBoost on rows with the settings of {@link SeededModel} and hands the trees on. */
    TreePeers(SeededRows rows, int trees, int depth, ModelBody own) {
        this.width = SeededRows.WIDTH;
        try {
            booster = train(rows, trees, depth);
            h2o = new Predictor(new ByteArrayInputStream(booster.toByteArray("deprecated")));
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
                session = environment.createSession(OnnxTrees.write((TreeEnsemble) own), options);
            }
            lightgbm = new LightgbmPeer((TreeEnsemble) own);
            input = session.getInputInfo().values().stream()
                    .map(NodeInfo::getName)
                    .findFirst()
                    .orElseThrow();
            double[] scores = new double[2];
            io.github.modelkeel.model.Model model = io.github.modelkeel.serving.embedded.TreeModels.compile(own);
            for (int row = 0; row < 200; row++) {
                double[] cells = rows.row(row);
                float[] floats = floats(cells);
                model.score(cells, 0, scores, 0);
                require("xgboost4j in place", xgboostInPlace(floats, 1)[0][0], scores[1]);
                require("xgboost4j DMatrix", xgboostMatrix(floats, 1)[0][0], scores[1]);
                require("xgboost-predictor", h2o(cells), scores[1]);
                require("LightGBM", lightgbm.score(doubles(floats)), scores[1]);
                require("ONNX Runtime", 1 / (1 + Math.exp(-onnx(floats, 1)[0][0])), scores[1]);
            }
        } catch (XGBoostError | OrtException e) {
            throw new IllegalStateException("a peer fails", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void require(String peer, double score, double own) {
        if (!(Math.abs(score - own) <= TOLERANCE)) {
            throw new IllegalStateException(peer + " gives " + score + " where ours gives " + own);
        }
    }

    static Booster train(SeededRows rows, int trees, int depth) throws XGBoostError {
        float[] cells = new float[rows.count * SeededRows.WIDTH];
        float[] labels = new float[rows.count];
        for (int row = 0; row < rows.count; row++) {
            System.arraycopy(floats(rows.row(row)), 0, cells, row * SeededRows.WIDTH, SeededRows.WIDTH);
            labels[row] = (float) rows.labels[row];
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("objective", "binary:logistic");
        settings.put("tree_method", "hist");
        settings.put("max_depth", depth);
        settings.put("learning_rate", 0.3);
        settings.put("nthread", 1);
        settings.put("seed", 42);
        DMatrix matrix = new DMatrix(cells, rows.count, SeededRows.WIDTH, Float.NaN);
        try {
            matrix.setLabel(labels);
            return XGBoost.train(matrix, settings, trees, Map.of(), null, null);
        } finally {
            matrix.dispose();
        }
    }

    static float[] floats(double[] cells) {
        float[] floats = new float[cells.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) cells[i];
        }
        return floats;
    }

    static double[] doubles(float[] cells) {
        double[] doubles = new double[cells.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = cells[i];
        }
        return doubles;
    }

    /** Scores a row of doubles that are floats. */
    double lightgbm(double[] cells) {
        return lightgbm.score(cells);
    }

    float[][] xgboostMatrix(float[] cells, int rows) throws XGBoostError {
        DMatrix matrix = new DMatrix(cells, rows, width, Float.NaN);
        try {
            return booster.predict(matrix);
        } finally {
            matrix.dispose();
        }
    }

    float[][] xgboostInPlace(float[] cells, int rows) throws XGBoostError {
        return booster.inplace_predict(cells, rows, width, Float.NaN);
    }

    float[][] xgboostContributions(float[] cells, int rows) throws XGBoostError {
        DMatrix matrix = new DMatrix(cells, rows, width, Float.NaN);
        try {
            return booster.predictContrib(matrix, 0);
        } finally {
            matrix.dispose();
        }
    }

    float h2o(double[] cells) {
        return h2o.predict(FVec.Transformer.fromArray(cells, false))[0];
    }

    /** Returns margins: the regressor of ONNX Runtime has no sigmoid. */
    float[][] onnx(float[] cells, int rows) throws OrtException {
        try (OnnxTensor tensor =
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(cells), new long[] {rows, width});
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            return (float[][]) result.get(0).getValue();
        }
    }

    @Override
    public void close() {
        booster.dispose();
        lightgbm.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
