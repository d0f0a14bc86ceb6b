package io.github.modelkeel.store.jdbc;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** Tells the pool which errors end a connection; by itself it knows the codes of servers only. Thread-safe. */
final class LostConnections implements SQLExceptionOverride {
    private final Dialect dialect;

    LostConnections(Dialect dialect) {
        this.dialect = dialect;
    }

    @java.lang.Override // the pool's enum has the same simple name
    public SQLExceptionOverride.Override adjudicate(SQLException error) {
        return dialect.failures().isConnectionLost(error)
                ? SQLExceptionOverride.Override.MUST_EVICT
                : SQLExceptionOverride.Override.CONTINUE_EVICT;
    }
}
