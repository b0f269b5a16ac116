package io.ft4j.log.independent;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.log.independent.codec.MessageHeaderDecoder;
import io.ft4j.log.line.CountedLine;
import org.agrona.DirectBuffer;

/**
 * Settles independent checkpoints: from time to time one process asks all which durable ones they have, computes the line to which
 * they would go back if all failed now, and tells it to everybody. No later failure undoes what is in it, so outputs may leave,
 * older checkpoints go, and senders may forget. Useless checkpoints go as well.
 *
 * <p>Whatever is lost, nobody waits: the next round asks again. A line that reached only some is as good for these, since the others
 * keep their checkpoints in it until they hear of it or of a later one. So nothing is recorded. Answers and lines carry the
 * epoch, for states of before a rollback do not go together with those of behind it.
 *
 * <p>One thread. No allocation after construction. Source: Wang, Chung, Lin, Fuchs, Checkpoint Space Reclamation for Uncoordinated
 * Checkpointing in Message-Passing Systems (1995).
 */
public final class Settlement implements Protocol {
    private static final int LIFE_SHIFT = 32;

    private final int selfId;
    private final long members;
    private final int askerId;
    private final long intervalNs;
    private final SettlementSubject subject;
    private final int maxCount;
    private final CountedLine line;
    private final long[] settled = new long[ProcessSet.MAX_PROCESSES];
    private final long[] useless;
    private final SettlementMessages messages;
    private final SettlementCounters counters = new SettlementCounters();

    private long roundId;
    private long roundEpoch;
    private long silent = ProcessSet.EMPTY;
    private long nextNs = Long.MAX_VALUE;

    /**
     * @param askerId    who asks; the same in all.
     * @param life       incarnation of the log of this process: never the same twice.
     * @param intervalNs between two rounds.
     */
    public Settlement(int selfId, long memberSet, int askerId, long life, long intervalNs, SettlementSubject subject) {
        if (!ProcessSet.contains(memberSet, selfId) || !ProcessSet.contains(memberSet, askerId)) {
            throw new IllegalArgumentException("selfId=" + selfId + " or askerId=" + askerId + " is not in memberSet="
                    + ProcessSet.toString(memberSet));
        }
        if (intervalNs < 1) {
            throw new IllegalArgumentException("intervalNs=" + intervalNs + " must be at least 1");
        }
        this.selfId = selfId;
        this.members = memberSet;
        this.askerId = askerId;
        this.intervalNs = intervalNs;
        this.subject = subject;
        maxCount = subject.states().maxCount();
        line = new CountedLine(memberSet, maxCount);
        useless = new long[maxCount];
        messages = new SettlementMessages(selfId, memberSet, maxCount);
        roundId = life << LIFE_SHIFT;
    }

    @Override
    public int schemaId() {
        return MessageHeaderDecoder.SCHEMA_ID;
    }

    @Override
    public int maxStepBytes() {
        return SettlementMessages.maxStepBytes(ProcessSet.size(members) - 1, maxCount);
    }

    public SettlementCounters counters() {
        return counters;
    }

    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {}

    @Override
    public void onStart(long nowNs, Outbox outbox) {
        nextNs = selfId == askerId ? nowNs + intervalNs : Long.MAX_VALUE;
    }

    // Who asks

    @Override
    public long nextDeadlineNs() {
        return nextNs;
    }

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {
        if (nextNs <= nowNs) {
            nextNs = nowNs + intervalNs;
            begin(outbox);
        }
    }

    private void begin(Outbox outbox) {
        if (silent != ProcessSet.EMPTY) {
            counters.increment(SettlementCounter.ROUND_INCOMPLETE);
            silent = ProcessSet.EMPTY;
        }
        if (subject.isHeld()) {
            counters.increment(SettlementCounter.ROUND_HELD);
            return;
        }
        counters.increment(SettlementCounter.ROUND_BEGUN);
        roundId++;
        roundEpoch = subject.epoch();
        line.clear();
        line.put(selfId, subject.states(), true);
        silent = ProcessSet.remove(members, selfId);
        for (long rest = silent; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            messages.ask(ProcessSet.first(rest), roundId, outbox);
        }
        if (silent == ProcessSet.EMPTY) {
            tellLine(outbox);
        }
    }

    private void onCounts(int sourceId, Outbox outbox) {
        if (messages.roundId() != roundId || !ProcessSet.contains(silent, sourceId)) {
            counters.increment(SettlementCounter.ANSWER_UNTIMELY);
        } else if (messages.epoch() != roundEpoch || subject.epoch() != roundEpoch || subject.isHeld()) {
            counters.increment(SettlementCounter.MESSAGE_OF_OTHER_EPOCH);
        } else {
            messages.readStatesInto(line, sourceId);
            silent = ProcessSet.remove(silent, sourceId);
            if (silent == ProcessSet.EMPTY) {
                tellLine(outbox);
            }
        }
    }

    /** The line as if all failed now: of durable checkpoints only. */
    private void tellLine(Outbox outbox) {
        counters.increment(SettlementCounter.ROUND_COMPLETE);
        line.compute(members);
        for (long rest = members; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            settled[ProcessSet.first(rest)] = line.state(ProcessSet.first(rest));
        }
        for (long rest = members; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            int uselessCount = collectUseless(id);
            if (id == selfId) {
                carryOut(settled[id], uselessCount);
            } else if (settled[id] > line.earliest(id) || uselessCount > 0) {
                messages.line(id, roundId, roundEpoch, settled[id], useless, uselessCount, outbox);
            }
        }
    }

    private int collectUseless(int id) {
        int count = 0;
        for (int index = 0; index < line.count(id); index++) {
            long number = line.number(id, index);
            if (number > settled[id] && line.isUseless(id, index)) {
                useless[count++] = number;
            }
        }
        return count;
    }

    private void carryOut(long number, int uselessCount) {
        subject.settle(number);
        for (int i = 0; i < uselessCount; i++) {
            subject.discard(useless[i]);
        }
    }

    // All

    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        if (!messages.read(buffer, offset, length)) {
            counters.increment(SettlementCounter.MESSAGE_UNREADABLE);
        } else if (!ProcessSet.contains(members, sourceId)
                || sourceId == selfId
                || (messages.isCounts() ? selfId : sourceId) != askerId) {
            counters.increment(SettlementCounter.SENDER_UNKNOWN);
        } else if (messages.isCounts()) {
            onCounts(sourceId, outbox);
        } else if (messages.isAsk()) {
            onAsk(sourceId, outbox);
        } else if (messages.epoch() != subject.epoch()) {
            counters.increment(SettlementCounter.MESSAGE_OF_OTHER_EPOCH);
        } else {
            onLine();
        }
    }

    private void onAsk(int sourceId, Outbox outbox) {
        if (subject.isHeld()) {
            counters.increment(SettlementCounter.ASKED_WHILE_HELD);
        } else {
            messages.counts(sourceId, messages.roundId(), subject.epoch(), subject.states(), outbox);
        }
    }

    private void onLine() {
        if (subject.isHeld()) {
            counters.increment(SettlementCounter.LINE_WHILE_HELD);
            return;
        }
        for (int i = 0; i < messages.uselessCount(); i++) {
            useless[i] = messages.useless(i);
        }
        carryOut(messages.number(), messages.uselessCount());
    }

    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {}

    @Override
    public void checkInvariants() {}
}
