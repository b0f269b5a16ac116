package io.ft4j.commit.xa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/** One account in one database; the balance never falls below zero. */
final class Bank {
    private final XADataSource dataSource;

    Bank(XADataSource dataSource) {
        this.dataSource = dataSource;
    }

    XaSource source() {
        return XaSource.of(dataSource);
    }

    void create() throws SQLException {
        run("create table account (id int primary key, balance bigint not null check (balance >= 0))");
    }

    void open(long balance) throws SQLException {
        create();
        run("insert into account values (1, " + balance + ")");
    }

    void drop() throws SQLException {
        run("drop table if exists account");
    }

    private void run(String sql) throws SQLException {
        XAConnection xaConnection = dataSource.getXAConnection();
        try (Connection connection = xaConnection.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } finally {
            xaConnection.close();
        }
    }

    long balance() throws SQLException {
        return query("select balance from account");
    }

    long query(String sql) throws SQLException {
        XAConnection xaConnection = dataSource.getXAConnection();
        try (Connection connection = xaConnection.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        } finally {
            xaConnection.close();
        }
    }

    /** What stands prepared, of whomever. */
    int preparedCount() throws SQLException, XAException {
        XAConnection xaConnection = dataSource.getXAConnection();
        try {
            return xaConnection.getXAResource().recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN).length;
        } finally {
            xaConnection.close();
        }
    }

    static void add(Connection connection, long amount) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("update account set balance = balance + ?")) {
            statement.setLong(1, amount);
            statement.executeUpdate();
        }
    }

    static void insert(Connection connection, int id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into account values (?, 0)")) {
            statement.setInt(1, id);
            statement.executeUpdate();
        }
    }

    static long read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select balance from account")) {
            result.next();
            return result.getLong(1);
        }
    }
}
