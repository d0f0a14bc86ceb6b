package io.github.modelkeel.serving.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.Predictors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Damage of every kind ends in a package that serves the same, or in an {@link IntegrityException}; nothing else. */
class PackageFuzzTest {
    private final JsonDocuments json = new JsonDocuments();
    private final Map<String, byte[]> good = TestPackages.pack().files(json);

    @Test
    void accidentsAreAlwaysNoticed() {
        Random random = new Random(20_261_123L);
        List<String> names = new ArrayList<>(good.keySet());
        names.remove(ModelPackage.MANIFEST_FILE);
        for (int i = 0; i < 2_000; i++) {
            Map<String, byte[]> files = new TreeMap<>(good);
            String name = names.get(random.nextInt(names.size()));
            byte[] damaged = damage(files.get(name), random);
            files.put(name, damaged);
            assertThat(Arrays.equals(damaged, good.get(name)) || refused(files))
                    .as("%s, case %d", name, i)
                    .isTrue();
        }
    }

    @Test
    void forgeriesAreNoticedOrHarmless() {
        Random random = new Random(11_235L);
        List<String> names = new ArrayList<>(good.keySet());
        int refused = 0;
        for (int i = 0; i < 6_000; i++) {
            Map<String, byte[]> files = new TreeMap<>(good);
            String name = names.get(random.nextInt(names.size()));
            byte[] damaged = damage(files.get(name), random);
            files.put(name, damaged);
            if (!name.equals(ModelPackage.MANIFEST_FILE)) {
                String manifest = new String(good.get(ModelPackage.MANIFEST_FILE), UTF_8);
                files.put(
                        ModelPackage.MANIFEST_FILE,
                        manifest.replace(
                                        Fingerprint.ofBytes(good.get(name)).hex(),
                                        Fingerprint.ofBytes(damaged).hex())
                                .getBytes(UTF_8));
            }
            refused += refused(files) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(3_000);
    }

    private static byte[] damage(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        if (random.nextInt(4) == 0) {
            damaged = Arrays.copyOf(damaged, random.nextInt(bytes.length));
        }
        for (int hit = random.nextInt(4); hit > 0 && damaged.length > 0; hit--) {
            int at = random.nextInt(damaged.length);
            switch (random.nextInt(3)) {
                case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> damaged[at] = (byte) "0123456789,[]{}:.-eE\" ".charAt(random.nextInt(22));
                default ->
                    System.arraycopy(
                            bytes,
                            random.nextInt(bytes.length - 8),
                            damaged,
                            Math.max(0, at - 8),
                            Math.min(8, damaged.length - Math.max(0, at - 8)));
            }
        }
        return damaged;
    }

    private boolean refused(Map<String, byte[]> files) {
        try {
            ModelPackage pack = ModelPackage.read(name -> Optional.ofNullable(files.get(name)), json);
            Model model = TreeModels.format().read(pack.model(), pack.manifest().signature());
            Predictors.of(pack, model, "churn", 3, () -> "id").predict(TestPackages.customers());
            return false;
        } catch (IntegrityException e) {
            return true;
        } catch (io.github.modelkeel.error.InvalidInputException e) { // a forged signature may refuse the test rows
            return false;
        }
    }
}
