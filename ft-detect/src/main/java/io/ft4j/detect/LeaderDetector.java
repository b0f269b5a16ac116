package io.ft4j.detect;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.FailureDetector;
import io.ft4j.core.protocol.Outbox;
import org.agrona.DirectBuffer;

/**
 * Ω from ◇P: the first process by a {@link LeaderRule} that the eventually perfect detector of the same stack does not
 * suspect. Once that one makes no more mistakes, all correct processes compute the same leader from the same facts; before,
 * there may be several leaders at once. So it helps a protocol to make progress, and never to be safe.
 *
 * <p>It has no messages and tells the stack nothing: ask {@link #leaderId}. Protocols that ask from {@code onSuspect} or
 * {@code onRestore} stand behind it in the stack.
 *
 * <p>One thread. Allocates nothing after construction.
 */
public final class LeaderDetector implements FailureDetector {
    private final LeaderRule rule;
    private final int selfId;
    private final long members;
    private final DetectorCounters counters = new DetectorCounters();
    /** The newest that was heard of; 0: none yet. */
    private final long[] incarnations = new long[ProcessSet.MAX_PROCESSES];

    private long suspects;
    private int leaderId;

    /**
     * @param selfId      this process.
     * @param memberSet   the group, this process included.
     * @param incarnation of this process, as in its frames.
     */
    public LeaderDetector(LeaderRule rule, int selfId, long memberSet, long incarnation) {
        ConfigChecks.requireMember(selfId, memberSet);
        this.rule = rule;
        this.selfId = selfId;
        members = memberSet;
        incarnations[selfId] = incarnation;
        leaderId = first();
    }

    @Override
    public int schemaId() {
        return NO_MESSAGES;
    }

    @Override
    public int maxStepBytes() {
        return 0;
    }

    @Override
    public DetectorClass neededDetector() {
        return DetectorClass.EVENTUALLY_PERFECT;
    }

    @Override
    public DetectorClass detectorClass() {
        return DetectorClass.OMEGA;
    }

    /** The process that is trusted now; there always is one. */
    public int leaderId() {
        return leaderId;
    }

    /** Everybody but the leader and this process (Chandra, Hadzilacos, Toueg 1996): Ω vouches for nobody else. */
    @Override
    public boolean isSuspected(int processId) {
        return ProcessSet.contains(members, processId) && processId != leaderId && processId != selfId;
    }

    public DetectorCounters counters() {
        return counters;
    }

    @Override
    public void onSuspect(long nowNs, int processId, Outbox outbox) {
        if (!isPeer(processId)) {
            counters.increment(DetectorCounter.SENDER_UNKNOWN);
            return;
        }
        suspects = ProcessSet.add(suspects, processId);
        follow(first());
    }

    @Override
    public void onRestore(long nowNs, int processId, Outbox outbox) {
        if (!isPeer(processId)) {
            counters.increment(DetectorCounter.SENDER_UNKNOWN);
            return;
        }
        suspects = ProcessSet.remove(suspects, processId);
        follow(first());
    }

    @Override
    public void onIncarnation(long nowNs, int processId, long incarnation, Outbox outbox) {
        if (!isPeer(processId)) {
            counters.increment(DetectorCounter.SENDER_UNKNOWN);
            return;
        }
        incarnations[processId] = incarnation;
        follow(first());
    }

    private boolean isPeer(int processId) {
        return processId != selfId && ProcessSet.contains(members, processId);
    }

    private void follow(int newLeaderId) {
        if (newLeaderId != leaderId) {
            counters.increment(DetectorCounter.LEADER_CHANGED);
            leaderId = newLeaderId;
        }
    }

    /** This process suspects itself never, so somebody is left. */
    private int first() {
        long trusted = members & ~suspects;
        int best = ProcessSet.first(trusted);
        if (rule == LeaderRule.FEWEST_LIVES) {
            for (long rest = trusted; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
                int processId = ProcessSet.first(rest);
                if (incarnations[processId] < incarnations[best]) {
                    best = processId;
                }
            }
        }
        return best;
    }

    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {}

    @Override
    public void onStart(long nowNs, Outbox outbox) {}

    /** None is sent to it. */
    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        counters.increment(DetectorCounter.MESSAGE_UNREADABLE);
    }

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {}

    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {}

    @Override
    public long nextDeadlineNs() {
        return Long.MAX_VALUE;
    }

    @Override
    public void checkInvariants() {
        Invariant.check(!ProcessSet.contains(suspects, selfId), "L1 nobody suspects itself", suspects, selfId);
        Invariant.check(leaderId == first(), "L2 the leader is first of the trusted", leaderId, first());
    }
}
