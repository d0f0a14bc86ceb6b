package io.github.modelkeel.serving.embedded.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.serving.embedded.FuzzGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every sound fixture keeps the limit of {@link FuzzGuard}, from 400 bytes to half a megabyte, whatever trainer wrote it; so does the model
 * of a package that each becomes. {@code -Dmodelkeel.fuzz.print=true} prints the largest of each kind.
 */
class LoadingMemoryTest {
    /** A thousand trees of one split and no statistics: 26 bytes each in the package, where an object and its arrays take 184. */
    private static final String STUMPS = "onnxthousand";

    @ParameterizedTest
    @CsvSource({"xgboost, 80", "lightgbm, 40", "onnx, 45", "catboost, 20"})
    void soundFilesKeepTheLimit(String kind, int least) {
        Function<byte[], ImportedModel> reader = switch (kind) {
            case "xgboost" -> XgboostModels::read;
            case "lightgbm" -> LightgbmModels::read;
            case "onnx" -> OnnxModels::read;
            default -> CatboostModels::read;
        };
        List<String> broken = new ArrayList<>();
        double worst = 0;
        int read = 0;
        for (String name : Fixture.names(kind)) {
            byte[] file = Fixture.of(kind, name).model();
            byte[] body;
            try {
                body = reader.apply(file).body().toBytes();
            } catch (InvalidInputException e) {
                continue; // made to be refused
            }
            read++;
            worst = Math.max(worst, ratio(name, file, () -> reader.apply(file), broken));
            if (!(kind + name).equals(STUMPS)) {
                worst = Math.max(worst, ratio(name + " as model.bin", body, () -> ModelBody.of(body), broken));
            }
        }
        assertThat(broken).as("above the limit").isEmpty();
        assertThat(read).isGreaterThanOrEqualTo(least);
        if (Boolean.getBoolean("modelkeel.fuzz.print")) {
            System.out.printf(
                    Locale.ROOT, "%s: %d sound files, at most %.0f %% of what is allowed%n", kind, read, 100 * worst);
        }
    }

    @Test
    void treesOfOneSplitTakeEightTimesTheirBytes() {
        byte[] body = OnnxModels.read(Fixture.of("onnx", STUMPS.substring(4)).model())
                .body()
                .toBytes();
        assertThat(FuzzGuard.allocated(() -> ModelBody.of(body))).isLessThan(8L * body.length);
    }

    private static double ratio(String name, byte[] bytes, Runnable reading, List<String> broken) {
        long allowed = FuzzGuard.FLOOR + (long) FuzzGuard.FACTOR * bytes.length;
        long allocated = FuzzGuard.allocated(reading);
        if (allocated > allowed) {
            broken.add(name + " of " + bytes.length + " bytes: " + allocated + ", " + allowed + " are allowed");
        }
        return (double) allocated / allowed;
    }
}
