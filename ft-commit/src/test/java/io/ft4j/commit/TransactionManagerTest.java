package io.ft4j.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.runtime.InProcessNetwork;
import io.ft4j.core.runtime.MemoryLog;
import io.ft4j.core.runtime.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;

/** Two books that exchange positions, over three nodes of one process: node 0 coordinates, nodes 1 and 2 have the books. */
final class TransactionManagerTest {
    private static final long PATIENCE_NS = 30_000_000_000L;
    private static final int ACCOUNTS = 16;

    private final CommitConfig config = CommitConfig.builder()
            .initTimeoutNs(200_000_000)
            .maxTransactions(16)
            .build();
    private final InProcessNetwork network = new InProcessNetwork(3, 1 << 20, 1 << 16);
    private final PositionBook[] books = {null, new PositionBook(ACCOUNTS, 100), new PositionBook(ACCOUNTS, 100)};
    private final TestNode[] nodes = new TestNode[3];

    private TransactionManager manager(IntSupplier driver) {
        TransactionManager manager = new TransactionManager(ProcessSet.firstN(3), 16, SystemNanoClock.INSTANCE, driver);
        for (int id = 0; id < 3; id++) {
            MemoryLog log = new MemoryLog(1 << 20);
            CommitNode node =
                    new CommitNode(config, id, ProcessSet.firstN(3), 1, books[Math.max(id, 1)], manager, error -> {
                        throw new IllegalStateException(error);
                    });
            nodes[id] = new TestNode(id, 3, log, network.transport(id), new HotTail(64, 1), node);
            nodes[id].start(System.nanoTime());
        }
        return manager;
    }

    private CommitNode node(int id) {
        return nodes[id].find(CommitNode.class);
    }

    /** A duty cycle of all. */
    private int cycle(TransactionManager manager) {
        int work = manager.poll(System.nanoTime(), node(0));
        for (TestNode node : nodes) {
            work += node.cycle(System.nanoTime());
        }
        return work;
    }

    private void cycleUntil(TransactionManager manager, BooleanSupplier done) {
        long endNs = System.nanoTime() + PATIENCE_NS;
        while (!done.getAsBoolean()) {
            cycle(manager);
            assertTrue(System.nanoTime() < endNs, "it does not happen");
        }
    }

    /** In the caller's own loop. */
    private TransactionManager invoked() {
        TransactionManager[] manager = new TransactionManager[1];
        manager[0] = manager(() -> cycle(manager[0]));
        return manager[0];
    }

    private Outcome move(Transaction transaction, int from, int fromAccount, int toAccount, long amount) {
        transaction.begin(PATIENCE_NS);
        books[from].stage(transaction.id(), fromAccount, -amount);
        books[3 - from].stage(transaction.id(), toAccount, amount);
        transaction.enlist(from);
        transaction.enlist(3 - from);
        return transaction.commit(PATIENCE_NS);
    }

    @Test
    void movesAPositionOrNot() {
        Transaction transaction = invoked().newTransaction();
        assertEquals(Outcome.COMMITTED, move(transaction, 1, 0, 5, 70));
        assertEquals(Outcome.ABORTED_BY_VOTE, move(transaction, 1, 0, 5, 70));
        assertEquals(ProcessSet.of(1), transaction.causes());
        assertEquals(1_530, books[1].total());
        assertEquals(1_670, books[2].total());
    }

    @Test
    void oneParticipantAndNoneAtAll() {
        Transaction transaction = invoked().newTransaction();
        transaction.begin(PATIENCE_NS);
        assertThrows(IllegalStateException.class, transaction::requestCommit, "nobody is enlisted");
        books[1].stage(transaction.id(), 3, 1);
        transaction.enlist(1);
        assertThrows(IllegalArgumentException.class, () -> transaction.enlist(3));
        assertThrows(IllegalArgumentException.class, () -> transaction.enlist(64));
        assertEquals(Outcome.COMMITTED, transaction.commit(PATIENCE_NS));
        assertEquals(1_601, books[1].total());
    }

    @Test
    void rollsBack() {
        TransactionManager manager = invoked();
        Transaction transaction = manager.newTransaction();
        transaction.begin(PATIENCE_NS);
        books[1].stage(transaction.id(), 3, 1);
        transaction.enlist(1);
        assertEquals(Outcome.ROLLED_BACK, transaction.rollback(PATIENCE_NS));
        cycleUntil(manager, () -> books[1].openCount() == 0);
        assertEquals(1_600, books[1].total());
        assertThrows(IllegalStateException.class, () -> manager.newTransaction().requestRollback());
    }

