package io.github.modelkeel.internal.pipeline;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.features.FittedFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Chooses golden rows from the test part by seed: some with missing values, where there are any, the rest from all. */
final class GoldenChoice {
    private static final int ROWS = 32;
    private static final int WITH_MISSING = 8;

    private GoldenChoice() {}

    static Dataset of(Dataset test, FittedFeatures features, long seed) {
        List<String> inputs = features.inputs().names();
        Dataset raw = test.select(inputs);
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = IntStream.range(0, raw.rowCount()).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int j = (int) Math.multiplyHigh(random.nextLong() >>> 1, (long) (i + 1) << 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        BitSet chosen = new BitSet();
        Arrays.stream(order)
                .filter(row -> hasMissing(raw, row))
                .limit(WITH_MISSING)
                .forEach(chosen::set);
        for (int row : order) {
            if (chosen.cardinality() >= ROWS) {
                break;
            }
            chosen.set(row);
        }
        List<Integer> rows = new ArrayList<>(chosen.stream().boxed().toList());
        return raw.rows(rows.stream().mapToInt(Integer::intValue).toArray());
    }

    private static boolean hasMissing(Dataset rows, int row) {
        for (Column column : rows.columns()) {
            if (column.isMissing(row)) {
                return true;
            }
        }
        return false;
    }
}
