package io.ft4j.commit.xa;

import io.ft4j.commit.Outcome;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** Two banks of one service, the first one process 1 and the second one process 2. */
final class Transfers implements AutoCloseable {
    final Bank first;
    final Bank second;
    final XaHost host;

    Transfers(Path folder, Kills kills, Bank first, Bank second) {
        this(folder, kills, first, second, first.source(), second.source());
    }

    Transfers(Path folder, Kills kills, Bank first, Bank second, XaSource firstSource, XaSource secondSource) {
        this.first = first;
        this.second = second;
        host = new XaHost(folder, kills, List.of(firstSource, secondSource));
    }

    /** From the first to the second; rolled back when one of the two databases refuses. */
    Outcome transfer(long amount) {
        long transactionId = host.begin();
        try {
            add(1, transactionId, -amount);
            add(2, transactionId, amount);
        } catch (SQLException e) {
            return host.rollback(transactionId, 1, 2);
        }
        return host.commit(transactionId, 1, 2);
    }

    void add(int processId, long transactionId, long amount) throws SQLException {
        try (XaWork work = host.work(processId, transactionId)) {
            Bank.add(work.connection(), amount);
            work.end();
        }
    }

    @Override
    public void close() {
        host.close();
    }
}