    /** Asks and polls; nothing waits. */
    @Test
    void asksAndReturns() {
        TransactionManager manager = invoked();
        Transaction transaction = manager.newTransaction();
        assertTrue(transaction.requestBegin());
        assertEquals(0, transaction.id());
        assertThrows(IllegalStateException.class, transaction::requestBegin);
        cycleUntil(manager, () -> transaction.id() != 0);
        transaction.enlist(1);
        transaction.enlist(2);
        assertTrue(transaction.requestCommit());
        assertNull(transaction.outcome());
        assertThrows(IllegalStateException.class, transaction::requestCommit);
        cycleUntil(manager, () -> transaction.outcome() != null);
        assertEquals(Outcome.ABORTED_BY_VOTE, transaction.outcome(), "nothing was staged");
    }

    @Test
    void aTimeOutEndsWhatNobodyCommits() {
        TransactionManager manager = invoked();
        Transaction transaction = manager.newTransaction();
        transaction.begin(PATIENCE_NS);
        transaction.enlist(1);
        cycleUntil(manager, () -> transaction.outcome() != null);
        assertEquals(Outcome.ABORTED_BY_TIMEOUT, transaction.commit(PATIENCE_NS));
        long first = transaction.id();
        transaction.begin(PATIENCE_NS);
        assertNotEquals(first, transaction.id());
    }

    @Test
    void morePressureThanRoom() {
        TransactionManager manager = invoked();
        List<Transaction> begun = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            begun.add(manager.newTransaction());
            begun.get(i).begin(PATIENCE_NS);
        }
        Transaction waits = manager.newTransaction();
        assertTrue(waits.requestBegin());
        cycle(manager);
        assertEquals(0, waits.id());
        Transaction last = null;
        for (int i = 0; i < 16; i++) {
            last = manager.newTransaction();
            assertTrue(last.requestBegin());
        }
        assertFalse(manager.newTransaction().requestBegin());
        begun.get(3).enlist(1);
        begun.get(3).rollback(PATIENCE_NS);
        cycleUntil(manager, () -> waits.id() != 0);
        assertEquals(0, last.id());
    }

    /** What the node was asked to commit may be committed; the rest is not. */
    @Test
    void closingEndsEverythingTruthfully() {
        TransactionManager manager = invoked();
        Transaction asked = manager.newTransaction();
        asked.begin(PATIENCE_NS);
        asked.enlist(1);
        asked.enlist(2);
        Transaction active = manager.newTransaction();
        active.begin(PATIENCE_NS);
        Transaction beginning = manager.newTransaction();
        beginning.requestBegin();
        asked.requestCommit();
        manager.close();
        assertEquals(Outcome.INDETERMINATE, asked.outcome());
        assertEquals(Outcome.ROLLED_BACK, active.outcome());
        assertEquals(Outcome.ROLLED_BACK, beginning.outcome());
        Transaction late = manager.newTransaction();
        assertTrue(late.requestBegin());
        assertEquals(Outcome.ROLLED_BACK, late.outcome());
    }

    /** Many threads of the application, one of the nodes; the sum of all positions is what it was. */
    @Test
    void manyThreadsMovePositions() throws Exception {
        TransactionManager manager = manager(() -> 0);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AgentRunner runner =
                new AgentRunner(YieldingIdleStrategy.INSTANCE, failure::set, null, new org.agrona.concurrent.Agent() {
                    @Override
                    public int doWork() {
                        return cycle(manager);
                    }

                    @Override
                    public String roleName() {
                        return "nodes";
                    }
                });
        AgentRunner.startOnThread(runner);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> done = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                done.add(threads.submit(moves(manager, thread)));
            }
            int committed = 0;
            for (Future<Integer> each : done) {
                committed += each.get();
            }
            assertTrue(committed > 500, "committed=" + committed);
        } finally {
            threads.shutdownNow();
            runner.close();
        }
        cycleUntil(manager, () -> books[1].openCount() + books[2].openCount() == 0);
        assertNull(failure.get());
        assertEquals(2 * ACCOUNTS * 100, books[1].total() + books[2].total());
    }

    private Callable<Integer> moves(TransactionManager manager, int thread) {
        return () -> {
            Prng prng = new Prng(thread);
            Transaction transaction = manager.newTransaction();
            int committed = 0;
            for (int i = 0; i < 500; i++) {
                int from = 1 + prng.nextInt(2);
                Outcome outcome =
                        move(transaction, from, prng.nextInt(ACCOUNTS), prng.nextInt(ACCOUNTS), prng.nextInt(20));
                committed += outcome == Outcome.COMMITTED ? 1 : 0;
            }
            return committed;
        };
    }
}
