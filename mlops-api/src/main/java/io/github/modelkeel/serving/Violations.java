package io.github.modelkeel.serving;

import io.github.modelkeel.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with the rows of one call. Allocates nothing while all is well. Confined to one thread. */
final class Violations {
    private static final int KEPT = 100;

    private final String subject;
    private List<String> found = List.of();
    private long count;
    private int row = -1;
    private long countBeforeRow;

    /** @param subject what is checked, for instance {@code row for model 'churn' v3} */
    Violations(String subject) {
        this.subject = subject;
    }

    /** Says which row of several is checked from now on. */
    void at(int checked) {
        row = checked;
        countBeforeRow = count;
    }

    /** Returns whether the present row has violations. */
    boolean inRow() {
        return count > countBeforeRow;
    }

    void add(String violation) {
        if (found.isEmpty()) {
            found = new ArrayList<>();
        }
        if (++count <= KEPT) {
            found.add(row < 0 ? violation : "row " + row + ": " + violation);
        }
    }

    void check() {
        if (count > KEPT) {
            found.add("and " + (count - KEPT) + " more");
        }
        if (count > 0) {
            throw new InvalidInputException(subject, found);
        }
    }
}
