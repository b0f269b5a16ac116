package io.ft4j.core.consensus.raft;

import io.ft4j.core.consensus.raft.codec.AppendEntriesDecoder;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import org.agrona.DirectBuffer;

/**
 * Takes entries from the leader of its term (§5.3). It answers once per duty cycle, however many frames came, and
 * acknowledges only what is both durable here and known to be equal to the log of <em>this</em> leader: entries that an
 * earlier leader left behind are durable too, and must not count for the present one.
 */
final class Follower {
    /** What does not fit, for the leader to find where the logs part; {@link RaftMessages#NONE} in all: everything fits. */
    static final class Rejection {
        static final Rejection NOTHING = new Rejection();

        long prevIndex = RaftMessages.NONE;
        long conflictTerm = RaftMessages.NONE;
        long conflictIndex = RaftMessages.NONE;

        private void clear() {
            set(RaftMessages.NONE, RaftMessages.NONE, RaftMessages.NONE);
        }

        private void set(long prevIndex, long conflictTerm, long conflictIndex) {
            this.prevIndex = prevIndex;
            this.conflictTerm = conflictTerm;
            this.conflictIndex = conflictIndex;
        }
    }

    private final ReplicatedLog log;
    private final RaftMessages messages;
    private final RaftCounters counters;
    private final Rejection rejection = new Rejection();

    private long verifiedIndex;
    private long acknowledgedIndex;
    private boolean replyDue;

    Follower(ReplicatedLog log, RaftMessages messages, RaftCounters counters) {
        this.log = log;
        this.messages = messages;
        this.counters = counters;
    }

    /** A new term or a new role: nothing is known about the leader's log. */
    void begin() {
        verifiedIndex = 0;
        acknowledgedIndex = 0;
        replyDue = false;
        rejection.clear();
    }

    long verifiedIndex() {
        return verifiedIndex;
    }

    /** @param entries that are whole, consecutive from {@code prevIndex + 1} on, and of terms that fit. */
    void onAppendEntries(AppendEntriesDecoder message, EntrySlice entries, Outbox outbox) {
        long prevIndex = message.prevIndex();
        if (!isAgreed(prevIndex, message.prevTerm())) {
            replyDue = true;
            return;
        }
        verifiedIndex = Math.max(verifiedIndex, takeEntries(entries, outbox));
        if (rejection.prevIndex <= verifiedIndex) {
            rejection.clear();
        }
        log.commitUpTo(Math.min(message.commitIndex(), verifiedIndex), outbox);
        // New entries are acknowledged when they are durable; everything else at once, so that the leader knows of us.
        replyDue |= entries.isEmpty() || verifiedIndex <= log.durableIndex();
    }

    /** The consistency check of §5.3. */
    private boolean isAgreed(long prevIndex, long prevTerm) {
        if (prevIndex > log.lastIndex()) {
            counters.increment(RaftCounter.PREFIX_MISSING);
            rejection.set(prevIndex, RaftMessages.NONE, log.lastIndex() + 1);
            return false;
        }
        if (log.termAt(prevIndex) != prevTerm) {
            counters.increment(RaftCounter.PREFIX_CONFLICT);
            rejection.set(prevIndex, log.termAt(prevIndex), log.firstIndexOfTermAt(prevIndex));
            return false;
        }
        return true;
    }

    /**
     * Passes over what is here already: a frame that was overtaken or doubled must not cut what came after it. The first
     * entry of another term, and all behind it, give way.
     *
     * @return up to where this log now equals the leader's.
     */
    private long takeEntries(EntrySlice entries, Outbox outbox) {
        DirectBuffer buffer = entries.buffer();
        int at = entries.offset();
        int end = at + entries.length();
        long index = entries.firstIndex();
        while (at < end && index <= log.lastIndex() && log.termAt(index) == Records.term(buffer, at)) {
            at += Records.stride(Records.length(buffer, at));
            index++;
        }
        if (at > entries.offset()) {
            counters.increment(RaftCounter.ENTRIES_REPEATED);
        }
        if (at == end) {
            return entries.lastIndex();
        }
        if (index <= log.lastIndex()) {
            cutFrom(index, outbox);
        }
        if (!log.appendCopy(buffer, at, end - at, entries.lastIndex())) {
            counters.increment(RaftCounter.FOLLOWER_TAIL_FULL);
            return index - 1;
        }
        return entries.lastIndex();
    }

    private void cutFrom(long index, Outbox outbox) {
        Invariant.check(index > verifiedIndex, "R6 a leader keeps its log", index, verifiedIndex);
        counters.increment(RaftCounter.SUFFIX_CUT);
        if (log.termAt(index) != log.lastTerm()) {
            counters.increment(RaftCounter.SUFFIX_CUT_OF_MANY_TERMS);
        }
        log.truncateFrom(index, outbox);
    }

    void onDurable() {
        replyDue |= matchIndex() > acknowledgedIndex;
    }

    void onBatchEnd(int leaderId, Outbox outbox) {
        if (replyDue) {
            acknowledgedIndex = matchIndex();
            messages.sendAppendReply(outbox, leaderId, acknowledgedIndex, verifiedIndex, rejection);
            rejection.clear();
            replyDue = false;
        }
    }

    /** Both conditions of an acknowledgement. */
    private long matchIndex() {
        return Math.min(log.durableIndex(), verifiedIndex);
    }
}
