package io.github.modelkeel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.TreeEnsemble.Aggregation;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Split;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelBodyTest {
    @Test
    void treesComeBackAsTheyWere() {
        TreeEnsemble body = stumps(Precision.FLOAT);
        TreeEnsemble back = (TreeEnsemble) ModelBody.of(body.toBytes());
        assertThat(back.toBytes()).isEqualTo(body.toBytes());
        assertThat(back.link()).isEqualTo(Link.SIGMOID);
        assertThat(back.outputs()).isEqualTo(2);
        assertThat(back.base()).containsExactly(0.25);
        Tree tree = back.trees().get(0);
        assertThat(tree.feature()).containsExactly(1, -1, 0, -1, -1);
        assertThat(at(tree.threshold(), 0, 2)).containsExactly(0.5, Double.NEGATIVE_INFINITY);
        assertThat(tree.left()).containsExactly(1, -1, 3, -1, -1);
        assertThat(tree.right()).containsExactly(2, -1, 4, -1, -1);
        assertThat(tree.missingLeft()).containsExactly(true, false, false, false, false);
        assertThat(at(tree.leaf(), 1, 3, 4)).containsExactly(-1.5, 2.5, Float.MIN_VALUE);
    }

    /** Children and features take one byte, two or three; counts are there or not; the last nodes stand at the end of the bytes. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 301", "4, 301", "6, 20", "7, 301", "13, 20", "15, 301"})
    void treesOfEverySizeComeBackAsTheyWere(int levels, int width) {
        for (Precision precision : Precision.values()) {
            for (boolean counted : new boolean[] {true, false}) {
                Tree tree = full(levels, width, counted);
                TreeEnsemble body = new TreeEnsemble(
                        width, 1, Link.IDENTITY, precision, Comparison.LESS, false, new double[1], List.of(tree, tree));
                for (ModelBody back : List.of(ModelBody.of(body.toBytes()), ModelBody.ofVerified(body.toBytes()))) {
                    assertThat(((TreeEnsemble) back).trees())
                            .allSatisfy(read -> assertThat(read)
                                    .usingRecursiveComparison()
                                    .ignoringFields("leaf", "threshold")
                                    .isEqualTo(tree))
                            .allSatisfy(read -> assertThat(numbers(read)).isEqualTo(numbers(tree)));
                    assertThat(back.toBytes()).isEqualTo(body.toBytes());
                }
            }
        }
    }

    private static double[] numbers(Tree tree) {
        return IntStream.range(0, tree.feature().length)
                .mapToDouble(node -> tree.feature()[node] < 0 ? tree.leaf()[node] : tree.threshold()[node])
                .toArray();
    }

    /** Returns a tree whose node i has the children 2 i + 1 and 2 i + 2. */
    private static Tree full(int levels, int width, boolean counted) {
        int nodes = (1 << levels) - 1;
        int inner = nodes / 2;
        Random random = new Random(levels);
        int[] feature = new int[nodes];
        int[] left = new int[nodes];
        int[] right = new int[nodes];
        boolean[] missingLeft = new boolean[nodes];
        double[] number = new double[nodes];
        float[] gain = new float[nodes];
        float[] cover = new float[nodes];
        for (int i = 0; i < nodes; i++) {
            feature[i] = i < inner ? random.nextInt(width) : -1;
            left[i] = i < inner ? 2 * i + 1 : -1;
            right[i] = i < inner ? 2 * i + 2 : -1;
            missingLeft[i] = i < inner && random.nextBoolean();
            number[i] = random.nextFloat() - 0.5f;
            gain[i] = i < inner ? random.nextFloat() : 0;
            cover[i] = random.nextFloat();
        }
        return new Tree(
                0,
                feature,
                number,
                left,
                right,
                missingLeft,
                number,
                null,
                null,
                null,
                counted ? gain : null,
                counted ? cover : null);
    }

    @Test
    void verifiedBytesAreCheckedButForTheirDigest() {
        byte[] bytes = everything().toBytes();
        bytes[bytes.length - 1] ^= 1;
        assertThatThrownBy(() -> ModelBody.of(bytes)).isInstanceOf(IntegrityException.class);
        assertThat(ModelBody.ofVerified(bytes).toBytes()).isEqualTo(everything().toBytes());
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> ModelBody.ofVerified(longer))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("1 bytes after its end");
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ModelBody.ofVerified(cut)).isInstanceOf(IntegrityException.class);
        }
    }

    /** Of inner nodes or of leaves: what stands at the others does not matter. */
    private static double[] at(double[] values, int... nodes) {
        return Arrays.stream(nodes).mapToDouble(node -> values[node]).toArray();
    }

    @Test
    void leafVectorsAndLinearModelsComeBackAsTheyWere() {
        Tree tree = new Tree(
                -1,
                new int[] {300, -1, -1},
                new double[] {0.1, 0, 0},
                new int[] {1, -1, -1},
                new int[] {2, -1, -1},
                new boolean[3],
                new double[] {0, 0, 0.3, 0.7, 1, 0});
        TreeEnsemble forest = new TreeEnsemble(
                301, 2, Link.IDENTITY, Precision.DOUBLE, Comparison.LESS_OR_EQUAL, true, new double[2], List.of(tree));
        TreeEnsemble back = (TreeEnsemble) ModelBody.of(forest.toBytes());
        assertThat(back.trees().get(0).leaf()).containsExactly(tree.leaf());
        assertThat(back.trees().get(0).feature()).containsExactly(tree.feature());
        assertThat(back.averaged()).isTrue();

        LinearModel linear =
                new LinearModel(2, 3, Link.SOFTMAX, new double[] {1, 2, 3, 4, 5, -0.1}, new double[] {7, 8, 9});
        LinearModel same = (LinearModel) ModelBody.of(linear.toBytes());
        assertThat(same.weights()).containsExactly(linear.weights());
        assertThat(same.intercepts()).containsExactly(linear.intercepts());
    }

    @Test
    void theBytesDoNotDependOnThePlatform() {
        // written out by hand from the description of the format
        String content = "4d4b5442" + "0002" + "01" + "00000002" + "00000001" + "01" + "3ff0000000000000"
                + "00" + "00" + "00" + "3ff0000000000000" + "3fd0000000000000" + "00000001" //
                + "00000000" + "00000005" + "00" //
                + "02" + "3f000000" + "03" + "02" //
                + "00" + "bfc00000" //
                + "01" + "ff800000" + "06" + "04" //
                + "00" + "40200000" //
                + "00" + "00000001";
        byte[] expected = signed(HexFormat.of().parseHex(content));
        assertThat(stumps(Precision.FLOAT).toBytes()).isEqualTo(expected);
    }

    @Test
    void aNewerVersionIsRefusedByItsNumber() {
        byte[] bytes = stumps(Precision.FLOAT).toBytes();
        bytes[5] = 3;
        assertThatThrownBy(() -> ModelBody.of(bytes))
                .isInstanceOf(IntegrityException.class)
                .hasMessage("model.bin in format modelkeel-trees has format version 3 but this library reads versions"
                        + " up to 2; use a newer version of the library");
    }

    @Test
    void anyDamageIsAnIntegrityException() {
        byte[] good = everything().toBytes();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> ModelBody.of(cut)).isInstanceOf(IntegrityException.class);
        }
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ModelBody.of(flipped)).isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void forgedContentIsAValidModelOrAnIntegrityException() {
        byte[] signed = everything().toBytes();
        byte[] content = Arrays.copyOf(signed, signed.length - 32);
        Random random = new Random(20261123L);
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] forged = content.clone();
            for (int hit = random.nextInt(3); hit >= 0; hit--) {
                forged[7 + random.nextInt(forged.length - 7)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                forged = Arrays.copyOf(forged, 7 + random.nextInt(forged.length));
            }
            byte[] input = signed(forged);
            try {
                ModelBody body = ModelBody.of(input);
                assertThat(ModelBody.of(body.toBytes()).toBytes()).isEqualTo(body.toBytes());
            } catch (IntegrityException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 49_999);
    }

    @Test
    void filesOfVersionOneAreReadAsTheyWereWritten() throws IOException {
        TreeEnsemble trees = (TreeEnsemble) stored("trees-v1.bin");
        assertThat(trees.aggregation()).isEqualTo(Aggregation.SUM);
        assertThat(trees.slope()).isOne();
        assertThat(trees.scale()).isOne();
        assertThat(trees.link()).isEqualTo(Link.SOFTMAX);
        assertThat(trees.base()).containsExactly(0.5, 0.25, -1);
        Random random = new Random(7L); // the numbers that the writing program drew
        for (int t = 0; t < 6; t++) {
            Tree tree = trees.trees().get(t);
            assertThat(tree.margin()).isEqualTo(t % 3);
            int root = random.nextInt(4);
            assertThat(tree.feature()).containsExactly(root, -1, random.nextInt(4), -1, -1);
            double first = (float) random.nextGaussian();
            assertThat(at(tree.threshold(), 0, 2)).containsExactly(first, (float) random.nextGaussian());
            assertThat(tree.missingLeft())
                    .containsExactly(random.nextBoolean(), false, random.nextBoolean(), false, false);
            float leaf = (float) random.nextGaussian();
            assertThat(at(tree.leaf(), 1, 3, 4))
                    .containsExactly(leaf, (float) random.nextGaussian(), (float) random.nextGaussian());
            assertThat(tree.splits()).isNull();
            assertThat(tree.cover()).isNull();
        }
        TreeEnsemble forest = (TreeEnsemble) stored("forest-v1.bin");
        assertThat(forest.aggregation()).isEqualTo(Aggregation.AVERAGE);
        assertThat(forest.precision()).isEqualTo(Precision.DOUBLE);
        assertThat(forest.comparison()).isEqualTo(Comparison.LESS_OR_EQUAL);
        assertThat(forest.trees().get(0).leaf()).containsExactly(0, 0, 0.3, 0.7, 1, 0);
        LinearModel linear = (LinearModel) stored("linear-v1.bin");
        assertThat(linear.weights()).containsExactly(0.1, -2);
        assertThat(linear.intercepts()).containsExactly(0.3);
        assertThat(linear.link()).isEqualTo(Link.SIGMOID);
    }

    private static ModelBody stored(String name) throws IOException {
        try (InputStream in = ModelBodyTest.class.getResourceAsStream(name)) {
            return ModelBody.of(Objects.requireNonNull(in, name).readAllBytes());
        }
    }

    @Test
    void everyRuleAndCurveComesBackAsItWas() {
        CalibratedModel back = (CalibratedModel) ModelBody.of(everything().toBytes());
        assertThat(back.toBytes()).isEqualTo(everything().toBytes());
        assertThat(back.outputs()).isEqualTo(2);
        assertThat(back.curves().get(0)).isInstanceOfSatisfying(Calibration.Isotonic.class, curve -> {
            assertThat(curve.x()).containsExactly(0.1, 0.5);
            assertThat(curve.y()).containsExactly(0.2, 0.9);
        });
        TreeEnsemble trees = (TreeEnsemble) back.body();
        assertThat(trees.slope()).isEqualTo(0.7);
        assertThat(trees.scale()).isEqualTo(0.25);
        assertThat(trees.precision()).isEqualTo(Precision.FLOAT_CELLS);
        assertThat(trees.aggregation()).isEqualTo(Aggregation.SUM_THEN_BASE);
        Tree tree = trees.trees().get(0);
        assertThat(tree.splits()).startsWith(Split.EQUAL, Split.MEMBER_TRUNCATED);
        assertThat(tree.zeroMissing()).containsExactly(true, false, false, false, false);
        assertThat(tree.isMember(1, 3)).isTrue();
        assertThat(tree.isMember(1, 64)).isTrue();
        assertThat(List.of(-1L, 0L, 65L, 128L, 1L << 40)).noneMatch(category -> tree.isMember(1, category));
        assertThat(tree.gain()).containsExactly(5, 2, 0, 0, 0);
        assertThat(tree.cover()).containsExactly(10, 7, 3, 4, 3);
        Tree plain = trees.trees().get(1);
        assertThat(plain.splits()).isNull();
        assertThat(plain.members()).isNull();
    }

    private static CalibratedModel everything() {
        TreeBuilder tree = TreeBuilder.of(0, Comparison.LESS);
        for (int node = 0; node < 5; node++) {
            tree.reserve();
        }
        tree.split(0, Split.EQUAL, 1, 0.1, 1, 2, true).zeroMissing(0).gain(0, 5).cover(0, 10);
        tree.members(1, Split.MEMBER_TRUNCATED, 0, new long[] {8, 1, 0}, 3, 4, false)
                .gain(1, 2)
                .cover(1, 7);
        tree.leaf(2, 0.1).cover(2, 3).leaf(3, 0.2).cover(3, 4).leaf(4, -0.3).cover(4, 3);
        TreeBuilder plain = TreeBuilder.of(0, Comparison.LESS);
        plain.leaf(plain.reserve(), 1.5);
        TreeEnsemble trees = new TreeEnsemble(
                2,
                1,
                Link.SIGMOID,
                0.7,
                Precision.FLOAT_CELLS,
                Comparison.LESS,
                Aggregation.SUM_THEN_BASE,
                0.25,
                new double[] {0.1},
                List.of(tree.build(), plain.build()));
        return new CalibratedModel(
                trees, List.of(new Calibration.Isotonic(new double[] {0.1, 0.5}, new double[] {0.2, 0.9})));
    }

    @Test
    void aWrongRuleIsRefusedByItsPlace() {
        assertThatThrownBy(() -> ruled(Split.MEMBER, null, null, null))
                .hasMessage("tree 0: node 0 has the rule MEMBER and no categories");
        assertThatThrownBy(() -> ruled(Split.LESS, new long[] {1}, null, null))
                .hasMessage("tree 0: node 0 has the rule LESS and categories");
        assertThatThrownBy(() -> ruled(Split.MEMBER, new long[] {1, 0}, null, null))
                .hasMessage("tree 0: node 0 has a set of categories that ends with an empty word");
        assertThatThrownBy(() -> ruled(Split.MEMBER, new long[(1 << 18) + 1], null, null))
                .hasMessage("tree 0: node 0 has a category of at least 16777216 but they are below 16777216");
        assertThatThrownBy(() -> ruled(Split.LESS, null, new float[] {1, -1, 0}, null))
                .hasMessage("tree 0: cover of node 1 must be at least 0 and finite, was -1.0");
        assertThatThrownBy(() -> ruled(Split.LESS, null, null, new float[] {Float.NaN, 0, 0}))
                .hasMessage("tree 0: gain of node 0 must be finite, was NaN");
        assertThatThrownBy(() -> new CalibratedModel(stumps(Precision.FLOAT), List.of()))
                .hasMessage("a model of 2 scores has 1 calibration curves, was given 0");
        assertThatThrownBy(() -> new Calibration.Isotonic(new double[] {0.1, 0.1}, new double[] {0, 1}))
                .hasMessage("knot 1 of an isotonic curve, 0.1 to 1.0, must lie in [0, 1], to the right of the one"
                        + " before and not below it");
    }

    private static TreeEnsemble ruled(
            Split split, long @Nullable [] members, float @Nullable [] cover, float @Nullable [] gain) {
        Tree tree = new Tree(
                0,
                new int[] {0, -1, -1},
                new double[3],
                new int[] {1, -1, -1},
                new int[] {2, -1, -1},
                new boolean[3],
                new double[3],
                new Split[] {split, split, split},
                null,
                members == null ? null : new long[][] {members, null, null},
                gain,
                cover);
        return new TreeEnsemble(
                2, 1, Link.SIGMOID, Precision.FLOAT, Comparison.LESS, false, new double[1], List.of(tree));
    }

    @Test
    void aWrongTreeIsRefusedByItsPlace() {
        assertThatThrownBy(() -> tree(new int[] {2, -1, -1}, 0.5, new int[] {1, -1, -1}, new int[] {2, -1, -1}, 1))
                .hasMessage("tree 0: node 0 tests feature 2 but rows have 2 features");
        assertThatThrownBy(() -> tree(new int[] {0, -1, -1}, 0.5, new int[] {1, -1, -1}, new int[] {3, -1, -1}, 1))
                .hasMessage("tree 0: node 0 has the child 3 but children are 1 to 2, node 0 being the root");
        assertThatThrownBy(() -> tree(new int[] {0, -1, -1}, 0.5, new int[] {0, -1, -1}, new int[] {2, -1, -1}, 1))
                .hasMessage("tree 0: node 0 has the child 0 but children are 1 to 2, node 0 being the root");
        assertThatThrownBy(() -> tree(new int[] {0, -1, -1}, 0.5, new int[] {1, -1, -1}, new int[] {1, -1, -1}, 1))
                .hasMessage("tree 0: node 1 is the child of two nodes");
        assertThatThrownBy(() -> tree(new int[] {-1, 0, -1}, 0, new int[] {-1, 1, -1}, new int[] {-1, 2, -1}, 1))
                .hasMessage("tree 0: 2 of 3 nodes cannot be reached from the root; leave them out");
        assertThatThrownBy(
                        () -> tree(new int[] {0, -1, -1}, Double.NaN, new int[] {1, -1, -1}, new int[] {2, -1, -1}, 1))
                .hasMessage("tree 0: node 0 has the threshold NaN");
        assertThatThrownBy(() -> tree(new int[] {0, -1, -1}, 0.1, new int[] {1, -1, -1}, new int[] {2, -1, -1}, 1))
                .hasMessage("tree 0: threshold 0.1 is not a 32-bit float as precision FLOAT asks");
        assertThatThrownBy(() -> tree(new int[] {0, -1, -1}, 1, new int[] {1, -1, -1}, new int[] {2, -1, -1}, 1 / 0.0))
                .hasMessage("tree 0: leaf value 1 must be finite, was Infinity");
    }

    private static TreeEnsemble tree(int[] feature, double threshold, int[] left, int[] right, double leaf) {
        double[] thresholds = {threshold, 0, 0};
        Tree tree = new Tree(0, feature, thresholds, left, right, new boolean[3], new double[] {0, leaf, 0});
        return new TreeEnsemble(
                2, 1, Link.SIGMOID, Precision.FLOAT, Comparison.LESS, false, new double[1], List.of(tree));
    }

    private static TreeEnsemble stumps(Precision precision) {
        Tree tree = new Tree(
                0,
                new int[] {1, -1, 0, -1, -1},
                new double[] {0.5, 0, Double.NEGATIVE_INFINITY, 0, 0},
                new int[] {1, -1, 3, -1, -1},
                new int[] {2, -1, 4, -1, -1},
                new boolean[] {true, false, false, false, false},
                new double[] {0, -1.5, 0, 2.5, Float.MIN_VALUE});
        return new TreeEnsemble(
                2, 1, Link.SIGMOID, precision, Comparison.LESS, false, new double[] {0.25}, List.of(tree));
    }

    private static byte[] signed(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            byte[] all = Arrays.copyOf(content, content.length + digest.length);
            System.arraycopy(digest, 0, all, content.length, digest.length);
            return all;
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
