package io.ft4j.log.coordinated;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;

/**
 * The initiator's decision, from its record until all who are in it have acknowledged. Owns up to where the log is durable, and
 * when the decision is sent again.
 *
 * <p>One thread. No allocation.
 */
final class Decisions {
    private static final long NOT_SENT = Long.MAX_VALUE;

    private final CoordinatedConfig config;
    private final PersistentState state;
    private final Messages messages;
    private final CoordinatedCounters counters;

    private long recordPosition;
    private long durablePosition;
    private long resendNs = NOT_SENT;

    Decisions(CoordinatedConfig config, PersistentState state, Messages messages, CoordinatedCounters counters) {
        this.config = config;
        this.state = state;
        this.messages = messages;
        this.counters = counters;
    }

    void durableUpTo(long position) {
        durablePosition = Math.max(durablePosition, position);
    }

    boolean isDurable(long position) {
        return position <= durablePosition;
    }

    /** After its record was written. */
    void decided() {
        recordPosition = state.position();
    }

    boolean isDurable() {
        return isDurable(recordPosition);
    }

    /** To all who have not acknowledged. */
    void send(long nowNs, Outbox outbox) {
        Invariant.check(isDurable(), "K1 decided before it is said", recordPosition, durablePosition);
        if (state.pending() == ProcessSet.EMPTY) {
            end(outbox);
            return;
        }
        for (long rest = state.pending(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            messages.done(ProcessSet.first(rest), outbox);
        }
        resendNs = nowNs + config.resendIntervalNs();
    }

    private boolean isOf(long id) {
        return resendNs != NOT_SENT && state.hasDecision() && state.decisionId() == id;
    }

    void onAcknowledgement(int sourceId, long id, Outbox outbox) {
        if (!isOf(id)) {
            counters.increment(CoordinatedCounter.ACKNOWLEDGEMENT_UNTIMELY);
            return;
        }
        state.acknowledged(sourceId);
        if (state.pending() == ProcessSet.EMPTY) {
            end(outbox);
        }
    }

    private void end(Outbox outbox) {
        counters.increment(CoordinatedCounter.ENDED);
        resendNs = NOT_SENT;
        state.end(outbox);
    }

    /** Answers who is in doubt. @return false: there is no such decision. */
    boolean answer(int sourceId, long id, Outbox outbox) {
        if (!isOf(id) || !ProcessSet.contains(state.pending(), sourceId)) {
            return false;
        }
        messages.done(sourceId, outbox);
        return true;
    }

    long nextDeadlineNs() {
        return resendNs;
    }

    void onDeadline(long nowNs, Outbox outbox) {
        if (resendNs <= nowNs) {
            counters.increment(CoordinatedCounter.SENT_AGAIN);
            send(nowNs, outbox);
        }
    }

    void checkInvariants() {
        Invariant.check(
                resendNs == NOT_SENT || isDurable(), "K1 decided before it is said", recordPosition, durablePosition);
    }
}
