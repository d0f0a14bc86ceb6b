package io.github.modelkeel.serving.embedded;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.CalibratedModel;
import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.PreparedModel;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.spi.ModelFormat;
import java.util.Optional;

/**
 * The library's own model format, {@value #NAME}: boosted trees, forests and linear models, evaluated in plain Java over
 * arrays. Needs neither the training library nor native code.
 */
public final class TreeModels implements ModelFormat {
    /** Name of the format in a package. */
    public static final String NAME = "modelkeel-trees";

    private static final ModelFormat FORMAT = new TreeModels();

    private TreeModels() {}

    /** Returns the format, to be passed where packages are loaded. */
    public static ModelFormat format() {
        return FORMAT;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Model read(byte[] bytes, ModelSignature signature) {
        return compile(ModelBody.of(bytes), signature);
    }

    @Override
    public Model readVerified(byte[] bytes, ModelSignature signature) {
        return compile(ModelBody.ofVerified(bytes), signature);
    }

    private static Model compile(ModelBody body, ModelSignature signature) {
        if (body.outputs() != signature.outputs()) {
            throw new IntegrityException("model.bin gives " + body.outputs() + " scores but model.json says "
                    + signature.outputs() + "; the package is damaged: restore it or train again");
        }
        return compile(body);
    }

    /**
     * Returns a model that scores as the trainer of the body does: trees of precision FLOAT give the trainer's margins bit by
     * bit, and its probabilities but for the last place or two of the exponential function. Immutable and thread-safe; scoring
     * takes no lock.
     */
    public static Model compile(ModelBody body) {
        if (body instanceof TreeEnsemble trees) {
            Optional<PackedTrees> packed = PackedTrees.of(trees);
            return packed.isPresent() ? packed.get() : new TreeWalker(trees);
        }
        if (body instanceof CalibratedModel calibrated) {
            return new CalibratedScorer(calibrated, compile(calibrated.body()));
        }
        if (body instanceof PreparedModel prepared) {
            return new PreparedScorer(prepared, compile(prepared.body()));
        }
        return new LinearScorer((LinearModel) body);
    }

    @Override
    public String toString() {
        return NAME;
    }
}
