package io.ft4j.bench.example.quickstart;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.ft4j.commit.TransactionParticipant;
import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.CommitResult;
import io.ft4j.commit.manager.TransactionClient;
import io.ft4j.commit.manager.TransactionManager;
import io.ft4j.core.port.Durability;
import io.ft4j.log.segment.SegmentLog;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The example of transactions in the README: a quantity moves from one account to another, or stays where it is. */
public final class MoveQuantity {
    private MoveQuantity() {}

    /**
     * Never below zero. It keeps what it holds in memory, for brevity; {@link io.ft4j.bench.example.transfer.Book} survives its
     * process. The clients' thread plans, the manager's thread does the rest.
     */
    static final class Account implements TransactionParticipant {
        private final Map<Long, Long> planned = new HashMap<>();
        private long quantity;
        private long reserved;

        Account(long quantity) {
            this.quantity = quantity;
        }

        synchronized void plan(long transactionId, long change) {
            planned.put(transactionId, change);
        }

        @Override
        public synchronized Vote prepare(int coordinatorId, long transactionId) {
            Long change = planned.get(transactionId);
            if (change == null || quantity - reserved + change < 0) {
                planned.remove(transactionId);
                return Vote.ABORT;
            }
            reserved += Math.max(0, -change);
            return Vote.COMMIT;
        }

        @Override
        public synchronized boolean commit(int coordinatorId, long transactionId) {
            Long change = planned.remove(transactionId);
            if (change != null) {
                reserved -= Math.max(0, -change);
                quantity += change;
            }
            return true;
        }

        @Override
        public synchronized boolean abort(int coordinatorId, long transactionId) {
            Long change = planned.remove(transactionId);
            if (change != null) {
                reserved -= Math.max(0, -change);
            }
            return true;
        }

        @Override
        public void inDoubt(int coordinatorId, long transactionId) {
            // It is reserved still: an account outlives its manager, not its process.
        }

        synchronized long quantity() {
            return quantity;
        }
    }

    /** Says what became of it. */
    static String move(long quantity, Account left, Account right, Path dir) {
        // README
        try (TransactionManager manager = TransactionManager.builder()
                .participant("left", left)
                .participant("right", right)
                .log(id -> SegmentLog.open(dir.resolve("node-" + id), Durability.DISK))
                .start()) {
            TransactionClient client = manager.connect(1024);
            long id = client.begin();
            client.enlist(id, manager.participantId("left"));
            client.enlist(id, manager.participantId("right"));
            left.plan(id, -quantity);
            right.plan(id, quantity);
            CommitResult result = client.commit(id, SECONDS.toNanos(5));
            return result.isCommitted() ? "moved" : result.outcome() + " " + result.causes();
        }
        // README
    }
}
