package io.github.modelkeel.serving;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Field;
import io.github.modelkeel.data.Schema;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.model.InputField;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelSignature;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Makes predictors out of loaded packages. */
public final class Predictors {
    private Predictors() {}

    /**
     * Returns a predictor, after the golden rows of the package came out as they should.
     *
     * @param pack a package that was read and checked
     * @param model its model, decoded
     * @param name name of the model, for messages and predictions
     * @param version version of the model; 0 for a package that is not registered
     * @param ids gives each prediction its id; called from every thread that predicts
     * @throws IntegrityException if model, features and signature do not go together, or a golden row differs
     */
    public static Predictor of(ModelPackage pack, Model model, String name, int version, Supplier<String> ids) {
        ModelSignature signature = pack.manifest().signature();
        check(signature, pack.features(), model, name, version);
        pack.golden().verify(pack.features(), model);
        return new PackagePredictor(
                signature,
                pack.features(),
                model,
                name,
                version,
                ids,
                pack.golden().rows());
    }

    /**
     * Returns a predictor of a model that has no package and no golden rows, for instance one that was just imported.
     *
     * @param signature what callers give and get
     * @param features from the inputs of the signature to the features of the model
     * @param model the model
     * @param name name of the model, for messages and predictions
     * @param version version of the model; 0 if it is not registered
     * @param ids gives each prediction its id; called from every thread that predicts
     * @throws IntegrityException if model, features and signature do not go together
     */
    public static Predictor of(
            ModelSignature signature,
            FittedFeatures features,
            Model model,
            String name,
            int version,
            Supplier<String> ids) {
        check(signature, features, model, name, version);
        if (model.width() != features.width()) {
            throw new IntegrityException("model '" + name + "' v" + version + " takes " + model.width()
                    + " features but its features make " + features.width() + ": do not serve it");
        }
        return new PackagePredictor(signature, features, model, name, version, ids, null);
    }

    private static void check(
            ModelSignature signature, FittedFeatures features, Model model, String name, int version) {
        Schema inputs = features.inputs();
        if (!fits(signature.inputs(), inputs.fields())) {
            throw new IntegrityException("the signature of model '" + name + "' v" + version + " has the inputs "
                    + signature.inputs().stream().map(InputField::name).toList() + " but its features read "
                    + inputs.names() + ": do not serve it");
        }
        if (model.outputs() != signature.outputs()) {
            throw new IntegrityException("model '" + name + "' v" + version + " gives " + model.outputs()
                    + " scores but its signature has " + signature.outputs() + ": do not serve it");
        }
    }

    private static boolean fits(List<InputField> signature, List<Field> features) {
        Map<String, ColumnType> types = new HashMap<>();
        for (InputField input : signature) {
            types.put(input.name(), input.type());
        }
        boolean fits = types.size() == signature.size() && types.size() == features.size();
        for (Field field : features) { // of different names
            fits &= types.get(field.name()) == field.type();
        }
        return fits;
    }
}
