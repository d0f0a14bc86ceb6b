package io.github.modelkeel.serving.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.Predictor;
import io.github.modelkeel.serving.Predictors;
import io.github.modelkeel.serving.embedded.imports.Mutations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Damage of every kind ends in a package that serves, or in an {@link IntegrityException}; nothing else. Reading, checking, compiling
 * and replaying the golden rows, and reading the profile, keep the limit of {@link FuzzGuard} on memory together. A few thousand
 * inputs; {@code -Dmodelkeel.fuzz=200000} for so many, then the slowest one is held against a second too.
 */
class PackageFuzzTest {
    private static final int USUAL = 4_000;
    private static final String MODEL = "model.bin";

    private final JsonDocuments json = new JsonDocuments();
    /** One of version 2 with all types of inputs, one of version 1 that XGBoost trained. */
    private final List<Map<String, byte[]>> good = List.of(TestPackages.pack().files(json), stored());

    private static Map<String, byte[]> stored() {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(
                Path.of(PackageFuzzTest.class.getResource("/packages/xgboost").toURI()))) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return files;
    }

    @Test
    void accidentsAreAlwaysNoticed() {
        run(false, Integer.getInteger("modelkeel.fuzz", USUAL) / 4);
    }

    @Test
    void forgeriesAreNoticedOrServe() {
        int inputs = Integer.getInteger("modelkeel.fuzz", USUAL) / 4 * 3;
        int served = run(true, inputs);
        assertThat(served).as("forgeries that do not matter").isBetween(inputs / 100, inputs / 2);
    }

    private int run(boolean forged, int inputs) {
        boolean timed = inputs > USUAL;
        List<FuzzGuard> guards = new ArrayList<>();
        for (Map<String, byte[]> files : good) {
            long sound = FuzzGuard.allocated(() -> assertThat(loaded(files)).isPresent());
            assertThat(sound)
                    .as("bytes allocated by %d sound bytes", size(files))
                    .isLessThanOrEqualTo(FuzzGuard.FLOOR + (long) FuzzGuard.FACTOR * size(files));
            String subject = String.format(
                    Locale.ROOT,
                    "package%s; sound %.1f KiB of %.1f",
                    forged ? " with forged digests" : "",
                    sound / 1024.0,
                    size(files) / 1024.0);
            guards.add(new FuzzGuard(subject, timed));
        }
        Random random = new Random(20_261_123L);
        Mutations mutations = new Mutations(forged ? 11_235L : 81_321L);
        int served = 0;
        for (int i = 0; i < inputs; i++) {
            Map<String, byte[]> sound = good.get(i % good.size());
            Map<String, byte[]> files = new TreeMap<>(sound);
            List<String> names = List.copyOf(sound.keySet());
            String name = random.nextInt(4) == 0 ? MODEL : names.get(random.nextInt(names.size()));
            if (!forged && name.equals(ModelPackage.MANIFEST_FILE)) {
                name = MODEL; // nothing says what the manifest must be: damage that does not show is a forgery
            }
            byte[] damaged = mutations.of(sound.get(name));
            files.put(name, damaged);
            if (forged) {
                forge(name, sound, files);
            }
            Optional<Predictor> predictor;
            try {
                predictor = guards.get(i % good.size()).read(size(files), () -> loaded(files));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("input " + i + ", " + name + (forged ? " forged" : ""), e);
            }
            if (predictor.isPresent()) {
                served++;
                assertThat(forged || Arrays.equals(damaged, sound.get(name)))
                        .as("input %d: %s is damaged and serves", i, name)
                        .isTrue();
                predict(predictor.get());
            }
        }
        for (FuzzGuard guard : guards) {
            guard.end();
        }
        return served;
    }

    private static int size(Map<String, byte[]> files) {
        return files.values().stream().mapToInt(file -> file.length).sum();
    }

    /** Makes the digests those of the damaged file: that at its end if it is the model, and that in the manifest. */
    private static void forge(String name, Map<String, byte[]> sound, Map<String, byte[]> files) {
        if (name.equals(ModelPackage.MANIFEST_FILE)) {
            return;
        }
        byte[] damaged = files.get(name);
        if (name.equals(MODEL) && damaged.length > 32) {
            damaged = damaged.clone();
            System.arraycopy(sha256(damaged, damaged.length - 32), 0, damaged, damaged.length - 32, 32);
            files.put(name, damaged);
        }
        String manifest = new String(sound.get(ModelPackage.MANIFEST_FILE), UTF_8);
        String forged = manifest.replace(
                Fingerprint.ofBytes(sound.get(name)).hex(),
                Fingerprint.ofBytes(damaged).hex());
        files.put(ModelPackage.MANIFEST_FILE, forged.getBytes(UTF_8));
    }

    private static byte[] sha256(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a predictor whose golden rows came out right, or empty if the package is refused. */
    private Optional<Predictor> loaded(Map<String, byte[]> files) {
        try {
            ModelPackage pack = ModelPackage.read(name -> Optional.ofNullable(files.get(name)), json);
            Model model = TreeModels.format().read(pack.model(), pack.manifest().signature());
            Predictor predictor = Predictors.of(pack, model, "churn", 3, () -> "id");
            pack.profile(); // read by those who ask for it
            return Optional.of(predictor);
        } catch (IntegrityException e) {
            return Optional.empty();
        }
    }

    /** A forged signature may refuse these rows, in the one way rows are refused. */
    private static void predict(Predictor predictor) {
        try {
            assertThat(predictor.predict(TestPackages.customers())).isNotEmpty();
        } catch (InvalidInputException e) {
            assertThat(e).hasMessageContaining("dataset for model");
        }
    }
}
