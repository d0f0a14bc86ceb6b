package io.github.modelkeel.data;

record NumberColumn(Field field, double[] values, Rows rows) implements Column {
    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public boolean isMissing(int row) {
        return Double.isNaN(number(row));
    }

    @Override
    public double number(int row) {
        return values[rows.at(row)];
    }
}
