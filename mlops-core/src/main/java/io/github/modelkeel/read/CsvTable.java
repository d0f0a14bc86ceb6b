package io.github.modelkeel.read;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.Field;
import io.github.modelkeel.data.Schema;
import io.github.modelkeel.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Builds a dataset out of the records of one file. Confined to one thread. */
final class CsvTable implements CsvRecords.Sink {
    private final String file;
    private final CsvOptions options;
    private final Set<Integer> keepTexts;
    private final List<String> problems = new ArrayList<>();
    private final List<CsvColumn> columns = new ArrayList<>();
    private List<String> names = List.of();
    private boolean started;
    private int rows;

    /**
     * Creates an empty table.
     *
     * @param keepTexts positions, from 0, of the columns that an earlier reading took for numbers by mistake
     */
    CsvTable(String file, CsvOptions options, Set<Integer> keepTexts) {
        this.file = file;
        this.options = options;
        this.keepTexts = keepTexts;
    }

    /** Returns the positions of columns whose texts are needed after all: the file has to be read again. */
    Set<Integer> needTexts() {
        Set<Integer> positions = new TreeSet<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).needsTexts()) {
                positions.add(i);
            }
        }
        return positions;
    }

    @Override
    public void record(long line, String[] cells) {
        if (!started) {
            started = true;
            List<String> given = options.header().names();
            start(line, given.isEmpty() && options.header().inFile() ? Arrays.asList(cells) : given);
            if (options.header().inFile()) {
                return;
            }
        }
        if (rows == options.limits().rows()) {
            throw new InvalidInputException("file '" + file + "' line " + line + ": more than "
                    + options.limits().rows() + " records; raise maxRows if that is right");
        }
        checkWidth(line, cells);
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).add(line, i < cells.length ? cell(line, i, cells[i]) : null);
        }
        rows++;
    }

    private @Nullable String cell(long line, int column, String raw) {
        String cell = options.cells().trim() ? raw.strip() : raw;
        if (cell.indexOf('\0') >= 0) {
            throw new InvalidInputException(CsvRecords.place(file, line, "column '" + names.get(column) + "'")
                    + "the cell has a NUL character; this is no text file, or its charset is another");
        }
        return options.cells().missing().contains(cell) ? null : cell;
    }

    private void checkWidth(long line, String[] cells) {
        if (cells.length == names.size()) {
            return;
        }
        String fault = "file '" + file + "' line " + line + ": the record has " + cells.length + " fields, the header "
                + names.size() + ", first '" + shown(cells[0]) + "'";
        if (options.typing().lenient() != null) {
            problems.add(fault + (cells.length < names.size() ? "; the rest is missing" : "; the surplus is left out"));
            return;
        }
        boolean first = rows == 0 && options.header().names().isEmpty();
        throw new InvalidInputException(fault
                + (first && cells.length > names.size()
                        ? "; give all names with names(...), or check the delimiter"
                        : "; check delimiter and quotes, or read leniently"));
    }

    private void start(long line, List<String> given) {
        names = checked(line, given);
        if (options.typing().strict() != null
                && !options.typing().strict().names().equals(names)) {
            throw new InvalidInputException("file '" + file + "' line " + line + ": the columns are " + names
                    + ", expected exactly " + options.typing().strict().names() + "; correct the file or the schema");
        }
        for (String typed : options.typing().types().keySet()) {
            if (!names.contains(typed)) {
                throw new InvalidInputException("file '" + file + "' line " + line + ": a type is set for column '"
                        + typed + "', but the columns are " + shown(names) + "; check the spelling");
            }
        }
        for (String name : names) {
            int position = columns.size();
            columns.add(new CsvColumn(
                    file,
                    name,
                    position + 1,
                    type(name),
                    keepTexts.contains(position),
                    options.typing().lenient() == null ? null : problems::add));
        }
    }

    private List<String> checked(long line, List<String> given) {
        List<String> result = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < given.size(); i++) {
            String name = options.cells().trim() ? given.get(i).strip() : given.get(i);
            String place = CsvRecords.place(file, line, "field " + (i + 1));
            if (name.isBlank()) {
                if (!options.header().repair()) {
                    throw new InvalidInputException(place + "the column has no name; give names(...) or repairNames()");
                }
                name = "column_" + (i + 1);
            }
            name = distinct(name, seen, place);
            seen.put(name, i + 1);
            try {
                new Field(name, ColumnType.TEXT);
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException(
                        place + "'" + shown(name) + "' is no column name: " + e.getMessage() + "; give names(...)", e);
            }
            result.add(name);
        }
        return List.copyOf(result);
    }

    private String distinct(String name, Map<String, Integer> seen, String place) {
        Integer before = seen.get(name);
        if (before == null) {
            return name;
        }
        if (!options.header().repair()) {
            throw new InvalidInputException(place + "column '" + name + "' is there already, in field " + before
                    + "; give names(...) or repairNames()");
        }
        int copy = 2;
        while (seen.containsKey(name + "_" + copy)) {
            copy++;
        }
        return name + "_" + copy;
    }

    Dataset finish() {
        if (!started) {
            throw new InvalidInputException("file '" + file + "' is empty; it needs a header line and records");
        }
        Dataset.Builder builder = Dataset.builder();
        columns.forEach(column -> column.build(builder));
        if (options.typing().lenient() != null) {
            problems.forEach(options.typing().lenient());
        }
        return builder.build();
    }

    private @Nullable ColumnType type(String name) {
        Schema strict = options.typing().strict();
        return strict == null
                ? options.typing().types().get(name)
                : strict.get(name).type();
    }

    private static String shown(Object value) {
        return Optional.of(value.toString())
                .filter(text -> text.length() <= 200)
                .orElseGet(() -> value.toString().substring(0, 200) + "...");
    }
}
