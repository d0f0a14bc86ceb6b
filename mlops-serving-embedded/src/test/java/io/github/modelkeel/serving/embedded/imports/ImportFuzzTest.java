package io.github.modelkeel.serving.embedded.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.serving.embedded.FuzzGuard;
import io.github.modelkeel.serving.embedded.TreeModels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged files end in a model that scores, or in one of two typed exceptions, within the limit of {@link FuzzGuard} on memory. A few thousand inputs for
 * each reader; {@code -Dmodelkeel.fuzz=250000} for so many each, then the slowest one is held against a second too.
 */
class ImportFuzzTest {
    private static final long SEED = 20_261_123L;
    private static final int USUAL = 1_500;

    /** What is read, and sound files to start from. */
    enum Reader {
        XGBOOST(XgboostModels::read, "xgboost", "v3.2.0-linear", "v3.2.0-constant"),
        LIGHTGBM(LightgbmModels::read, "lightgbm", "constant"),
        ONNX(
                OnnxModels::read,
                "onnx",
                "v5-rules",
                "v5-hist",
                "columns-ordinal",
                "columns-logistic",
                "tree",
                "robust-boosting",
                "logistic-classes",
                "linear"),
        CATBOOST(CatboostModels::read, "catboost", "rmse-uncertainty"),
        PACKAGE_BODY(bytes -> ModelBody.of(sealed(bytes)), "xgboost");

        private final Function<byte[], Object> read;
        private final List<byte[]> good = new ArrayList<>();

        Reader(Function<byte[], Object> read, String kind, String... names) {
            this.read = read;
            Fixture.names(kind).stream()
                    .filter(name -> name.contains("small") || List.of(names).contains(name))
                    .map(name -> Fixture.of(kind, name).model())
                    .forEach(good::add);
            if (name().equals("PACKAGE_BODY")) {
                good.replaceAll(model -> XgboostModels.read(model).body().toBytes());
                for (String prepared : List.of("small-normalised", "small-columns-classes")) {
                    good.add(OnnxModels.read(Fixture.of("onnx", prepared).model())
                            .body()
                            .toBytes());
                }
            }
        }
    }

    /** Forges the digest at the end of a model body, so that the damage gets as far as the reader. */
    private static byte[] sealed(byte[] bytes) {
        if (bytes.length < 64) {
            return bytes;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, bytes.length - 32);
            byte[] sealed = bytes.clone();
            System.arraycopy(digest.digest(), 0, sealed, bytes.length - 32, 32);
            return sealed;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void damageEndsInAModelOrInATypedException(Reader reader) {
        int inputs = Integer.getInteger("modelkeel.fuzz", USUAL);
        boolean timed = inputs > USUAL;
        Mutations mutations = new Mutations(SEED + reader.ordinal());
        FuzzGuard guard = new FuzzGuard(reader.toString(), timed);
        for (byte[] good : reader.good) {
            for (int i = 0; i < 20; i++) { // classes are loaded, tables are there
                assertThat(outcome(reader, good)).isNotEqualTo("");
            }
        }
        int read = 0;
        for (int i = 0; i < inputs; i++) {
            byte[] bytes = mutations.of(reader.good.get(i % reader.good.size()));
            Object model = guard.read(bytes.length, () -> outcome(reader, bytes));
            if (!(model instanceof String)) {
                read++;
                score(model, reader, i);
            }
        }
        guard.end();
        assertThat(read)
                .as("%s: damage that does not matter, of %d", reader, inputs)
                .isBetween(1, inputs - 1);
    }

    /** Returns the model, or the name of a typed exception. */
    private static Object outcome(Reader reader, byte[] bytes) {
        try {
            return reader.read.apply(bytes);
        } catch (IntegrityException | InvalidInputException e) {
            return e.getClass().getSimpleName();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 200));
            throw new AssertionError(reader + " fails on " + bytes.length + " bytes " + hex, e);
        }
    }

    private static void score(Object read, Reader reader, int input) {
        ModelBody body = read instanceof ImportedModel imported ? imported.body() : (ModelBody) read;
        if (body.width() > 10_000 || body.groups() > 10_000) {
            return;
        }
        Model model = TreeModels.compile(body);
        double[] scores = new double[model.outputs()];
        for (double cell : new double[] {Double.NaN, 0, -1, 1e30}) {
            double[] row = new double[model.width()];
            java.util.Arrays.fill(row, cell);
            try {
                model.score(row, 0, scores, 0);
            } catch (RuntimeException e) {
                throw new AssertionError(reader + ", input " + input + " was read but does not score", e);
            }
        }
    }
}
