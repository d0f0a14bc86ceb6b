package io.github.modelkeel.features;

/** Kleene's three-valued logic, as in SQL: missing unless the known side alone decides. */
final class Truth {
    static final int MISSING = -1;
    static final int FALSE = 0;
    static final int TRUE = 1;

    private Truth() {}

    static int of(boolean value) {
        return value ? TRUE : FALSE;
    }

    static int not(int value) {
        return value == MISSING ? MISSING : TRUE - value;
    }

    static int and(int a, int b) {
        if (a == FALSE || b == FALSE) {
            return FALSE;
        }
        return a == MISSING || b == MISSING ? MISSING : TRUE;
    }

    static int or(int a, int b) {
        if (a == TRUE || b == TRUE) {
            return TRUE;
        }
        return a == MISSING || b == MISSING ? MISSING : FALSE;
    }

    /** Returns the truth value of a number that holds a boolean: NaN is missing, 0 false, anything else true. */
    static int ofNumber(double value) {
        return Double.isNaN(value) ? MISSING : of(value != 0);
    }

    static double toNumber(int value) {
        return value == MISSING ? Double.NaN : value;
    }
}
