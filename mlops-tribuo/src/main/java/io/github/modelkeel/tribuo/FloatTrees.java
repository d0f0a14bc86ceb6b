package io.github.modelkeel.tribuo;

import io.github.modelkeel.model.TreeEnsemble;

/** Evaluates a {@link TreeEnsemble} of floats plainly, to hold a conversion against the library it came from. */
final class FloatTrees {
    private FloatTrees() {}

    static TreeEnsemble withBase(TreeEnsemble ensemble, float base) {
        double[] bases = new double[ensemble.groups()];
        java.util.Arrays.fill(bases, base);
        return new TreeEnsemble(
                ensemble.width(),
                ensemble.groups(),
                ensemble.link(),
                ensemble.precision(),
                ensemble.comparison(),
                ensemble.averaged(),
                bases,
                ensemble.trees());
    }

    /** Returns whether the margins of every row are the given ones, bit for bit. */
    static boolean reproduces(TreeEnsemble ensemble, float[] cells, float[][] margins) {
        for (int row = 0; row < margins.length; row++) {
            float[] own = margins(ensemble, cells, row * ensemble.width());
            for (int g = 0; g < own.length; g++) {
                if (Float.floatToIntBits(own[g]) != Float.floatToIntBits(margins[row][g])) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Returns the margins of the row that starts at {@code offset}: {@code cell < threshold} goes left, sums in floats. */
    static float[] margins(TreeEnsemble ensemble, float[] cells, int offset) {
        float[] margins = new float[ensemble.groups()];
        for (int g = 0; g < margins.length; g++) {
            margins[g] = (float) ensemble.base()[g];
        }
        for (TreeEnsemble.Tree tree : ensemble.trees()) {
            int node = 0;
            while (tree.feature()[node] >= 0) {
                float cell = cells[offset + tree.feature()[node]];
                boolean left = Float.isNaN(cell) ? tree.missingLeft()[node] : cell < (float) tree.threshold()[node];
                node = left ? tree.left()[node] : tree.right()[node];
            }
            margins[tree.margin()] += (float) tree.leaf()[node];
        }
        return margins;
    }
}
