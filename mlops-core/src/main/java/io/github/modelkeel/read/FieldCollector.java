package io.github.modelkeel.read;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import io.github.modelkeel.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** Collects the cells of one record and knows where it is. Confined to one thread. */
final class FieldCollector extends AbstractBaseCsvCallbackHandler<String[]> {
    /** Most cells of a record. */
    static final int MAX_FIELDS = 100_000;

    private final String file;
    private final int maxFieldChars;
    private final List<String> cells = new ArrayList<>();
    private long line = 1;

    FieldCollector(String file, int maxFieldChars) {
        this.file = file;
        this.maxFieldChars = maxFieldChars;
    }

    /** Returns the line on which the record starts that was read last or is being read. */
    long line() {
        return line;
    }

    /** Returns the number of cells of the record so far. */
    int fields() {
        return cells.size();
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
        line = startingLineNumber;
        cells.clear();
    }

    @Override
    protected void handleField(int field, char[] buffer, int offset, int length, boolean quoted) {
        if (length > maxFieldChars) {
            throw new InvalidInputException(CsvRecords.place(file, line, "field " + (field + 1)) + "the cell has "
                    + length + " characters, more than " + maxFieldChars
                    + "; a quote may never close, else raise maxFieldChars");
        }
        if (cells.size() == MAX_FIELDS) {
            throw new InvalidInputException(CsvRecords.place(file, line, "field " + (field + 1)) + "more than "
                    + MAX_FIELDS + " fields; is the delimiter right?");
        }
        cells.add(new String(buffer, offset, length));
    }

    @Override
    protected String[] buildRecord() {
        return cells.toArray(new String[0]);
    }
}
