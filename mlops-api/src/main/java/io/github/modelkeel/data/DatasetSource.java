package io.github.modelkeel.data;

/** Where a pipeline reads its rows: a file, a query, a list of records. Reading twice gives equal datasets unless the origin changed. */
public interface DatasetSource {
    /** Returns a short description for people, for instance {@code csv:data/customers.csv}; no secrets. */
    String description();

    /**
     * Reads everything.
     *
     * @throws io.github.modelkeel.error.NotFoundException if the origin does not exist
     * @throws io.github.modelkeel.error.InvalidInputException if its content breaks a rule; the message names where
     * @throws io.github.modelkeel.error.UnavailableException if it cannot be read now
     */
    Dataset read();

    /** Returns a source of a dataset that is already in memory. */
    static DatasetSource of(String description, Dataset dataset) {
        return new DatasetSource() {
            @Override
            public String description() {
                return description;
            }

            @Override
            public Dataset read() {
                return dataset;
            }
        };
    }
}
