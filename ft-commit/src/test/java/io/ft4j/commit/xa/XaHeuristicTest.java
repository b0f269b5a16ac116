package io.ft4j.commit.xa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.TransactionParticipant;
import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.CommitLog;
import io.ft4j.commit.manager.MixedTransaction;
import io.ft4j.commit.manager.TransactionClient;
import io.ft4j.commit.manager.TransactionManager;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.local.MemoryLog;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A branch of H2 that an operator has decided, while the coordinator was away. */
@Timeout(300)
final class XaHeuristicTest {
    private static final long BALANCE = 100;
    private static final long STEP_NS = 1_000_000;

    @TempDir
    Path folder;

    private final MemoryLog[] logs = {new MemoryLog(1 << 16), new MemoryLog(1 << 16), new MemoryLog(1 << 16)};
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Throwable> errors = new ArrayList<>();
    private final Other other = new Other();
    private Bank bank;
    private XaParticipant orders;
    private TransactionManager manager;
    private long nowNs = 1_000_000_000;

    private static final class Other implements TransactionParticipant {
        private Vote vote = Vote.COMMIT;

        @Override
        public Vote prepare(int coordinatorId, long transactionId) {
            return vote;
        }

        @Override
        public boolean commit(int coordinatorId, long transactionId) {
            return true;
        }

        @Override
        public boolean abort(int coordinatorId, long transactionId) {
            return true;
        }

        @Override
        public void inDoubt(int coordinatorId, long transactionId) {}
    }

    @BeforeEach
    void open() throws SQLException {
        bank = Databases.h2(folder);
        bank.open(BALANCE);
        start();
    }

    @AfterEach
    void close() throws SQLException {
        crash();
        bank.query("select 1");
    }

    private void start() {
        XaIdentity identity = new XaIdentity(1, 1, logs[1].incarnation(), "orders");
        orders = new XaParticipant(identity, bank.source(), tasks::add, (branch, commit, outcome) -> {}, errors::add);
        manager = TransactionManager.builder()
                .participant("orders", orders)
                .participant("other", other)
                .log(id -> logs[id])
                .clock(() -> nowNs)
                .threading(Threading.INVOKER)
                .errorHandler(errors::add)
                .start();
    }

    /** What is prepared stays, whatever the session; calls under way are lost. */
    private void crash() {
        manager.close();
        orders.close();
        tasks.clear();
    }

    private void restart() {
        for (MemoryLog log : logs) {
            log.reopen();
        }
        start();
        run(50);
    }

    private void run(int steps) {
        for (int i = 0; i < steps; i++) {
            nowNs += STEP_NS;
            manager.doWork();
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }
    }

    private long pay(TransactionClient client) throws SQLException {
        long id = client.begin();
        try (XaWork work = orders.begin(0, id)) {
            Bank.add(work.connection(), -1);
            work.end();
        }
        client.enlist(id, 1);
        client.enlist(id, 2);
        client.requestCommit(id);
        return id;
    }

    private void resolve(long id, boolean commit) {
        logs[1].reopen();
        CommitLog.read(logs[1]).get(0).resolve(id, commit);
        logs[1].close();
    }

    /** The branch is prepared, and no decision has reached it. @param decided whether the coordinator has one. */
    private long leaveInDoubt(boolean decided) throws SQLException {
        run(2);
        other.vote = decided ? Vote.COMMIT : Vote.LATER;
        long id = pay(manager.connect(1));
        for (int i = 0; i < 4 && tasks.isEmpty(); i++) {
            manager.doWork();
        }
        tasks.remove().run(); // prepare
        for (int i = 0; i < 8; i++) {
            manager.doWork();
        }
        tasks.clear(); // commit, if it was told to: the process dies before it
        crash();
        return id;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDecisionByHandThatIsRightIsOver(boolean commit) throws SQLException, XAException {
        long id = leaveInDoubt(commit);
        assertEquals(1, bank.preparedCount());
        resolve(id, commit);
        restart();
        assertEquals(List.of(), errors);
        assertEquals(List.of(), manager.transactionsMixed());
        assertEquals(commit ? BALANCE - 1 : BALANCE, bank.balance());
        assertEquals(0, bank.preparedCount());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDecisionByHandThatIsWrongIsKeptAndReportedInEachLife(boolean commit) throws SQLException, XAException {
        long id = leaveInDoubt(!commit);
        assertEquals(1, bank.preparedCount());
        resolve(id, commit);
        for (int life = 0; life < 3; life++) {
            errors.clear();
            restart();
            assertEquals(List.of(new MixedTransaction("orders", id, commit)), manager.transactionsMixed());
            assertEquals(1, errors.size(), errors.toString());
            assertTrue(
                    errors.get(0).getMessage().contains("by hand"),
                    errors.get(0).getMessage());
            assertEquals(commit ? BALANCE - 1 : BALANCE, bank.balance());
            assertEquals(0, bank.preparedCount());
            crash();
        }
    }

    @Test
    void workGoesOnBesideWhatIsTorn() throws SQLException {
        long id = leaveInDoubt(false);
        resolve(id, true);
        restart();
        other.vote = Vote.COMMIT;
        pay(manager.connect(1));
        run(50);
        assertEquals(BALANCE - 2, bank.balance());
    }
}
