package io.ft4j.commit.manager;

import io.ft4j.commit.CommitNode;
import io.ft4j.commit.Outcome;
import io.ft4j.commit.manager.CommandRing.Kind;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Begins transactions and hears how they end. Every transaction that was begun is ended by {@link #requestCommit}, {@link
 * #commit} or {@link #rollback}; each of those has one outcome.
 *
 * <p>One thread at a time, any number of clients. Never blocks, {@link #commit} aside. Allocates nothing after construction,
 * {@link #commit} aside.
 */
public final class TransactionClient {
    /** No room now: poll, then try again. */
    public static final long BACK_PRESSURED = CommitNode.BACK_PRESSURED;
    /** This client has begun no such transaction, or has asked for its end already. */
    public static final long NOT_OPEN = CommitNode.NOT_OPEN;
    /** This life of the coordinator has given all ids that it has. Start the manager anew. */
    public static final long IDS_EXHAUSTED = CommitNode.IDS_EXHAUSTED;
    /** The manager is closed, or its coordinator has stopped. */
    public static final long CLOSED = -5;

    private static final int MAX_OUTSTANDING = 1 << 20;
    private static final long NONE = -1;
    private static final Outcome[] OUTCOMES = Outcome.values();

    private static final int TYPE = 1;
    private static final int ID = 0;
    private static final int CAUSES = 8;
    private static final int OUTCOME = 16;
    private static final int LENGTH = 20;
    private static final int RING_BYTES_PER_OUTCOME = 32;
    private static final int MIN_RING_BYTES = 1024;

    private record Kept(long transactionId, Outcome outcome, long causes) {}

    private final TransactionManager manager;
    private final CommandRing commands;
    private final int maxOutstanding;
    /** The participants of each transaction that was begun and not ended. */
    private final Long2LongHashMap open;

    private final OneToOneRingBuffer outcomes;
    private final MessageHandler toHandler = this::onMessage;
    /** What arrived while somebody waited for another one. */
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();

    private int ending;
    private OutcomeHandler handler;
    private boolean polling;

    TransactionClient(TransactionManager manager, int maxOutstanding) {
        if (maxOutstanding < 1 || maxOutstanding > MAX_OUTSTANDING) {
            throw new IllegalArgumentException(
                    "maxOutstanding=" + maxOutstanding + " is outside 1.." + MAX_OUTSTANDING);
        }
        this.manager = manager;
        this.maxOutstanding = maxOutstanding;
        commands = manager.commands();
        open = new Long2LongHashMap(2 * maxOutstanding, 0.6f, NONE);
        // A claim that wraps leaves the end of the ring unused.
        int bytes = BitUtil.findNextPositivePowerOfTwo(
                Math.max(MIN_RING_BYTES, 2 * RING_BYTES_PER_OUTCOME * maxOutstanding));
        outcomes = new OneToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect(bytes + RingBufferDescriptor.TRAILER_LENGTH)));
    }

    /** @return the id of a new transaction, or {@link #BACK_PRESSURED}, {@link #IDS_EXHAUSTED}, {@link #CLOSED}. */
    public long begin() {
        if (manager.isClosed()) {
            return CLOSED;
        }
        if (outstanding() >= maxOutstanding) {
            return BACK_PRESSURED;
        }
        long id = manager.nextId();
        if (id > 0) {
            open.put(id, ProcessSet.EMPTY);
        }
        return id;
    }

    /**
     * The participant works for the transaction; to be called before it does, or where its work begins with a call of its own,
     * as in a database, right after that. When the transaction is not asked to commit within {@code initTimeoutNs}, the
     * participant is told to abort, and will not vote for it later; told again when the transaction ends, for what it has begun
     * meanwhile.
     *
     * @param participantId see {@link TransactionManager#participantId}.
     * @return the id, or {@link #BACK_PRESSURED}, {@link #NOT_OPEN}, {@link #CLOSED}.
     */
    public long enlist(long transactionId, int participantId) {
        if (participantId < 1 || participantId >= manager.nodeCount()) {
            throw new IllegalArgumentException(
                    "participantId=" + participantId + " is outside 1.." + (manager.nodeCount() - 1));
        }
        long participants = open.get(transactionId);
        if (participants == NONE) {
            return NOT_OPEN;
        }
        if (manager.isClosed()) {
            return CLOSED;
        }
        if (ProcessSet.contains(participants, participantId)) {
            return transactionId;
        }
        if (!commands.offer(Kind.ENLIST, null, participantId, transactionId, 0)) {
            return refusal();
        }
        open.put(transactionId, ProcessSet.add(participants, participantId));
        return transactionId;
    }

    /**
     * Commits the transaction at all of its participants or at none.
     *
     * @return the id, or {@link #BACK_PRESSURED}, {@link #NOT_OPEN}, {@link #CLOSED}.
     * @throws IllegalArgumentException when nobody was enlisted.
     */
    public long requestCommit(long transactionId) {
        long participants = open.get(transactionId);
        if (participants == ProcessSet.EMPTY) {
            throw new IllegalArgumentException(
                    "transaction " + TransactionIds.toString(transactionId) + " has no participants");
        }
        return end(Kind.COMMIT, transactionId, participants);
    }

    /**
     * Aborts the transaction, unless it is decided already: its outcome tells. After {@link #requestCommit} too.
     *
     * @return the id, or {@link #BACK_PRESSURED}, {@link #CLOSED}.
     */
    public long rollback(long transactionId) {
        long participants = open.get(transactionId);
        if (participants != NONE) {
            return end(Kind.ABANDON, transactionId, participants);
        }
        if (manager.isClosed()
                || !commands.offer(Kind.ROLLBACK, null, TransactionManager.COORDINATOR_ID, transactionId, 0)) {
            return refusal();
        }
        return transactionId;
    }

    private long end(Kind kind, long transactionId, long participants) {
        if (participants == NONE) {
            return NOT_OPEN;
        }
        if (manager.isClosed()
                || !commands.offer(kind, this, TransactionManager.COORDINATOR_ID, transactionId, participants)) {
            return refusal();
        }
        open.remove(transactionId);
        ending++;
        return transactionId;
    }

    private long refusal() {
        return manager.isClosed() ? CLOSED : BACK_PRESSURED;
    }

    /** Transactions begun here that have no outcome yet. */
    public int outstanding() {
        return open.size() + ending;
    }

    /**
     * Gives up to {@code limit} outcomes to the handler, which may call this client, but neither this method nor {@link #commit}.
     *
     * @return how many it was given.
     * @throws IllegalStateException when the handler calls this.
     */
    public int poll(OutcomeHandler handler, int limit) {
        requireNotPolling("poll");
        polling = true;
        try {
            int count = 0;
            while (!kept.isEmpty() && count < limit) {
                Kept first = kept.removeFirst();
                handler.onOutcome(first.transactionId(), first.outcome(), first.causes());
                count++;
            }
            return count + read(handler, limit - count);
        } finally {
            polling = false;
        }
    }

    /** An outcome that is being told is still in its ring, where a second look would find it again. */
    private void requireNotPolling(String call) {
        if (polling) {
            throw new IllegalStateException(call + " within the handler of poll");
        }
    }

    private int read(OutcomeHandler handler, int limit) {
        this.handler = handler;
        return outcomes.read(toHandler, limit);
    }

    private void onMessage(int type, MutableDirectBuffer buffer, int offset, int length) {
        ending--;
        handler.onOutcome(
                buffer.getLong(offset + ID),
                OUTCOMES[buffer.getInt(offset + OUTCOME)],
                buffer.getLong(offset + CAUSES));
    }

    /**
     * The blocking way: {@link #requestCommit}, and waits for the outcome; with {@code INVOKER} it runs the duty cycle
     * meanwhile. Outcomes of other transactions are kept for {@link #poll}. An interrupt does not end it, and is not lost.
     *
     * @param timeoutNs  in ns; what is below zero is taken as zero.
     * @return INDETERMINATE when no outcome is known when the time is over, or when the manager is closed meanwhile; unless
     *     it is closed, {@link #poll} gives the outcome later. ROLLED_BACK when the request was not even taken in time.
     * @throws IllegalStateException when this client has no such transaction open; when a participant, the error handler or the
     *     handler of {@link #poll} calls this.
     */
    public CommitResult commit(long transactionId, long timeoutNs) {
        manager.requireOutsideCycle("commit");
        requireNotPolling("commit");
        long deadlineNs = manager.clock().nanoTime() + Math.max(0, timeoutNs);
        IdleStrategy idle = new BackoffIdleStrategy();
        Wait wait = new Wait(transactionId);
        long taken;
        while ((taken = requestCommit(transactionId)) < 0) {
            if (taken == NOT_OPEN) {
                throw new IllegalStateException(
                        "transaction " + TransactionIds.toString(transactionId) + " is not open here");
            }
            if (taken == CLOSED || isLate(deadlineNs)) {
                open.remove(transactionId); // nobody was asked to vote, and those enlisted abort by themselves
                return result(Outcome.ROLLED_BACK, ProcessSet.EMPTY);
            }
            idle.idle(manager.workOfWaiting());
        }
        while (wait.outcome == null) {
            boolean over = manager.isEnded() || isLate(deadlineNs);
            int work = manager.workOfWaiting() + read(wait, 1);
            if (wait.outcome == null && over && work == 0) {
                return result(Outcome.INDETERMINATE, ProcessSet.EMPTY);
            }
            idle.idle(work);
        }
        return result(wait.outcome, wait.causes);
    }

    private boolean isLate(long deadlineNs) {
        return manager.clock().nanoTime() - deadlineNs >= 0;
    }

    private CommitResult result(Outcome outcome, long causes) {
        return new CommitResult(outcome, manager.names(causes));
    }

    /** The protocol's thread. There is room: no more transactions are under way than {@code maxOutstanding}. */
    void onOutcome(long transactionId, Outcome outcome, long causes) {
        int at = outcomes.tryClaim(TYPE, LENGTH);
        Invariant.check(at > 0, "M2 there is room for every outcome", transactionId, at);
        outcomes.buffer().putLong(at + ID, transactionId);
        outcomes.buffer().putLong(at + CAUSES, causes);
        outcomes.buffer().putInt(at + OUTCOME, outcome.ordinal());
        outcomes.commit(at);
    }

    /** Waits for one outcome among others. */
    private final class Wait implements OutcomeHandler {
        private final long awaited;
        private Outcome outcome;
        private long causes;

        Wait(long awaited) {
            this.awaited = awaited;
        }

        @Override
        public void onOutcome(long transactionId, Outcome found, long foundCauses) {
            if (transactionId == awaited) {
                outcome = found;
                causes = foundCauses;
            } else {
                kept.add(new Kept(transactionId, found, foundCauses));
            }
        }
    }
}
