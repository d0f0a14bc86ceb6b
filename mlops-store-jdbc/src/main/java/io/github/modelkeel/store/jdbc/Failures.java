package io.github.modelkeel.store.jdbc;

import io.github.modelkeel.error.ConflictException;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.error.MlopsException;
import io.github.modelkeel.error.UnavailableException;
import java.sql.SQLException;

/** What the errors of each database mean for who called. */
enum Failures {
    SQLITE {
        @Override
        MlopsException translate(SQLException error) {
            return switch (error.getErrorCode() & 0xff) { // the primary result code, see sqlite.org/rescode.html
                case SQLITE_BUSY, 6 -> busy(error);
                case 11, 26 -> damaged(error);
                case 19 -> clash(error);
                default -> unavailable(error); // among them 8 read-only, 10 input/output, 13 full, 14 cannot open
            };
        }

        @Override
        boolean isLocked(SQLException error) {
            return (error.getErrorCode() & 0xff) == SQLITE_BUSY;
        }
    },

    H2 {
        @Override
        MlopsException translate(SQLException error) {
            return switch (error.getErrorCode()) { // see org.h2.api.ErrorCode
                case 23505 -> clash(error);
                case 50200, 40001 -> busy(error);
                case 90030 -> damaged(error);
                default -> unavailable(error);
            };
        }

        @Override
        boolean isConnectionLost(SQLException error) {
            return switch (error.getErrorCode()) { // H2 closes a database that it could not write, and every connection
                case 90007, 90067, 90098, 90121 -> true;
                default -> false;
            };
        }

        @Override
        boolean isRightMissing(SQLException error) {
            return error.getErrorCode() == 90040;
        }
    },

    POSTGRESQL {
        @Override
        MlopsException translate(SQLException error) {
            String state = state(error);
            if (state.equals("23505")) {
                return clash(error);
            }
            if (state.startsWith("40") || state.equals("55P03")) {
                return busy(error);
            }
            return state.startsWith("XX") ? damaged(error) : unavailable(error);
        }

        @Override
        boolean isConnectionLost(SQLException error) {
            String state = state(error);
            return state.startsWith("08") || state.startsWith("57P0"); // gone, or the server is being ended
        }
    };

    private static final int SQLITE_BUSY = 5;

    /** Turns an error of the database into one that says what the caller can do. */
    abstract MlopsException translate(SQLException error);

    /** Returns whether an error says that the connection has ended, so that another one may do. */
    boolean isConnectionLost(SQLException error) {
        return false;
    }

    /** Returns whether an error says that another process holds the write lock, where that lock does not wait by itself. */
    boolean isLocked(SQLException error) {
        return false;
    }

    /** Returns whether an error says that only an administrator of the database may do this. */
    boolean isRightMissing(SQLException error) {
        return false;
    }

    private static String state(SQLException error) {
        return error.getSQLState() == null ? "" : error.getSQLState();
    }

    private static MlopsException busy(SQLException error) {
        return new UnavailableException(
                "the database was locked by another process for longer than the time-out; try again: "
                        + error.getMessage(),
                error);
    }

    private static MlopsException damaged(SQLException error) {
        return new IntegrityException(
                "the database file is damaged or of another kind; restore a copy: " + error.getMessage(), error);
    }

    private static MlopsException clash(SQLException error) {
        return new ConflictException("the write clashes with stored rows: " + error.getMessage(), error);
    }

    private static MlopsException unavailable(SQLException error) {
        return new UnavailableException(
                "the database did not accept the call (disk full, read-only or gone?): " + error.getMessage(), error);
    }
}
