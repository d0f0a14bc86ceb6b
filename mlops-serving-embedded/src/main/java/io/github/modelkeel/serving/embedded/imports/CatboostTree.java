package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tree of {@code Lossguide} or {@code Depthwise}: nodes within nodes. Confined to one thread. */
final class CatboostTree {
    private int[] left = new int[16];
    private int[] right = new int[16];
    private double[] values = new double[16];
    private int[] firstValue = new int[16];
    private int[] valueCount = new int[16];
    private final List<CatboostDocument.@Nullable Split> splits = new ArrayList<>();
    private int valuesUsed;

    private CatboostTree() {}

    static CatboostTree read(Cursor in, Source source) {
        CatboostTree tree = new CatboostTree();
        tree.node(in, source);
        return tree;
    }

    private int node(Cursor in, Source source) {
        int node = splits.size();
        splits.add(null);
        if (node == left.length) {
            left = Arrays.copyOf(left, 2 * node);
            right = Arrays.copyOf(right, 2 * node);
            firstValue = Arrays.copyOf(firstValue, 2 * node);
            valueCount = Arrays.copyOf(valueCount, 2 * node);
        }
        in.object(
                key -> { // the depth of nesting is bounded by the cursor
                    switch (key) {
                        case "left" -> {
                            int child = node(in, source); // before the array is looked up: it grows
                            left[node] = child;
                        }
                        case "right" -> {
                            int child = node(in, source);
                            right[node] = child;
                        }
                        case "split" -> CatboostDocument.split(in, source, split -> splits.set(node, split));
                        case "value" -> {
                            double[] leaf = in.kind() == Cursor.Kind.LIST ? in.doubles() : new double[] {in.number()};
                            if (valuesUsed + leaf.length > values.length) {
                                values = Arrays.copyOf(values, Math.max(2 * values.length, valuesUsed + leaf.length));
                            }
                            System.arraycopy(leaf, 0, values, valuesUsed, leaf.length);
                            firstValue[node] = valuesUsed;
                            valueCount[node] = leaf.length;
                            valuesUsed += leaf.length;
                        }
                        default -> in.skip();
                    }
                });
        return node;
    }

    Tree build(CatboostDocument document, int groups, Source source) {
        TreeArrays tree = new TreeArrays(splits.size(), groups == 1 ? 0 : -1, groups, TreeEnsemble.Split.LESS_OR_EQUAL);
        for (int node = 0; node < splits.size(); node++) {
            CatboostDocument.Split split = splits.get(node);
            if (split != null) {
                if (left[node] == 0 || right[node] == 0) {
                    throw source.damaged("a node with a split has no two children");
                }
                put(tree, node, split, left[node], right[node], document);
            } else {
                if (valueCount[node] != groups) {
                    throw source.damaged("a leaf has " + valueCount[node] + " values for " + groups + " results");
                }
                for (int group = 0; group < groups; group++) {
                    tree.leaf(node, group, values[firstValue[node] + group]);
                }
            }
        }
        return tree.build();
    }

    static void put(
            TreeArrays tree, int node, CatboostDocument.Split split, int no, int yes, CatboostDocument document) {
        tree.split(
                node,
                TreeEnsemble.Split.LESS_OR_EQUAL,
                document.column(split.feature()),
                split.border(),
                no,
                yes,
                !document.missingAbove(split.feature()));
    }
}
