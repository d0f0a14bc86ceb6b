package io.github.modelkeel.benchmarks;

import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes the trees and rows that {@code peers/walk.c} reads, in the layout of the compiled trees, packed once more here. */
public final class WalkFile {
    private static final int ROWS = 4_000;

    private final List<long[]> nodes = new ArrayList<>(); // node, bits of the leaf
    private final int bits;

    private WalkFile(int bits) {
        this.bits = bits;
    }

    /**
     * Trains on seeded rows and writes.
     *
     * @param arguments the file and the number of trees
     */
    public static void main(String[] arguments) throws IOException {
        int trees = Integer.parseInt(arguments[1]);
        SeededRows rows = new SeededRows(ROWS, 42L);
        TreeEnsemble body =
                (TreeEnsemble) ModelBody.of(SeededModel.train(rows, trees, 6).model());
        int width = body.width();
        WalkFile file = new WalkFile(32 - Integer.numberOfLeadingZeros(2 * width - 1));
        int eights = (trees + 7) / 8;
        int[] roots = new int[8 * eights];
        int[] depths = new int[eights];
        for (int tree = 0; tree < trees; tree++) {
            roots[tree] = file.nodes.size();
            file.nodes.add(new long[2]);
            int depth = file.pack(body.trees().get(tree), 0, roots[tree], width);
            depths[tree / 8] = Math.max(depths[tree / 8], depth);
        }
        ByteBuffer out = ByteBuffer.allocate(
                        20 + 4 * (roots.length + eights) + 12 * file.nodes.size() + 4 * ROWS * (width + 1))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(trees).putInt(file.bits).putInt(width).putInt(ROWS).putInt(file.nodes.size());
        Arrays.stream(roots).forEach(out::putInt);
        Arrays.stream(depths).forEach(out::putInt);
        file.nodes.forEach(node -> out.putLong(node[0]));
        file.nodes.forEach(node -> out.putInt((int) node[1]));
        float[][] cells = new float[ROWS][];
        for (int row = 0; row < ROWS; row++) {
            cells[row] = TreePeers.floats(rows.row(row));
            for (float cell : cells[row]) {
                out.putFloat(cell);
            }
        }
        for (int row = 0; row < ROWS; row++) {
            float sum = 0;
            for (Tree tree : body.trees()) {
                int node = 0;
                while (tree.feature()[node] >= 0) {
                    float cell = cells[row][tree.feature()[node]];
                    boolean left = Float.isNaN(cell) ? tree.missingLeft()[node] : cell < (float) tree.threshold()[node];
                    node = left ? tree.left()[node] : tree.right()[node];
                }
                sum += (float) tree.leaf()[node];
            }
            out.putFloat(sum);
        }
        Files.write(Path.of(arguments[0]), out.array());
    }

    private int pack(Tree tree, int node, int place, int width) {
        if (tree.feature()[node] < 0) {
            nodes.set(place, new long[] {
                ((long) Integer.MIN_VALUE << 32) | ((long) place << bits),
                Float.floatToRawIntBits((float) tree.leaf()[node])
            });
            return 0;
        }
        int child = nodes.size();
        nodes.add(new long[2]);
        nodes.add(new long[2]);
        int slot = tree.feature()[node] + (tree.missingLeft()[node] ? 0 : width);
        int key = Float.floatToRawIntBits((float) tree.threshold()[node] + 0.0f);
        key ^= (key >> 31) & Integer.MAX_VALUE;
        nodes.set(place, new long[] {((long) key << 32) | Integer.toUnsignedLong((child << bits) | slot), 0});
        int right = pack(tree, tree.right()[node], child, width);
        int left = pack(tree, tree.left()[node], child + 1, width);
        return 1 + Math.max(left, right);
    }
}
