package io.ft4j.core.consensus.raft;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Outbox;

/**
 * Sends a leader's entries, once per duty cycle (§5.3). Followers that need the same get one encoding. What is new goes
 * out as ranges of the tail, without a copy; what has left the tail is copied from the log, within a budget per cycle for
 * all followers together, so that those who lag never hold up those who do not.
 */
final class Replicator {
    private final RaftConfig config;
    private final ReplicatedLog log;
    private final HotTail tail;
    private final RaftMessages messages;
    private final FollowerProgress[] followers;
    private final RaftCounters counters;
    private final long peers;
    private final EntrySlice slice = new EntrySlice();

    private int budgetBytes;
    private int firstTurn;

    Replicator(
            RaftConfig config,
            ReplicatedLog log,
            HotTail tail,
            RaftMessages messages,
            FollowerProgress[] followers,
            int selfId,
            RaftCounters counters) {
        this.config = config;
        this.log = log;
        this.tail = tail;
        this.messages = messages;
        this.followers = followers;
        this.counters = counters;
        peers = ProcessSet.remove(ProcessSet.firstN(followers.length), selfId);
    }

    /** What {@link #onBatchEnd} writes at most: full windows of headers, heartbeats, and the budget of copied entries. */
    static long maxStepBytes(RaftConfig config, int processCount, int frameOverheadBytes) {
        long frames = (processCount - 1L) * (config.maxInflightFrames() + 1L);
        return frames * (RaftMessages.APPEND_ENTRIES_LENGTH + frameOverheadBytes) + config.catchUpBytesPerCycle();
    }

    void onBatchEnd(boolean heartbeatDue, Outbox outbox) {
        sendEntries(outbox);
        sendEmptyFrames(heartbeatDue, outbox);
    }

    private void sendEntries(Outbox outbox) {
        budgetBytes = config.catchUpBytesPerCycle();
        long waiting = peers;
        while (waiting != ProcessSet.EMPTY) {
            int id = nextInTurn(waiting);
            FollowerProgress follower = followers[id];
            if (follower.nextIndex() > log.lastIndex() || !follower.mayTakeEntries()) {
                waiting = ProcessSet.remove(waiting, id);
                countFullWindow(follower);
                continue;
            }
            long next = follower.nextIndex();
            long set = sharing(waiting, next);
            long last = tail.contains(next) ? sendFromTail(set, next, outbox) : sendFromLog(set, next, outbox);
            if (last < next) {
                waiting &= ~set;
            } else {
                noteSent(set, last);
            }
        }
    }

    private void countFullWindow(FollowerProgress follower) {
        if (follower.mode() == FollowerProgress.Mode.REPLICATE && follower.nextIndex() <= log.lastIndex()) {
            counters.increment(RaftCounter.WINDOW_FULL);
        }
    }

    /** All that wait for the same entry and may have it. */
    private long sharing(long waiting, long next) {
        long set = ProcessSet.EMPTY;
        for (long rest = waiting; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            if (followers[id].nextIndex() == next && followers[id].mayTakeEntries()) {
                set = ProcessSet.add(set, id);
            }
        }
        return set;
    }

    private long sendFromTail(long set, long next, Outbox outbox) {
        tail.slice(next, config.maxEntriesBytes(), slice);
        long last = slice.lastIndex();
        int claim = outbox.claimWithEntries(set, RaftMessages.APPEND_ENTRIES_LENGTH, next, last);
        messages.putAppendEntries(outbox, claim, next - 1);
        outbox.publish(claim);
        return last;
    }

    /** @return the last index sent; less than {@code next}: nothing, for want of budget or of entries. */
    private long sendFromLog(long set, long next, Outbox outbox) {
        if (budgetBytes < config.maxEntriesBytes()) {
            // Whoever goes without now begins in the next cycle.
            firstTurn = ProcessSet.first(set);
            return next - 1;
        }
        int length = lengthInLog(next);
        if (length == 0) {
            counters.increment(RaftCounter.CATCH_UP_IMPOSSIBLE);
            return next - 1;
        }
        counters.increment(RaftCounter.CAUGHT_UP_FROM_LOG);
        budgetBytes -= length;
        int claim = outbox.claimAll(set, RaftMessages.APPEND_ENTRIES_LENGTH + length);
        messages.putAppendEntries(outbox, claim, next - 1);
        long last = copyFromLog(next, outbox, claim + RaftMessages.APPEND_ENTRIES_LENGTH, length);
        outbox.publish(claim);
        return last;
    }

    /**
     * What fits into one frame, in bytes. A log gives what lies together, often no more than was written at once: a frame
     * for each such piece, and whoever lags behind would never catch up with single commands.
     */
    private int lengthInLog(long next) {
        int length = 0;
        long from = next;
        while (log.read(from, config.maxEntriesBytes() - length, slice) > 0
                && slice.length() <= config.maxEntriesBytes() - length) {
            length += slice.length();
            from = slice.lastIndex() + 1;
        }
        return length;
    }

    private long copyFromLog(long next, Outbox outbox, int offset, int length) {
        long last = next - 1;
        int at = offset;
        while (at < offset + length) {
            log.read(last + 1, offset + length - at, slice);
            outbox.buffer().putBytes(at, slice.buffer(), slice.offset(), slice.length());
            at += slice.length();
            last = slice.lastIndex();
        }
        return last;
    }

    private void noteSent(long set, long last) {
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            followers[ProcessSet.first(rest)].entriesSent(last);
        }
    }

    /**
     * Heartbeats, and probes as soon as they are needed. Both ask whether the logs agree up to what was sent last: so the
     * loss of the last frame is noticed although no entry follows it.
     */
    private void sendEmptyFrames(boolean heartbeatDue, Outbox outbox) {
        long waiting = heartbeatDue ? peers : needingProbe();
        while (waiting != ProcessSet.EMPTY) {
            long next = followers[ProcessSet.first(waiting)].nextIndex();
            long set = ProcessSet.EMPTY;
            for (long rest = waiting; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
                int id = ProcessSet.first(rest);
                if (followers[id].nextIndex() == next) {
                    set = ProcessSet.add(set, id);
                }
            }
            waiting &= ~set;
            sendEmptyFrame(set, next - 1, outbox);
        }
    }

    private long needingProbe() {
        long set = ProcessSet.EMPTY;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            if (followers[id].needsProbe()) {
                set = ProcessSet.add(set, id);
            }
        }
        return set;
    }

    private void sendEmptyFrame(long set, long prevIndex, Outbox outbox) {
        int claim = outbox.claimAll(set, RaftMessages.APPEND_ENTRIES_LENGTH);
        messages.putAppendEntries(outbox, claim, prevIndex);
        outbox.publish(claim);
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            followers[ProcessSet.first(rest)].probeSent();
        }
    }

    private int nextInTurn(long waiting) {
        long fromTurn = waiting & (-1L << firstTurn);
        return ProcessSet.first(fromTurn != ProcessSet.EMPTY ? fromTurn : waiting);
    }
}
