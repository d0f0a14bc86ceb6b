package io.github.modelkeel.serving.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modelkeel.data.Fingerprint;
import io.github.modelkeel.serving.ModelPackage;
import io.github.modelkeel.serving.Predictors;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Packages that were damaged or forged. The list with the messages is {@code broken/packages.txt}. */
class BrokenPackagesTest {
    private final JsonDocuments json = new JsonDocuments();
    private final Map<String, byte[]> good = TestPackages.pack().files(json);
    private final Map<String, Runnable> inputs = new LinkedHashMap<>();

    @Test
    void eachBrokenPackageSaysWhatIsWrong() throws IOException {
        for (String name : good.keySet()) {
            broken("a package without " + name, files -> files.remove(name));
        }
        broken("a card that was edited", files -> files.put("card.md", "# Better\n".getBytes(UTF_8)));
        broken("a model that was cut off", files -> files.put("model.bin", Arrays.copyOf(good.get("model.bin"), 99)));
        broken("a manifest that is empty", files -> files.put("model.json", new byte[0]));
        broken("a manifest that is no JSON", files -> files.put("model.json", "format: 1".getBytes(UTF_8)));
        broken("a manifest that is a list", files -> files.put("model.json", "[]".getBytes(UTF_8)));
        broken("a manifest in another encoding", files -> files.put("model.json", new byte[] {'{', (byte) 0xE4, '}'}));
        manifest("a manifest of the future", "\"format_version\" : 1", "\"format_version\" : 9");
        manifest("a manifest without a version", "\"format_version\" : 1", "\"version\" : 1");
        manifest("a manifest with a key twice", "\"seed\" : 7", "\"seed\" : 7,\n  \"seed\" : 8");
        manifest("a seed that is no whole number", "\"seed\" : 7", "\"seed\" : 7.5");
        manifest("a format that is a path", "\"format\" : \"modelkeel-trees\"", "\"format\" : \"../trees\"");
        manifest("a task that nobody knows", "\"task\" : \"binary\"", "\"task\" : \"ranking\"");
        manifest("a range that is turned round", "\"max\" : 120.0", "\"max\" : -120.0");
        manifest("an input without a type", "\"type\" : \"category\"", "\"type\" : null");
        manifest("classes in one text", "\"classes\" : [ \"no\", \"yes\" ]", "\"classes\" : \"no, yes\"");
        manifest("one class more", "\"classes\" : [ \"no\", \"yes\" ]", "\"classes\" : [ \"no\", \"yes\", \"?\" ]");
        manifest("a digest that is none", "\"card.md\" : \"", "\"card.md\" : \"sha256:");
        manifest("a setting that is a list", "\"trees\" : 20", "\"trees\" : [ 20 ]");
        manifest("an input that the features do not read", "\"name\" : \"age\"", "\"name\" : \"Age\"");
        forged("features of the future", "features.json", "\"version\" : 1", "\"version\" : 9");
        forged("features without inputs", "features.json", "\"inputs\" : [", "\"entries\" : [");
        forged("features with another expression", "features.json", "monthly_income / age", "monthly_income * age");
        forged("features with half an expression", "features.json", "monthly_income / age", "monthly_income /");
        forged("golden rows without scores", "golden.json", "\"scores\" :", "\"score\" :");
        forged("golden rows with a negative tolerance", "golden.json", "\"tolerance\" : 1.0E-6", "\"tolerance\" : -1");
        forged("golden rows with a text for a number", "golden.json", "\"rows\" : [ [ 68.0", "\"rows\" : [ [ \"68\"");
        forged("golden rows with another age", "golden.json", "\"rows\" : [ [ 68.0", "\"rows\" : [ [ 69.0");
        forged("a profile of the future", "profile.json", "\"format_version\" : 1", "\"format_version\" : 9");
        forged("a profile of fewer rows", "profile.json", "\"rows\" : 60", "\"rows\" : 59");
        model("a model of another format", bytes -> new byte[100]);
        model("a model of the future", bytes -> {
            bytes[5] = 3;
            return bytes;
        });
        model("a model with a flipped bit", bytes -> {
            bytes[bytes.length / 2] ^= 1;
            return bytes;
        });
        model("a model with fewer bytes", bytes -> Arrays.copyOf(bytes, bytes.length - 1));
        model("a model with hardly any bytes", bytes -> Arrays.copyOf(bytes, 10));
        model(
                "other trees",
                bytes -> RandomTrees.of(
                                8L,
                                TestPackages.features().width(),
                                1,
                                io.github.modelkeel.model.ModelBody.Link.SIGMOID,
                                io.github.modelkeel.model.TreeEnsemble.Precision.FLOAT,
                                io.github.modelkeel.model.TreeEnsemble.Comparison.LESS,
                                io.github.modelkeel.model.TreeEnsemble.Aggregation.SUM,
                                false,
                                20,
                                4)
                        .toBytes());
        BrokenList.assertMatches("packages.txt", inputs);
    }

    private void broken(String what, java.util.function.Consumer<Map<String, byte[]>> change) {
        inputs.put(what, () -> {
            Map<String, byte[]> files = new TreeMap<>(good);
            change.accept(files);
            load(files);
        });
    }

    private void manifest(String what, String from, String to) {
        broken(what, files -> files.put("model.json", replaced(files.get("model.json"), from, to)));
    }

    /** A change with the digest put right, as somebody who means harm would. */
    private void forged(String what, String name, String from, String to) {
        broken(what, files -> forge(files, name, replaced(files.get(name), from, to)));
    }

    private void model(String what, UnaryOperator<byte[]> change) {
        broken(
                what,
                files -> forge(
                        files, "model.bin", change.apply(files.get("model.bin").clone())));
    }

    private static void forge(Map<String, byte[]> files, String name, byte[] content) {
        String before = Fingerprint.ofBytes(files.get(name)).hex();
        files.put(name, content);
        files.put(
                "model.json",
                replaced(
                        files.get("model.json"),
                        before,
                        Fingerprint.ofBytes(content).hex()));
    }

    private static byte[] replaced(byte[] json, String from, String to) {
        String text = new String(json, UTF_8);
        if (!text.contains(from)) {
            throw new AssertionError("no " + from + " in " + text);
        }
        return text.replaceFirst(java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to))
                .getBytes(UTF_8);
    }

    private void load(Map<String, byte[]> files) {
        ModelPackage pack = ModelPackage.read(name -> Optional.ofNullable(files.get(name)), json);
        var model = List.of(TreeModels.format())
                .get(0)
                .read(pack.model(), pack.manifest().signature());
        Predictors.of(pack, model, "churn", 3, () -> "id");
        pack.profile(); // read by those who ask for it
    }
}
