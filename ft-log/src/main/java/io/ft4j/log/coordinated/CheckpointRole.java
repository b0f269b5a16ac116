package io.ft4j.log.coordinated;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.coordinated.codec.AttemptKind;

/**
 * The part of a process in a checkpoint, as initiator or asked by another: takes its tentative checkpoint, asks those it depends
 * on, and agrees when all below it have (Koo, Toueg 1987, section 4).
 *
 * <p>One thread. No allocation.
 */
final class CheckpointRole {
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

    private long pollNs;

    CheckpointRole(
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
    }

    /** This process has agreed in an earlier life. */
    void recover(long nowNs) {
        counters.increment(CoordinatedCounter.RECOVERED_IN_DOUBT);
        int initiatorId = state.inDoubtInitiatorId();
        attempt.begin(AttemptKind.DEPENDENT, initiatorId, state.inDoubtId(), initiatorId, Long.MAX_VALUE);
        attempt.number(state.inDoubtNumber());
        attempt.involved(state.inDoubtSet());
        attempt.acknowledged(nowNs, nowNs);
    }

    // Joining

    void join(long nowNs, AttemptKind kind, int initiatorId, long id, int parentId, Outbox outbox) {
        attempt.begin(kind, initiatorId, id, parentId, nowNs + config.attemptTimeoutNs());
        attempt.become(AttemptState.TAKING);
        subject.holdSends();
        long number = subject.takeTentative(initiatorId, id);
        if (number <= 0) {
            leave(AttemptOutcome.NOT_WRITTEN, ProcessSet.of(selfId), outbox);
            return;
        }
        attempt.number(number);
        chooseWhomToAsk();
        askSilent(nowNs, outbox);
        poll(nowNs, outbox);
    }

    /** Whoever sent what the tentative checkpoint holds; who asked, and the initiator, are in it already. */
    private void chooseWhomToAsk() {
        for (long rest = others; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            boolean isAbove = id == attempt.parentId() || id == attempt.initiatorId();
            long delivered = subject.delivered(id);
            boolean isNeeded = attempt.kind() == AttemptKind.ALL
                    ? attempt.isOwn()
                    : !isAbove && delivered > subject.deliveredAtPermanent(id);
            if (isNeeded) {
                attempt.ask(id, delivered);
            }
        }
    }

