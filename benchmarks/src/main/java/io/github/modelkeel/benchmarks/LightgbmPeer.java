package io.github.modelkeel.benchmarks;

import com.microsoft.ml.lightgbm.SWIGTYPE_p_double;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_int;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_long_long;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_p_void;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_void;
import com.microsoft.ml.lightgbm.lightgbmlib;
import com.microsoft.ml.lightgbm.lightgbmlibConstants;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * XGBoost's trees in LightGBM, through its fast call for single rows: settings are parsed once, the row is handed over without a
 * copy. LightGBM compares doubles by not-above: with cells that are floats, {@code x < t} is {@code x <= } the float below
 * {@code t}. Confined to one thread.
 */
final class LightgbmPeer implements AutoCloseable {
    private static final int NODES_LEFT = 2; // of decision_type: a missing cell goes left
    private static final int NAN_MISSING = 8; // of decision_type: NaN is missing

    private final SWIGTYPE_p_void booster;
    private final SWIGTYPE_p_void config;
    private final SWIGTYPE_p_long_long length;
    private final SWIGTYPE_p_double result;

    LightgbmPeer(TreeEnsemble body) {
        try {
            LGBMBooster.loadNative();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        length = lightgbmlib.new_int64_tp();
        result = lightgbmlib.new_doublep();
        SWIGTYPE_p_p_void handle = lightgbmlib.new_voidpp();
        SWIGTYPE_p_int iterations = lightgbmlib.new_intp();
        require(lightgbmlib.LGBM_BoosterLoadModelFromString(text(body), iterations, handle));
        booster = lightgbmlib.voidpp_value(handle);
        SWIGTYPE_p_p_void fast = lightgbmlib.new_voidpp();
        require(lightgbmlib.LGBM_BoosterPredictForMatSingleRowFastInit(
                booster,
                lightgbmlibConstants.C_API_PREDICT_NORMAL,
                0,
                -1,
                lightgbmlibConstants.C_API_DTYPE_FLOAT64,
                body.width(),
                "num_threads=1",
                fast));
        config = lightgbmlib.voidpp_value(fast);
    }

    private static void require(int code) {
        if (code != 0) {
            throw new IllegalStateException("LightGBM: " + lightgbmlib.LGBM_GetLastError());
        }
    }

    /** Returns the probability of a row of doubles that are floats. */
    double score(double[] cells) {
        require(lightgbmlib.LGBM_BoosterPredictForMatSingleRowFastCriticalSWIG(cells, config, length, result));
        return lightgbmlib.doublep_value(result);
    }

    private static String text(TreeEnsemble body) {
        StringBuilder text = new StringBuilder(1 << 16)
                .append("tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=")
                .append(body.width() - 1)
                .append("\nobjective=binary sigmoid:1\nfeature_names=");
        StringJoiner names = new StringJoiner(" ");
        StringJoiner infos = new StringJoiner(" ");
        for (int i = 0; i < body.width(); i++) {
            names.add("f" + i);
            infos.add("[-1e30:1e30]");
        }
        text.append(names).append("\nfeature_infos=").append(infos).append("\n\n");
        for (int tree = 0; tree < body.trees().size(); tree++) {
            text.append("Tree=").append(tree).append('\n');
            append(body.trees().get(tree), tree == 0 ? body.base()[0] : 0, text);
        }
        return text.append("end of trees\n").toString();
    }

    /** Numbers inner nodes and leaves apart, as LightGBM does: a leaf is the complement of its number. */
    private static void append(Tree tree, double base, StringBuilder text) {
        int size = tree.feature().length;
        int[] number = new int[size];
        int inner = 0;
        int leaves = 0;
        for (int node = 0; node < size; node++) {
            number[node] = tree.feature()[node] < 0 ? ~leaves++ : inner++;
        }
        StringJoiner features = new StringJoiner(" ");
        StringJoiner thresholds = new StringJoiner(" ");
        StringJoiner decisions = new StringJoiner(" ");
        StringJoiner left = new StringJoiner(" ");
        StringJoiner right = new StringJoiner(" ");
        StringJoiner values = new StringJoiner(" ");
        for (int node = 0; node < size; node++) {
            if (tree.feature()[node] < 0) {
                values.add(Double.toString(tree.leaf()[node] + base));
            } else {
                features.add(Integer.toString(tree.feature()[node]));
                thresholds.add(Double.toString(Math.nextDown((float) tree.threshold()[node])));
                decisions.add(Integer.toString(NAN_MISSING + (tree.missingLeft()[node] ? NODES_LEFT : 0)));
                left.add(Integer.toString(number[tree.left()[node]]));
                right.add(Integer.toString(number[tree.right()[node]]));
            }
        }
        text.append(String.format(
                Locale.ROOT,
                "num_leaves=%d%nnum_cat=0%nsplit_feature=%s%nthreshold=%s%ndecision_type=%s%nleft_child=%s%nright_child=%s%n"
                        + "leaf_value=%s%nis_linear=0%nshrinkage=1%n%n%n",
                leaves,
                features,
                thresholds,
                decisions,
                left,
                right,
                values));
    }

    @Override
    public void close() {
        lightgbmlib.LGBM_FastConfigFree(config);
        lightgbmlib.LGBM_BoosterFree(booster);
    }
}
