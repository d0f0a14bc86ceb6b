package io.github.modelkeel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.TreeEnsemble.Comparison;
import io.github.modelkeel.model.TreeEnsemble.Precision;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

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
        assertThat(tree.threshold()).containsExactly(0.5, 0, Double.NEGATIVE_INFINITY, 0, 0);
        assertThat(tree.left()).containsExactly(1, -1, 3, -1, -1);
        assertThat(tree.right()).containsExactly(2, -1, 4, -1, -1);
        assertThat(tree.missingLeft()).containsExactly(true, false, false, false, false);
        assertThat(tree.leaf()).containsExactly(0, -1.5, 0, 2.5, Float.MIN_VALUE);
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
        String content = "4d4b5442" + "0001" + "01" + "00000002" + "00000001" + "01" + "00" + "00" + "00"
                + "3fd0000000000000" + "00000001" + "00000000" + "00000005" //
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
        bytes[5] = 2;
        assertThatThrownBy(() -> ModelBody.of(bytes))
                .isInstanceOf(IntegrityException.class)
                .hasMessage("model.bin in format modelkeel-trees has format version 2 but this library reads versions"
                        + " up to 1; use a newer version of the library");
    }

    @Test
    void anyDamageIsAnIntegrityException() {
        byte[] good = stumps(Precision.DOUBLE).toBytes();
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
        byte[] signed = stumps(Precision.FLOAT).toBytes();
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
