package io.ft4j.log.coordinated;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.coordinated.codec.AttemptKind;
import io.ft4j.log.coordinated.codec.ReportDecoder;

/**
 * The part of a process in a rollback, as initiator or asked by another (Koo, Toueg 1987, section 5): everybody stops and reports,
 * the initiator decides who goes back, and all go on in a new epoch. Owns whether this process has lost its state, and when it
 * tries again.
 *
 * <p>One thread. No allocation.
 */
final class RollbackRole {
    private final CoordinatedConfig config;
    private final int selfId;
    private final long others;
    private final CheckpointSubject subject;
    private final AttemptListener listener;
    private final PersistentState state;
    private final Attempt attempt;
    private final Messages messages;
    private final Decisions decisions;
    private final CoordinatedCounters counters;
    private final RollbackSet reports;

    private boolean hasLostState;
    private long epochPosition;
    private long retryNs;
    private long newestEpoch;
    private long proposedEpoch;

    RollbackRole(
            CoordinatedConfig config,
            int selfId,
            long others,
            CheckpointSubject subject,
            AttemptListener listener,
            PersistentState state,
            Attempt attempt,
            Messages messages,
            Decisions decisions,
            CoordinatedCounters counters) {
        this.config = config;
        this.selfId = selfId;
        this.others = others;
        this.subject = subject;
        this.listener = listener;
        this.state = state;
        this.attempt = attempt;
        this.messages = messages;
        this.decisions = decisions;
        this.counters = counters;
        reports = new RollbackSet(ProcessSet.add(others, selfId));
    }

    boolean hasLostState() {
        return hasLostState;
    }

    /**
     * Whether the epoch that this process is in would survive a crash. One that it forgot it would enter once more, with other
     * messages under the same numbers.
     */
    boolean isEpochDurable() {
        return decisions.isDurable(epochPosition);
    }

    /** A new life: what was done since the permanent checkpoint is gone. */
    void recover(long nowNs) {
        counters.increment(CoordinatedCounter.RECOVERED_STATE_LOST);
        hasLostState = true;
        retryNs = nowNs;
        attempt.holds(true);
        hold();
    }

    private void hold() {
        subject.holdSends();
        subject.holdDeliveries();
    }

    /** Whether this process has to begin one now. */
    private boolean isWanted() {
        return hasLostState && attempt.isFree() && !state.hasDecision();
    }

    // The initiator

    void begin(long nowNs, long id, Outbox outbox) {
        newestEpoch = Math.max(newestEpoch, state.epoch());
        proposedEpoch = newestEpoch + 1;
        attempt.begin(AttemptKind.ROLLBACK, selfId, id, selfId, nowNs + config.attemptTimeoutNs());
        attempt.become(AttemptState.COLLECTING);
        hold();
        reports.clear();
        reports.hasLostState(selfId);
        for (long rest = others; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int otherId = ProcessSet.first(rest);
            attempt.ask(otherId, proposedEpoch);
            reports.label(selfId, otherId, subject.delivered(otherId), subject.sentAtPermanent(otherId));
        }
        askSilent(nowNs, outbox);
        decideIfComplete(outbox);
    }

