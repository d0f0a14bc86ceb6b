package io.github.modelkeel.data;

import io.github.modelkeel.error.NotFoundException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Names and types of the columns of a {@link Dataset}, in order. Immutable; equal when the fields are equal. */
public final class Schema {
    private final List<Field> fields;
    private final Map<String, Integer> positions;

    private Schema(List<Field> fields) {
        this.fields = List.copyOf(fields);
        this.positions = new HashMap<>();
        for (int i = 0; i < this.fields.size(); i++) {
            Integer before = positions.put(this.fields.get(i).name(), i);
            if (before != null) {
                throw new IllegalArgumentException("column '"
                        + this.fields.get(i).name() + "' occurs twice, at positions " + before + " and " + i);
            }
        }
    }

    /**
     * Returns a schema of these fields.
     *
     * @throws IllegalArgumentException if two fields have the same name
     */
    public static Schema of(List<Field> fields) {
        return new Schema(fields);
    }

    /** Returns the fields in column order. */
    public List<Field> fields() {
        return fields;
    }

    /** Returns the names in column order. */
    public List<String> names() {
        List<String> names = new ArrayList<>(fields.size());
        for (Field field : fields) {
            names.add(field.name());
        }
        return List.copyOf(names);
    }

    /** Returns the number of columns. */
    public int size() {
        return fields.size();
    }

    /** Returns the 0-based position of the column of this name, or empty. */
    public OptionalInt find(String name) {
        Integer position = positions.get(name);
        return position == null ? OptionalInt.empty() : OptionalInt.of(position);
    }

    /**
     * Returns the 0-based position of the column of this name.
     *
     * @throws NotFoundException if there is none; the message lists the columns
     */
    public int position(String name) {
        Integer position = positions.get(name);
        if (position == null) {
            throw new NotFoundException(
                    "no column '" + name + "'; the columns are " + names() + ": check the spelling and the case");
        }
        return position;
    }

    /**
     * Returns the field of this name.
     *
     * @throws NotFoundException if there is none; the message lists the columns
     */
    public Field get(String name) {
        return fields.get(position(name));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schema that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return "Schema" + fields;
    }
}
