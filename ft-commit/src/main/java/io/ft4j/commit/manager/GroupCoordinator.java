package io.ft4j.commit.manager;

import io.ft4j.commit.CommitNode;
import io.ft4j.commit.Outcome;
import io.ft4j.commit.OutcomeListener;
import io.ft4j.commit.replicated.CoordinatorHandler;
import io.ft4j.commit.replicated.ReplicatedCoordinator;
import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.commit.wire.CommitCounters;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.Transport;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ClientConfig;
import io.ft4j.core.runtime.observe.CounterPublisher;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A coordinator that is the state machine of a replicated group, to the other nodes of a manager: as long as a majority of the
 * replicas is up, it decides. What clients ask for is handed to the group and kept until its outcome is there; what the group
 * has no room for is handed over again, one at a time, when another one has ended or after a while.
 *
 * <p>One thread. Allocates nothing for a transaction.
 */
final class GroupCoordinator implements CoordinatingNode, CoordinatorHandler {
    private static final long START_TIMEOUT_NS = 10_000_000_000L;
    private static final long NONE = -1;
    /** In the set of a transaction that is to be aborted: the coordinator is no participant, so its place is free. */
    private static final int ABANDONED = TransactionManager.COORDINATOR_ID;

    private static final int CALLS = ClientConfig.DEFAULT.maxOutstanding();

    private final NodeIdentity identity;
    private final Transport transport;
    private final OutcomeListener listener;
    private final ReplicatedCoordinator coordinator;
    private final int maxTransactions;
    private final CommitCounters counters = new CommitCounters();
    /** The participants of those that were handed to the group and have no outcome. */
    private final Long2LongHashMap underWay;
    /** The transaction that each call is about; the group has no more calls outstanding. */
    private final long[] idOfCall = new long[CALLS];
    /** What the group had no room for, in the order of its answers. */
    private final LongArrayQueue refused = new LongArrayQueue(NONE);

    private final long retryIntervalNs;
    private long retryNs;
    private long nowNs;
    private boolean retrying;
    private boolean stopped;

    /** Starts the group. */
    GroupCoordinator(
            TransactionManagerBuilder builder,
            NodeIdentity identity,
            long members,
            Transport transport,
            OutcomeListener listener) {
        this.identity = identity;
        this.transport = transport;
        this.listener = listener;
        maxTransactions = builder.commit().maxTransactions();
        retryIntervalNs = builder.commit().resendIntervalNs();
        underWay = new Long2LongHashMap(2 * maxTransactions, 0.6f, NONE);
        coordinator = new ReplicatedCoordinator(
                builder.commit(),
                builder.groupId(),
                TransactionManager.COORDINATOR_ID,
                members,
                transport,
                builder.replicas(),
                builder.threading(),
                builder.clock(),
                this);
    }

    ReplicaGroup group() {
        return coordinator.group();
    }

    @Override
    public NodeIdentity identity() {
        return identity;
    }

    @Override
    public long life() {
        return coordinator.life();
    }

    @Override
    public void replay() {
        coordinator.open(START_TIMEOUT_NS);
        UnsafeBuffer kept = new UnsafeBuffer(coordinator.kept(START_TIMEOUT_NS));
        if (kept.capacity() > 0) {
            identity.onRecord(0, NodeIdentity.RECORD_TYPE, kept, 0, kept.capacity());
        }
    }

    @Override
    public void writeIdentity(long[] lives, long nowNs) {
        UnsafeBuffer record = new UnsafeBuffer(new byte[identity.length()]);
        identity.encode(lives, nowNs, record, 0);
        coordinator.keep(record, 0, record.capacity(), START_TIMEOUT_NS);
    }

    /** The group answers when it is. */
    @Override
    public boolean isDurable() {
        return true;
    }

    @Override
    public void start(long nowNs, long[] lives) {
        writeIdentity(lives, nowNs);
    }

    @Override
    public boolean commit(long nowNs, long id, long participantSet) {
        return take(id, participantSet);
    }

    @Override
    public boolean abandon(long nowNs, long id, long participantSet) {
        return take(id, ProcessSet.add(participantSet, ABANDONED));
    }

    private boolean take(long id, long set) {
        if (underWay.size() >= maxTransactions || !refused.isEmpty() || !hand(id, set)) {
            return false;
        }
        underWay.put(id, set);
        return true;
    }

    private boolean hand(long id, long set) {
        long call = ProcessSet.contains(set, ABANDONED)
                ? coordinator.abandon(id, ProcessSet.remove(set, ABANDONED))
                : coordinator.commit(id, set);
        return isTaken(call, id);
    }

    /** What the group had no room for yet is handed to it as abandoned. */
    @Override
    public boolean rollback(long id) {
        long set = underWay.get(id);
        if (set != NONE) {
            underWay.put(id, ProcessSet.add(set, ABANDONED));
        }
        return isTaken(coordinator.rollback(id, ProcessSet.EMPTY), NONE);
    }

    private boolean isTaken(long call, long id) {
        if (call == Client.CLOSED) {
            throw new IllegalStateException("the group of replicas is closed, or has forgotten its client");
        }
        if (call > 0) {
            idOfCall[(int) call & (CALLS - 1)] = id;
        }
        return call > 0;
    }

    @Override
    public boolean isUndecided(long id) {
        return refused.contains(id) || !underWay.containsKey(id);
    }

    @Override
    public int doWork(long nowNs) {
        this.nowNs = nowNs;
        int work = coordinator.doWork();
        if (!refused.isEmpty() && !retrying && nowNs >= retryNs) {
            long id = refused.peekLong();
            retrying = hand(id, underWay.get(id));
        }
        return work;
    }

    @Override
    public void onAnswer(long call, long result) {
        long id = idOfCall[(int) call & (CALLS - 1)];
        if (id == NONE) {
            return;
        }
        boolean again = id == refused.peekLong();
        if (again) {
            retrying = false;
        }
        if (result == CommitNode.BACK_PRESSURED) {
            counters.increment(CommitCounter.BACK_PRESSURED);
            retryNs = nowNs + retryIntervalNs;
            if (!again) {
                refused.addLong(id);
            }
        } else if (again) {
            refused.pollLong();
        }
    }

    /** A group that hears its log again tells of earlier lives as well. */
    @Override
    public void onOutcome(long transactionId, Outcome outcome, long causes) {
        if (TransactionIds.life(transactionId) == life()) {
            underWay.remove(transactionId);
            retryNs = nowNs; // there may be room now
            counters.increment(outcome.counter());
            listener.onOutcome(transactionId, outcome, causes);
        }
    }

    @Override
    public void publish(CounterPublisher publisher) {
        publisher
                .add("transactions.coordinated", underWay::size)
                .add("frames.not_taken", coordinator::droppedFrames)
                .add("messages.not_taken", coordinator::refusedMessages)
                .addAll("commit", counters);
    }

    @Override
    public boolean isStopped() {
        return stopped;
    }

    @Override
    public void close() {
        stopped = true;
        coordinator.close();
        transport.close();
    }
}
