package io.ft4j.commit.xa;

import java.sql.Connection;
import java.sql.SQLException;
import javax.transaction.xa.XAResource;

/** One connection to a resource. Used for one branch at a time, by one thread at a time. */
public interface XaSession extends AutoCloseable {
    /** Always the same. */
    XAResource resource();

    /** For the work of one branch, asked for before the branch starts. Null: the resource is no database. */
    Connection connection() throws SQLException;

    @Override
    void close() throws SQLException;
}
