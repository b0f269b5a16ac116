package io.ft4j.bench.latency;

import io.ft4j.commit.xa.XaSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.xa.PGXADataSource;

/** Accounts in one database, and sessions that are opened ahead, each with its one statement prepared. */
final class XaBank implements AutoCloseable {
    private final XADataSource dataSource;
    private final List<Session> opened = new ArrayList<>();
    private final Deque<Session> ready = new ArrayDeque<>();

    private XaBank(XADataSource dataSource) {
        this.dataSource = dataSource;
    }

    static XaBank postgres(int port) {
        PGXADataSource dataSource = new PGXADataSource();
        dataSource.setServerNames(new String[] {"localhost"});
        dataSource.setPortNumbers(new int[] {port});
        dataSource.setDatabaseName("postgres");
        dataSource.setUser("postgres");
        return new XaBank(dataSource);
    }

    /** In this process. @param place of H2: {@code mem:} and a name, or {@code file:} and a path. */
    static XaBank h2(String place) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:" + place + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=30000");
        dataSource.setUser("sa");
        dataSource.setPassword("");
        return new XaBank(dataSource);
    }

    /** Accounts 0, 1, … with this balance each, and sessions for {@link #take}. */
    void open(int accounts, long balance, int sessions) throws SQLException {
        for (int i = 0; i < sessions; i++) {
            ready.add(new Session());
            if (i == 0) {
                fill(ready.peek().connection, accounts, balance);
            }
        }
        for (Session session : ready) {
            session.prepare();
        }
    }

    private static void fill(Connection connection, int accounts, long balance) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table account (id int primary key, balance bigint not null)");
            for (int id = 0; id < accounts; id++) {
                statement.execute("insert into account values (" + id + ", " + balance + ")");
            }
        }
    }

    /** One that was opened ahead, or a new one when those are in use. */
    synchronized Session take() throws SQLException {
        if (ready.isEmpty()) {
            ready.add(new Session());
            ready.peek().prepare();
        }
        return ready.poll();
    }

    synchronized int sessionCount() {
        return opened.size();
    }

    /** When no session works. */
    long total() throws SQLException {
        try (Statement statement = opened.get(0).connection.createStatement();
                ResultSet result = statement.executeQuery("select sum(balance) from account")) {
            result.next();
            return result.getLong(1);
        }
    }

    /** When no session works. */
    int preparedCount() throws XAException {
        return opened.get(0).resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN).length;
    }

    @Override
    public void close() throws SQLException {
        for (Session session : opened) {
            session.close();
        }
    }

    /** One connection. */
    final class Session implements XaSession {
        private final XAConnection xaConnection = dataSource.getXAConnection();
        private final XAResource resource = xaConnection.getXAResource();
        private final Connection connection = xaConnection.getConnection();
        private PreparedStatement update;

        private Session() throws SQLException {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            opened.add(this);
        }

        private void prepare() throws SQLException {
            update = connection.prepareStatement("update account set balance = balance + ? where id = ?");
        }

        void add(int account, long amount) throws SQLException {
            update.setLong(1, amount);
            update.setInt(2, account);
            if (update.executeUpdate() != 1) {
                throw new SQLException("there is no account " + account);
            }
        }

        @Override
        public XAResource resource() {
            return resource;
        }

        @Override
        public Connection connection() {
            return connection;
        }

        @Override
        public void close() throws SQLException {
            xaConnection.close();
        }
    }
}
