package io.ft4j.commit.wire;

import io.ft4j.commit.codec.MessageKind;
import io.ft4j.core.model.Invariant;
import org.agrona.BitUtil;

/**
 * What may be said, or done, when a record has become durable; in the order of the records. Owns up to where the log is
 * durable. When it is full the newest is left out: whoever waits for it asks again, and finds it durable then.
 *
 * <p>One thread. Allocates nothing after construction.
 */
public final class DurableQueue {
    private final CommitCounters counters;
    private final int mask;
    private final long[] positions;
    private final MessageKind[] kinds;
    private final int[] destinationIds;
    private final int[] coordinatorIds;
    private final long[] ids;
    private long head;
    private long tail;
    private long durablePosition;

    public DurableQueue(int minCapacity, CommitCounters counters) {
        this.counters = counters;
        int capacity = BitUtil.findNextPositivePowerOfTwo(minCapacity);
        mask = capacity - 1;
        positions = new long[capacity];
        kinds = new MessageKind[capacity];
        destinationIds = new int[capacity];
        coordinatorIds = new int[capacity];
        ids = new long[capacity];
    }

    public boolean isDurable(long position) {
        return position <= durablePosition;
    }

    public void durableUpTo(long position) {
        durablePosition = Math.max(durablePosition, position);
    }

    /** It waits for those before it too: forces come in order anyway. */
    public void add(long position, MessageKind kind, int destinationId, int coordinatorId, long id) {
        if (tail - head > mask) {
            counters.increment(CommitCounter.DURABLE_QUEUE_FULL);
            return;
        }
        int at = (int) tail & mask;
        positions[at] = head == tail ? position : Math.max(position, positions[(int) (tail - 1) & mask]);
        tail++;
        kinds[at] = kind;
        destinationIds[at] = destinationId;
        coordinatorIds[at] = coordinatorId;
        ids[at] = id;
    }

    /** Whether the oldest waits no longer. */
    public boolean isReady() {
        return head < tail && isDurable(positions[(int) head & mask]);
    }

    public MessageKind kind() {
        return kinds[(int) head & mask];
    }

    public int destinationId() {
        return destinationIds[(int) head & mask];
    }

    public int coordinatorId() {
        return coordinatorIds[(int) head & mask];
    }

    public long id() {
        return ids[(int) head & mask];
    }

    public void remove() {
        head++;
    }

    public void checkInvariants() {
        for (long at = head + 1; at < tail; at++) {
            long before = positions[(int) (at - 1) & mask];
            Invariant.check(
                    before <= positions[(int) at & mask], "C6 what waits is in the order of the log", before, at);
        }
    }
}
