package io.ft4j.log.rollback;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;

/** The channels of a process to all others. No allocation after construction. */
final class PeerChannels {
    /** Messages that are delivered without room each time a process is found stuck. */
    private static final int MAX_OVERDRAFT = 16;

    private final long peers;
    /** By id; null where there is no peer. */
    private final KeptChannel[] channels = new KeptChannel[ProcessSet.MAX_PROCESSES];

    private int overdraft;

    PeerChannels(long peers, RollbackConfig config) {
        this.peers = peers;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            channels[ProcessSet.first(rest)] = new KeptChannel(ProcessSet.first(rest), config);
        }
    }

    /** By id; null where there is no peer. */
    KeptChannel[] byId() {
        return channels;
    }

    KeptChannel to(int peerId) {
        return channels[peerId];
    }

    /** Peers whose channel has no room for all that one event may say. */
    long full() {
        long set = ProcessSet.EMPTY;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            if (!channels[ProcessSet.first(rest)].hasRoom()) {
                set = ProcessSet.add(set, ProcessSet.first(rest));
            }
        }
        return set;
    }

    /** A process is stuck, and may be waiting for this one in a circle. */
    void allowOverdraft() {
        overdraft = MAX_OVERDRAFT;
    }

    /** Whether one event more may be told without room. */
    boolean takeOverdraft(RollbackCounters counters) {
        if (overdraft == 0) {
            return false;
        }
        overdraft--;
        counters.increment(RollbackCounter.OVERDRAFT_TAKEN);
        return true;
    }

    boolean hasRoomForInputs() {
        boolean hasRoom = true;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            hasRoom &= channels[ProcessSet.first(rest)].hasRoomForInputs();
        }
        return hasRoom;
    }

    boolean isDelivered() {
        boolean isDelivered = true;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            isDelivered &= channels[ProcessSet.first(rest)].isDelivered();
        }
        return isDelivered;
    }

    void enterEpoch() {
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            channels[ProcessSet.first(rest)].enterEpoch();
        }
    }

    /**
     * One frame to each, where there is something new.
     *
     * @param own where checkpoints are independent: a frame has messages of one interval; null: they are not.
     */
    void transmit(long nowNs, long epoch, IndependentCheckpoints own, Outbox outbox) {
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            KeptChannel channel = channels[id];
            long next = channel.sentSsn() + 1;
            long interval = own == null ? 0 : own.interval(id, next);
            long last = own == null ? Long.MAX_VALUE : own.lastOfInterval(id, next);
            channel.transmit(nowNs, epoch, interval, last, outbox);
        }
    }

    /** What was not confirmed in time. Returns of how many channels. */
    int sendAgain(long nowNs) {
        int count = 0;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            KeptChannel channel = channels[ProcessSet.first(rest)];
            if (channel.resendAtNs() <= nowNs) {
                channel.sendAgain();
                count++;
            }
        }
        return count;
    }

    /** {@link Long#MIN_VALUE}: there is more to send than one frame takes. */
    long nextDeadlineNs(boolean maySend) {
        long next = Long.MAX_VALUE;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            KeptChannel channel = channels[ProcessSet.first(rest)];
            next = Math.min(next, maySend && channel.hasUnsent() ? Long.MIN_VALUE : channel.resendAtNs());
        }
        return next;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            text.append(", ").append(channels[ProcessSet.first(rest)]);
        }
        return text.toString();
    }
}