    private void askSilent(long nowNs, Outbox outbox) {
        for (long rest = attempt.unanswered(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            messages.request(ProcessSet.first(rest), attempt, proposedEpoch, outbox);
        }
        attempt.resendAt(nowNs + config.resendIntervalNs());
    }

    void onReport(int sourceId, ReportDecoder report, Outbox outbox) {
        if (!attempt.state().isOpen() || !ProcessSet.contains(attempt.unanswered(), sourceId)) {
            counters.increment(CoordinatedCounter.ANSWER_UNTIMELY);
            return;
        }
        reports.add(sourceId, report);
        attempt.answered(sourceId, ProcessSet.of(sourceId));
        decideIfComplete(outbox);
    }

    void onRefused(long nowNs, int sourceId, long epoch, Outbox outbox) {
        if (!attempt.state().isOpen() || !ProcessSet.contains(attempt.unanswered(), sourceId)) {
            counters.increment(CoordinatedCounter.ANSWER_UNTIMELY);
            return;
        }
        newestEpoch = Math.max(newestEpoch, epoch);
        leave(nowNs, AttemptOutcome.REFUSED, ProcessSet.of(sourceId), outbox);
    }

    private void decideIfComplete(Outbox outbox) {
        if (attempt.isComplete()) {
            long rolled = config.incrementalRollback() ? reports.rolled() : ProcessSet.add(others, selfId);
            attempt.become(AttemptState.DECIDING);
            state.decideRollback(attempt.id(), proposedEpoch, rolled, others, outbox);
            decisions.decided();
        }
    }

    /** The decision is durable. */
    void carryOut(long nowNs, Outbox outbox) {
        enter(state.epoch(), state.rolled());
        decisions.send(nowNs, outbox);
        end(AttemptOutcome.ROLLED_BACK, ProcessSet.EMPTY);
    }

    /** Gives up; possible until it is decided. */
    void leave(long nowNs, AttemptOutcome outcome, long causes, Outbox outbox) {
        for (long rest = attempt.asked(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            messages.discard(ProcessSet.first(rest), AttemptKind.ROLLBACK, selfId, attempt.id(), outbox);
        }
        retryNs = nowNs + config.resendIntervalNs();
        end(outcome, causes);
    }

    private void end(AttemptOutcome outcome, long causes) {
        counters.increment(outcome.counter());
        long id = attempt.id();
        attempt.end();
        listener.onEnd(id, outcome, causes);
    }

    // The others

    /** Stops until the decision: what is reported stays true. */
    void join(long nowNs, int initiatorId, long id, Outbox outbox) {
        attempt.begin(AttemptKind.ROLLBACK, initiatorId, id, initiatorId, Long.MAX_VALUE);
        attempt.acknowledged(nowNs, nowNs + config.resendIntervalNs());
        hold();
        messages.report(attempt, hasLostState, outbox);
    }

    void repeatAnswer(Outbox outbox) {
        counters.increment(CoordinatedCounter.REQUEST_REPEATED);
        messages.report(attempt, hasLostState, outbox);
    }

    void onDone(long epoch, long rolled, Outbox outbox) {
        enterRecorded(epoch, rolled, outbox);
        messages.acknowledge(AttemptKind.ROLLBACK, attempt.initiatorId(), attempt.id(), outbox);
        attempt.end();
    }

    /** This process has reported in an earlier life, and the rollback is done: what it says still holds. */
    void onDoneOfEarlierLife(long nowNs, int initiatorId, long id, long epoch, long rolled, Outbox outbox) {
        if (attempt.isOwn() && attempt.state().isOpen()) {
            leave(nowNs, AttemptOutcome.YIELDED, ProcessSet.of(initiatorId), outbox);
        }
        enterRecorded(epoch, rolled, outbox);
        messages.acknowledge(AttemptKind.ROLLBACK, initiatorId, id, outbox);
    }

    void onDiscard() {
        counters.increment(CoordinatedCounter.LOCAL_DISCARD);
        attempt.end();
    }

    private void enterRecorded(long epoch, long rolled, Outbox outbox) {
        state.enterEpoch(epoch, outbox);
        epochPosition = state.position();
        enter(epoch, rolled);
    }

    private void enter(long epoch, long rolled) {
        if (ProcessSet.contains(rolled, selfId)) {
            counters.increment(CoordinatedCounter.LOCAL_ROLLBACK);
            subject.rollBack();
            hasLostState = false;
        } else {
            counters.increment(CoordinatedCounter.LOCAL_EPOCH);
        }
        subject.enterEpoch(epoch);
    }

    // Deadlines

    long nextDeadlineNs() {
        return isWanted() ? retryNs : attempt.giveUpNs();
    }

    /** @return whether a rollback is to be begun. */
    boolean onDeadline(long nowNs, Outbox outbox) {
        if (attempt.isRollback() && attempt.giveUpNs() <= nowNs) {
            leave(nowNs, AttemptOutcome.TIMED_OUT, attempt.unanswered(), outbox);
        } else if (attempt.isRollback() && attempt.state().isOpen() && attempt.resendNs() <= nowNs) {
            counters.increment(CoordinatedCounter.SENT_AGAIN);
            askSilent(nowNs, outbox);
        }
        return isWanted() && retryNs <= nowNs;
    }
}
