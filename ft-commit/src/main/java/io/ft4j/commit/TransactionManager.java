package io.ft4j.commit;

import io.ft4j.core.model.ProcessSet;
import java.util.function.IntSupplier;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.NanoClock;

/**
 * Transactions for the threads of the application, over the node of their process. It is the {@link OutcomeListener} of that
 * node, and {@link #poll} is one of its doors, called at the beginning of each duty cycle.
 *
 * <p><b>Threads.</b> {@link #newTransaction} by any; {@link #poll}, {@link #onOutcome} and {@link #close} by the protocol's.
 * <b>Allocation.</b> None but for a new transaction, which can be used again and again.
 */
public final class TransactionManager implements OutcomeListener, AutoCloseable {
    private final long members;
    private final NanoClock clock;
    private final IntSupplier driver;
    private final ManyToOneConcurrentArrayQueue<Transaction> requests;
    /** Of the protocol's thread, as the next one. */
    private final Long2ObjectHashMap<Transaction> open;

    private Transaction refused;
    private volatile boolean closed;

    /**
     * @param memberSet the group.
     * @param maxOpen   transactions that are begun and not over; as many as the node has slots.
     * @param clock     for those who wait.
     * @param driver    what a caller that waits has to run meanwhile, where no thread of its own runs the node; says how much
     *                  was done.
     */
    public TransactionManager(long memberSet, int maxOpen, NanoClock clock, IntSupplier driver) {
        if (maxOpen < 1) {
            throw new IllegalArgumentException("maxOpen=" + maxOpen + " must be at least 1");
        }
        members = memberSet;
        this.clock = clock;
        this.driver = driver;
        requests = new ManyToOneConcurrentArrayQueue<>(Math.max(2, maxOpen));
        open = new Long2ObjectHashMap<>(2 * maxOpen, 0.6f, false);
    }

    /** One for each thread, or for each transaction that a thread has under way. */
    public Transaction newTransaction() {
        return new Transaction(this, clock, driver);
    }

    void checkMember(int processId) {
        if (!ProcessSet.contains(members, processId)) {
            throw new IllegalArgumentException(
                    "processId=" + processId + " is not in memberSet=" + ProcessSet.toString(members));
        }
    }

    /** @return false: no room now. */
    boolean offer(Transaction transaction) {
        boolean taken = requests.offer(transaction);
        if (closed) {
            endAfterClose(transaction);
            return true;
        }
        return taken;
    }

    /** Hands on what the threads have asked for. Returns how much was done. */
    public int poll(long nowNs, CommitNode node) {
        int work = 0;
        Transaction next = refused != null ? refused : requests.poll();
        refused = null;
        while (next != null) {
            if (!handOver(next, nowNs, node)) {
                refused = next;
                return work;
            }
            work++;
            next = requests.poll();
        }
        return work;
    }

    private boolean handOver(Transaction transaction, long nowNs, CommitNode node) {
        switch (transaction.phase()) {
            case BEGINNING:
                long id = node.begin(nowNs);
                if (id < 0) {
                    return false;
                }
                open.put(id, transaction);
                transaction.begun(id);
                break;
            case COMMITTING:
                node.requestCommit(nowNs, transaction.id(), transaction.participants());
                break;
            case ROLLING_BACK:
                node.rollback(transaction.id(), transaction.participants());
                break;
            default:
                // It has timed out at the coordinator meanwhile; its thread was told.
                break;
        }
        return true;
    }

    @Override
    public void onOutcome(long transactionId, Outcome outcome, long causes) {
        Transaction transaction = open.remove(transactionId);
        if (transaction != null) {
            transaction.ended(outcome, causes);
        }
    }

    /** The node is gone. Of transactions that it was asked to commit nothing is known; the others are aborted. */
    @Override
    public synchronized void close() {
        closed = true;
        open.values().forEach(this::endAfterClose);
        open.clear();
        if (refused != null) {
            endAfterClose(refused);
        }
        requests.drain(this::endAfterClose);
    }

    private synchronized void endAfterClose(Transaction transaction) {
        if (transaction.phase() != Transaction.Phase.ENDED) {
            boolean asked = transaction.phase() == Transaction.Phase.COMMITTING;
            transaction.ended(asked ? Outcome.INDETERMINATE : Outcome.ROLLED_BACK, ProcessSet.EMPTY);
        }
    }
}