    private void askSilent(long nowNs, Outbox outbox) {
        for (long rest = attempt.unanswered(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            messages.request(id, attempt, attempt.label(id), outbox);
        }
        attempt.resendAt(nowNs + config.resendIntervalNs());
    }

    /**
     * Somebody asks who has asked before, or a second one. The one that asked first waits for this process, so nobody else has to:
     * two that depend on each other would wait for ever. After a crash it is not known who was the first, so a promise is repeated
     * to all.
     */
    void repeatAnswer(int sourceId, Outbox outbox) {
        if (attempt.state() == AttemptState.ACKNOWLEDGED) {
            counters.increment(CoordinatedCounter.REQUEST_REPEATED);
            messages.promise(sourceId, attempt, outbox);
        } else if (sourceId != attempt.parentId()) {
            counters.increment(CoordinatedCounter.ALREADY_IN);
            messages.willing(sourceId, attempt.kind(), attempt.initiatorId(), attempt.id(), outbox);
        }
    }

    // Collecting

    /** Looks whether the tentative checkpoint has become durable. */
    void poll(long nowNs, Outbox outbox) {
        if (attempt.state() != AttemptState.TAKING) {
            return;
        }
        pollNs = nowNs + config.pollIntervalNs();
        switch (subject.tentative(attempt.number())) {
            case DURABLE:
                attempt.become(AttemptState.COLLECTING);
                finishIfComplete(nowNs, outbox);
                break;
            case FAILED:
                leave(AttemptOutcome.NOT_WRITTEN, ProcessSet.of(selfId), outbox);
                break;
            default:
                break;
        }
    }

    void onWilling(long nowNs, int sourceId, long involved, Outbox outbox) {
        if (!attempt.state().isOpen() || !ProcessSet.contains(attempt.unanswered(), sourceId)) {
            counters.increment(CoordinatedCounter.ANSWER_UNTIMELY);
            return;
        }
        attempt.answered(sourceId, involved);
        finishIfComplete(nowNs, outbox);
    }

    void onRefused(int sourceId, Outbox outbox) {
        if (!attempt.state().isOpen() || !ProcessSet.contains(attempt.unanswered(), sourceId)) {
            counters.increment(CoordinatedCounter.ANSWER_UNTIMELY);
            return;
        }
        leave(AttemptOutcome.REFUSED, ProcessSet.of(sourceId), outbox);
    }

    private void finishIfComplete(long nowNs, Outbox outbox) {
        if (!attempt.isComplete()) {
            return;
        }
        if (attempt.isOwn()) {
            decide(outbox);
        } else {
            promise(nowNs, outbox);
        }
    }

    private void promise(long nowNs, Outbox outbox) {
        state.promise(attempt, outbox);
        attempt.acknowledged(nowNs, nowNs + config.resendIntervalNs());
        messages.promise(attempt.parentId(), attempt, outbox);
    }

    private void decide(Outbox outbox) {
        long participants = ProcessSet.remove(attempt.involved(), selfId);
        attempt.become(AttemptState.DECIDING);
        state.decideCheckpoint(attempt.kind(), attempt.id(), attempt.number(), participants, outbox);
        decisions.decided();
    }

    // Ends

    /** The initiator's decision is durable. */
    void carryOut(long nowNs, Outbox outbox) {
        subject.makePermanent(attempt.number());
        decisions.send(nowNs, outbox);
        end(AttemptOutcome.PERMANENT, ProcessSet.EMPTY);
    }

    /** The initiator has decided for it. */
    void onDone(Outbox outbox) {
        Invariant.check(
                attempt.state() == AttemptState.ACKNOWLEDGED,
                "K2 nothing is done without this process",
                attempt.id(),
                0);
        counters.increment(CoordinatedCounter.LOCAL_PERMANENT);
        subject.makePermanent(attempt.number());
        state.resolve(outbox);
        messages.acknowledge(attempt.kind(), attempt.initiatorId(), attempt.id(), outbox);
        attempt.end();
    }

    /** Somebody above has ended it, or the initiator does not know it. */
    void onDiscard(Outbox outbox) {
        counters.increment(CoordinatedCounter.LOCAL_DISCARD);
        discard(outbox);
        attempt.end();
    }

    /** Ends this part alone, and so all of the attempt: possible until this process has agreed. */
    void leave(AttemptOutcome outcome, long causes, Outbox outbox) {
        Invariant.check(attempt.state().isOpen(), "K2 nobody who has agreed decides alone", attempt.id(), selfId);
        discard(outbox);
        if (attempt.isOwn()) {
            end(outcome, causes);
        } else {
            counters.increment(CoordinatedCounter.LEFT);
            messages.refuse(attempt.parentId(), attempt.kind(), attempt.initiatorId(), attempt.id(), outbox);
            attempt.end();
        }
    }

    private void discard(Outbox outbox) {
        subject.keepTentative(0);
        for (long rest = attempt.asked(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            messages.discard(ProcessSet.first(rest), attempt.kind(), attempt.initiatorId(), attempt.id(), outbox);
        }
        if (state.isInDoubt()) {
            state.resolve(outbox);
        }
    }

    private void end(AttemptOutcome outcome, long causes) {
        counters.increment(outcome.counter());
        long id = attempt.id();
        attempt.end();
        listener.onEnd(id, outcome, causes);
    }

    // Deadlines

    long nextDeadlineNs() {
        return attempt.state() == AttemptState.TAKING ? Math.min(pollNs, attempt.giveUpNs()) : attempt.giveUpNs();
    }

    void onDeadline(long nowNs, Outbox outbox) {
        poll(nowNs, outbox);
        if (attempt.giveUpNs() <= nowNs) {
            leave(AttemptOutcome.TIMED_OUT, attempt.unanswered(), outbox);
        } else if (attempt.state().isOpen() && attempt.resendNs() <= nowNs) {
            counters.increment(CoordinatedCounter.SENT_AGAIN);
            askSilent(nowNs, outbox);
        }
    }
}
