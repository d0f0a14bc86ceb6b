package io.github.modelkeel.tribuo;

import java.util.Arrays;

/**
 * The cells of a matrix as bin numbers, column by column. A column with few distinct values has a bin for each; one with
 * more is cut at quantiles, so that bins hold about the same number of rows. Immutable after construction.
 */
final class BinnedFeatures {
    /** Largest number of bins of a column; a bin number is one byte. */
    static final int MAX_BINS = 256;

    private final byte[][] bins;
    private final float[][] lowest;
    private final float[][] highest;

    /**
     * Bins a matrix.
     *
     * @param cells row-major, finite
     * @param rows number of rows, at least 1
     * @param width number of columns
     * @param maxBins largest number of bins of a column, 2 to {@value #MAX_BINS}
     */
    BinnedFeatures(float[] cells, int rows, int width, int maxBins) {
        bins = new byte[width][];
        lowest = new float[width][];
        highest = new float[width][];
        float[] sorted = new float[rows];
        for (int column = 0; column < width; column++) {
            for (int row = 0; row < rows; row++) {
                sorted[row] = cells[row * width + column];
            }
            Arrays.sort(sorted);
            cut(column, sorted, maxBins);
            bins[column] = assign(cells, rows, width, column);
        }
    }

    private void cut(int column, float[] sorted, int maxBins) {
        int distinct = 1;
        for (int i = 1; i < sorted.length; i++) {
            distinct += sorted[i] != sorted[i - 1] ? 1 : 0;
        }
        float[] low = new float[Math.min(distinct, maxBins)];
        float[] high = new float[low.length];
        int count = 0;
        int start = 0; // first row of the open bin
        for (int i = 1; i <= sorted.length; i++) {
            boolean valueEnds = i == sorted.length || sorted[i] != sorted[i - 1];
            boolean full = distinct <= maxBins || (long) i * maxBins >= (long) (count + 1) * sorted.length;
            if (valueEnds && (i == sorted.length || full)) {
                low[count] = sorted[start];
                high[count++] = sorted[i - 1];
                start = i;
            }
        }
        lowest[column] = Arrays.copyOf(low, count);
        highest[column] = Arrays.copyOf(high, count);
    }

    private byte[] assign(float[] cells, int rows, int width, int column) {
        byte[] assigned = new byte[rows];
        for (int row = 0; row < rows; row++) {
            int found = Arrays.binarySearch(highest[column], cells[row * width + column]);
            assigned[row] = (byte) (found >= 0 ? found : -found - 1);
        }
        return assigned;
    }

    int width() {
        return bins.length;
    }

    int rows() {
        return bins[0].length;
    }

    int bins(int column) {
        return highest[column].length;
    }

    /** Returns the bin number of each row, as unsigned bytes. */
    byte[] column(int column) {
        return bins[column];
    }

    /**
     * Returns the threshold between two bins, half way between their values: smaller cells belong to {@code below} or a
     * bin under it, others to {@code above} or a bin over it.
     */
    float threshold(int column, int below, int above) {
        float low = highest[column][below];
        float high = lowest[column][above];
        float middle = (float) (((double) low + high) / 2);
        return middle > low ? middle : high; // no float lies between neighbours
    }
}
