package io.ft4j.log.coordinated;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.coordinated.codec.AttemptKind;
import io.ft4j.log.line.CountedLine;
import io.ft4j.log.line.RecoveryLine;

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
    /** What the processes have reported. */
    private final CountedLine line;

    /** Who has reported that its state is lost. */
    private long lost;

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
        line = new CountedLine(ProcessSet.add(others, selfId), subject.states().maxCount());
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
        line.clear();
        line.put(selfId, subject.states(), false);
        lost = ProcessSet.of(selfId);
        for (long rest = others; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int otherId = ProcessSet.first(rest);
            attempt.ask(otherId, proposedEpoch);
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

    /**
     * Who is in another epoch has not heard of a rollback, or this process has not: states of before one do not go together with
     * those of behind it, whatever their numbers are. It is asked again, until both have.
     */
    void onReport(int sourceId, MessageReader report, Outbox outbox) {
        if (!attempt.state().isOpen() || !ProcessSet.contains(attempt.unanswered(), sourceId)) {
            counters.increment(CoordinatedCounter.ANSWER_UNTIMELY);
            return;
        }
        if (report.reportedEpoch() != state.epoch()) {
            counters.increment(CoordinatedCounter.REPORT_OF_OTHER_EPOCH);
            return;
        }
        report.readStatesInto(line, sourceId);
        lost = report.hasLostState() ? ProcessSet.add(lost, sourceId) : lost;
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
            line.compute(config.incrementalRollback() ? lost : ProcessSet.add(others, selfId));
            attempt.become(AttemptState.DECIDING);
            state.decideRollback(attempt.id(), proposedEpoch, line, others, outbox);
            decisions.decided();
        }
    }

    /** The decision is durable. */
    void carryOut(long nowNs, Outbox outbox) {
        enter(state.epoch(), state.line(selfId));
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

    void onDone(long epoch, long number, Outbox outbox) {
        enterRecorded(epoch, number, outbox);
        messages.acknowledge(AttemptKind.ROLLBACK, attempt.initiatorId(), attempt.id(), outbox);
        attempt.end();
    }

    /** This process has reported in an earlier life, and the rollback is done: what it says still holds. */
    void onDoneOfEarlierLife(long nowNs, int initiatorId, long id, long epoch, long number, Outbox outbox) {
        if (attempt.isOwn() && attempt.state().isOpen()) {
            leave(nowNs, AttemptOutcome.YIELDED, ProcessSet.of(initiatorId), outbox);
        }
        enterRecorded(epoch, number, outbox);
        messages.acknowledge(AttemptKind.ROLLBACK, initiatorId, id, outbox);
    }

    void onDiscard() {
        counters.increment(CoordinatedCounter.LOCAL_DISCARD);
        attempt.end();
    }

    private void enterRecorded(long epoch, long number, Outbox outbox) {
        state.enterEpoch(epoch, outbox);
        epochPosition = state.position();
        enter(epoch, number);
    }

    /** Who has crashed since it reported its current state has nothing to stay in, and begins another rollback. */
    private void enter(long epoch, long number) {
        if (number != RecoveryLine.CURRENT) {
            counters.increment(CoordinatedCounter.LOCAL_ROLLBACK);
            subject.rollBack(number, epoch);
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
