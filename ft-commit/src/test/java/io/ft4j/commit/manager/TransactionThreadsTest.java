package io.ft4j.commit.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.Outcome;
import io.ft4j.commit.TransactionParticipant;
import io.ft4j.commit.Vote;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.Tolerance;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class TransactionThreadsTest {
    private static final int CLIENTS = 4;
    private static final int TRANSACTIONS = 5_000;
    private static final int WINDOW = 64;
    private static final int WARM_UP = 300_000;
    private static final int MEASURED = 500_000;
    /** What the JVM itself puts on the heap of a thread now and then, when it replaces compiled code. */
    private static final long ONCE_BYTES = 4096;

    private static final int MAX_WINDOWS = 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Votes against every fifth transaction. */
    private static final class Counting implements TransactionParticipant {
        private final int against;
        private long committed;
        private long aborted;

        Counting(int against) {
            this.against = against;
        }

        @Override
        public Vote prepare(int coordinatorId, long transactionId) {
            return against > 0 && transactionId % against == 0 ? Vote.ABORT : Vote.COMMIT;
        }

        @Override
        public boolean commit(int coordinatorId, long transactionId) {
            committed++;
            return true;
        }

        @Override
        public boolean abort(int coordinatorId, long transactionId) {
            aborted++;
            return true;
        }

        @Override
        public void inDoubt(int coordinatorId, long transactionId) {
            throw new AssertionError("nothing is recovered here");
        }
    }

    /** One thread: keeps its window full, and checks that each outcome is of a transaction of its own. */
    private static final class Load implements OutcomeHandler {
        private final TransactionClient client;
        private final TransactionManager manager;
        private final boolean invoked;
        private final LongHashSet own = new LongHashSet(4 * WINDOW);
        private long committed;
        private long ended;

        Load(TransactionManager manager, boolean invoked) {
            this.manager = manager;
            this.invoked = invoked;
            client = manager.connect(WINDOW);
        }

        void run(int count) {
            long end = ended + count;
            long toBegin = count;
            while (ended < end) {
                while (toBegin > 0 && tryBegin()) {
                    toBegin--;
                }
                if (client.poll(this, WINDOW) == 0) {
                    if (invoked) {
                        manager.doWork();
                    } else {
                        Thread.yield();
                    }
                }
            }
        }

        private boolean tryBegin() {
            long id = client.begin();
            if (id < 0) {
                return false;
            }
            own.add(id);
            must(id, 1);
            must(id, 2);
            while (client.requestCommit(id) < 0) {
                pause();
            }
            return true;
        }

        private void must(long id, int participantId) {
            while (client.enlist(id, participantId) < 0) {
                pause();
            }
        }

        private void pause() {
            if (invoked) {
                manager.doWork();
            } else {
                Thread.yield();
            }
        }

        @Override
        public void onOutcome(long transactionId, Outcome outcome, long causes) {
            if (!own.remove(transactionId)) {
                throw new AssertionError("outcome of somebody else's transaction " + transactionId);
            }
            ended++;
            committed += outcome == Outcome.COMMITTED ? 1 : 0;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyThreadHearsOfItsOwnTransactionsOnce(boolean replicated) throws InterruptedException {
        Counting left = new Counting(5);
        Counting right = new Counting(0);
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        long committed = 0;
        // However long a thread gets no processor, nothing is aborted for it: outcomes are those of the votes.
        long neverNs = TimeUnit.HOURS.toNanos(1);
        TransactionManagerBuilder builder = TransactionManager.builder()
                .participant("left", left)
                .participant("right", right)
                .errorHandler(errors::add)
                .idleStrategy(YieldingIdleStrategy::new)
                .commit(CommitConfig.builder()
                        .maxBatchItems(64)
                        .voteTimeoutNs(neverNs)
                        .initTimeoutNs(neverNs)
                        .readyTimeoutNs(neverNs)
                        .build());
        if (replicated) {
            builder.coordinator(ReplicaGroup.tolerating(Tolerance.crashes(1))
                    .ingressCapacity(1024)
                    .errorHandler(errors::add));
        }
        try (TransactionManager manager = builder.start()) {
            Load[] loads = new Load[CLIENTS];
            Thread[] threads = new Thread[CLIENTS];
            for (int i = 0; i < CLIENTS; i++) {
                Load load = new Load(manager, false);
                loads[i] = load;
                threads[i] = new Thread(() -> load.run(TRANSACTIONS));
                threads[i].setUncaughtExceptionHandler((thread, cause) -> errors.add(cause));
                threads[i].start();
            }
            if (replicated) {
                int leaderId = manager.coordinatorGroup().awaitLeader(TimeUnit.SECONDS.toNanos(30));
                manager.coordinatorGroup().kill(leaderId);
            }
            for (int i = 0; i < CLIENTS; i++) {
                threads[i].join();
                committed += loads[i].committed;
                assertEquals(TRANSACTIONS, loads[i].ended);
                assertEquals(0, loads[i].own.size());
            }
        }
        assertEquals(List.of(), errors);
        assertEquals(CLIENTS * TRANSACTIONS * 4L / 5, committed);
    }

    @ParameterizedTest
    @EnumSource(
            value = Threading.class,
            names = {"SHARED", "INVOKER"})
    void transactionsAllocateNothing(Threading threading) {
        try (TransactionManager manager = TransactionManager.builder()
                .participant("left", new Counting(0))
                .participant("right", new Counting(7))
                .threading(threading)
                .idleStrategy(YieldingIdleStrategy::new)
                .start()) {
            Load load = new Load(manager, threading == Threading.INVOKER);
            load.run(WARM_UP);
            long[] ids = threadIds();
            // While the JVM still compiles, a window may show what it allocates itself.
            long least = Long.MAX_VALUE;
            for (int i = 0; i < MAX_WINDOWS && least > ONCE_BYTES; i++) {
                long before = allocatedBytes(ids);
                load.run(MEASURED);
                least = Math.min(least, allocatedBytes(ids) - before);
            }
            assertTrue(least <= ONCE_BYTES, least + " bytes for " + MEASURED + " transactions");
        }
    }

    /** This thread and the manager's. */
    private static long[] threadIds() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread == Thread.currentThread() || thread.getName().startsWith("ft4j-transactions-"))
                .mapToLong(Thread::getId)
                .toArray();
    }

    private static long allocatedBytes(long[] ids) {
        long sum = 0;
        for (long id : ids) {
            sum += THREADS.getThreadAllocatedBytes(id);
        }
        return sum;
    }
}
