package io.github.modelkeel.serving.embedded.imports;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.TreeBuilder;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thresholds that are no numbers and children that lead in circles, put into each format on purpose. */
class HostileTreesTest {
    private static String text(String kind, String name) {
        return new String(Fixture.of(kind, name).model(), ISO_8859_1);
    }

    /** Returns the text with the first number of a list replaced. */
    private static byte[] first(String text, String key, String open, String number) {
        Matcher list = Pattern.compile(Pattern.quote(key) + "\\s*" + Pattern.quote(open) + "\\s*([-0-9.eE+]+)")
                .matcher(text);
        assertThat(list.find()).as(key).isTrue();
        return (text.substring(0, list.start(1)) + number + text.substring(list.end(1))).getBytes(ISO_8859_1);
    }

    private static void refused(Function<byte[], ?> reader, byte[] bytes) {
        assertThatThrownBy(() -> reader.apply(bytes)).isInstanceOf(IntegrityException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "split_conditions, NaN",
        "left_children, 0",
        "right_children, 0",
        "left_children, 2147483647",
        "split_indices, 2147483647"
    })
    void xgboostJson(String key, String number) {
        String sound = text("xgboost", "v3.4.0-small-json");
        refused(XgboostModels::read, first(sound, "\"" + key + "\":", "[", number));
    }

    @ParameterizedTest
    @CsvSource({"split_conditions, d, 7FC00000", "left_children, l, 00000000", "right_children, l, 00000000"})
    void xgboostUbj(String key, char type, String bits) {
        byte[] bytes = Fixture.of("xgboost", "v3.2.0-small-ubj").model();
        byte[] head = (key + "[$" + type + "#L").getBytes(ISO_8859_1);
        int at = indexOf(bytes, head) + head.length + Long.BYTES;
        ByteBuffer.wrap(bytes).putInt(at, Integer.parseUnsignedInt(bits, 16));
        refused(XgboostModels::read, bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "threshold, nan",
        "threshold, 1e999",
        "left_child, 0",
        "right_child, 0",
        "left_child, 2147483647",
        "split_feature, 99999"
    })
    void lightgbm(String key, String number) {
        String sound = text("lightgbm", "small");
        refused(LightgbmModels::read, first(sound, "\n" + key, "=", number));
    }

    @ParameterizedTest
    @CsvSource({"NaN", "nan", "-"})
    void catboost(String number) { // trees are nested there, or are no trees at all: nothing can lead in a circle
        String sound = text("catboost", "small");
        refused(CatboostModels::read, first(sound, "\"border\"", ":", number));
    }

    @Test
    void onnx() {
        byte[] sound = Fixture.of("onnx", "small-forest").model();
        assertThat(OnnxModels.read(sound)).isNotNull();
        byte[] values = sound.clone();
        int at = indexOf(values, "nodes_values".getBytes(ISO_8859_1));
        ByteBuffer in = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
        int number = numbers(values, at + "nodes_values".length());
        in.putFloat(number, Float.NaN);
        refused(OnnxModels::read, values);
        for (String children : List.of("nodes_truenodeids", "nodes_falsenodeids")) {
            byte[] circle = sound.clone();
            circle[numbers(circle, indexOf(circle, children.getBytes(ISO_8859_1)) + children.length())] = 0;
            refused(OnnxModels::read, circle);
        }
    }

    /** Returns where the first number of an attribute is: after a tag, and the length of a packed list. */
    private static int numbers(byte[] bytes, int at) {
        int tag = bytes[at] & 0xFF;
        if ((tag & 7) != 2) {
            return at + 1;
        }
        int next = at + 1;
        while (bytes[next] < 0) {
            next++;
        }
        return next + 1;
    }

    @Test
    void modelOfAPackage() {
        TreeBuilder tree = TreeBuilder.of(0, Comparison.LESS);
        int root = tree.reserve();
        int left = tree.reserve();
        int right = tree.reserve();
        tree.split(root, 0, 1234.5f, left, right, true);
        tree.leaf(left, 1);
        tree.leaf(right, 2);
        byte[] sound = new TreeEnsemble(
                        1,
                        1,
                        Link.IDENTITY,
                        Precision.FLOAT,
                        Comparison.LESS,
                        false,
                        new double[1],
                        List.of(tree.build()))
                .toBytes();
        int threshold = indexOf(sound, ByteBuffer.allocate(4).putFloat(1234.5f).array());
        refused(ModelBody::of, sealed(sound, bytes -> ByteBuffer.wrap(bytes).putFloat(threshold, Float.NaN)));
        for (int place : new int[] {4, 5}) { // 2 * left + missingLeft, right
            refused(ModelBody::of, sealed(sound, bytes -> bytes[threshold + place] = 0));
            refused(ModelBody::of, sealed(sound, bytes -> bytes[threshold + place] = 99));
        }
    }

    private static byte[] sealed(byte[] sound, java.util.function.Consumer<byte[]> damage) {
        byte[] bytes = sound.clone();
        damage.accept(bytes);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, bytes.length - 32);
            System.arraycopy(digest.digest(), 0, bytes, bytes.length - 32, 32);
            return bytes;
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        int at = new String(bytes, ISO_8859_1).indexOf(new String(wanted, ISO_8859_1));
        assertThat(at).as(new String(wanted, ISO_8859_1)).isNotNegative();
        return at;
    }
}
