package io.ft4j.commit.xa;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import javax.transaction.xa.XAResource;

/** Connects to a resource. Any thread. */
@FunctionalInterface
public interface XaSource {
    /** A new session; blocks. */
    XaSession open() throws SQLException;

    /** A database. Sessions are kept and used again: the source needs no pool of its own. */
    static XaSource of(XADataSource dataSource) {
        return () -> session(dataSource.getXAConnection());
    }

    private static XaSession session(XAConnection xaConnection) throws SQLException {
        XAResource resource = xaConnection.getXAResource();
        return new XaSession() {
            @Override
            public XAResource resource() {
                return resource;
            }

            @Override
            public Connection connection() throws SQLException {
                return xaConnection.getConnection();
            }

            @Override
            public void close() throws SQLException {
                xaConnection.close();
            }
        };
    }
}
