package io.ft4j.log.coordinated;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.log.coordinated.codec.AttemptKind;
import io.ft4j.log.coordinated.codec.MessageHeaderDecoder;
import io.ft4j.log.line.RecoveryLine;
import io.ft4j.log.line.StateRows;
import org.agrona.DirectBuffer;

/**
 * One process of a group that takes its checkpoints together: two phases, after which the tentative checkpoints of all who are in
 * it become permanent, or of none (Koo, Toueg 1987). The permanent checkpoints of all processes are a consistent line at any
 * time, whoever crashes. A process that has crashed takes those who depend on its lost state back to that line.
 *
 * <p>From its tentative checkpoint to the decision a process sends no messages of the application; in a rollback it delivers none
 * either. Who has agreed never decides alone: while the initiator is down it is blocked, see {@link #blockedOnId}. It reads
 * messages and hands them to the role that they are for; what two attempts at once do to each other is decided here.
 *
 * <p>One thread. Allocates nothing after construction. Releases nothing of the log, of which it needs its newest record only.
 */
public final class CoordinatedCheckpoints implements Protocol {
    /** This process is in an attempt, or its own last one is not acknowledged by all. */
    public static final long BUSY = -1;
    /** This process has crashed and has not gone back to the line. */
    public static final long RECOVERING = -2;

    public static final int NOBODY = -1;

    private final CoordinatedConfig config;
    private final int selfId;
    private final long members;
    private final long life;
    private final CheckpointSubject subject;
    private final CoordinatedCounters counters = new CoordinatedCounters();
    private final PersistentState state;
    private final Attempt attempt;
    private final Messages messages;
    private final MessageReader reader;
    private final Decisions decisions;
    private final CheckpointRole checkpoints;
    private final RollbackRole rollbacks;

    private long lastSequence;

    /**
     * @param selfId    this process.
     * @param memberSet the group, this process included.
     * @param life      incarnation of the log of this process: never the same twice, 1 for the first.
     */
    public CoordinatedCheckpoints(
            CoordinatedConfig config,
            int selfId,
            long memberSet,
            long life,
            CheckpointSubject subject,
            AttemptListener listener) {
        if (!ProcessSet.contains(memberSet, selfId)) {
            throw new IllegalArgumentException(
                    "selfId=" + selfId + " is not in memberSet=" + ProcessSet.toString(memberSet));
        }
        if (life < 1 || life > Attempt.MAX_LIFE) {
            throw new IllegalArgumentException("life=" + life + " is outside 1.." + Attempt.MAX_LIFE);
        }
        this.config = config;
        this.selfId = selfId;
        this.members = memberSet;
        this.life = life;
        this.subject = subject;
        long others = ProcessSet.remove(memberSet, selfId);
        state = new PersistentState(selfId, memberSet);
        attempt = new Attempt(selfId);
        StateRows rows = new StateRows(memberSet, subject.states().maxCount());
        messages = new Messages(selfId, rows, state, subject);
        reader = new MessageReader(memberSet, rows, counters);
        decisions = new Decisions(config, state, messages, counters);
        checkpoints = new CheckpointRole(
                config, selfId, others, subject, listener, state, attempt, messages, decisions, counters);
        rollbacks = new RollbackRole(
                config, selfId, others, subject, listener, state, attempt, messages, decisions, counters);
    }

    @Override
    public int schemaId() {
        return MessageHeaderDecoder.SCHEMA_ID;
    }

    @Override
    public int maxStepBytes() {
        return Messages.maxStepBytes(
                ProcessSet.size(members) - 1, subject.states().maxCount());
    }

    /** Of the longest frame in bytes, which the transport has to carry. @param maxCount of the checkpoints of one process. */
    public static int maxFrameBytes(int memberCount, int maxCount) {
        return Frames.HEADER_LENGTH + Messages.reportLength(memberCount - 1, maxCount);
    }

    public CoordinatedCounters counters() {
        return counters;
    }

    /** Of what this process sends; raised by every rollback. */
    public long epoch() {
        return state.epoch();
    }

    /** Whether this process has crashed and has not gone back to the line. */
    public boolean isRecovering() {
        return rollbacks.hasLostState();
    }

    /** Whether this process is in an attempt, its own or another's. */
    public boolean isInAttempt() {
        return !attempt.isFree();
    }

    /** Whether a decision of this process is not acknowledged by all. */
    public boolean hasOpenDecision() {
        return state.hasDecision();
    }

    /** Whose decision this process waits for, having agreed; {@link #NOBODY}: it waits for none. */
    public int blockedOnId() {
        return attempt.state() == AttemptState.ACKNOWLEDGED ? attempt.initiatorId() : NOBODY;
    }

    /** Since when, in this life; {@link Long#MAX_VALUE}: it is not blocked. */
    public long blockedSinceNs() {
        return attempt.state() == AttemptState.ACKNOWLEDGED ? attempt.acknowledgedNs() : Long.MAX_VALUE;
    }

    PersistentState state() {
        return state;
    }

    Attempt attempt() {
        return attempt;
    }

    // Start

    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {
        if (recordType == PersistentState.RECORD_TYPE) {
            state.replay(position, buffer, offset, length);
            decisions.durableUpTo(position);
        }
    }

    @Override
    public void onStart(long nowNs, Outbox outbox) {
        if (state.hasDecision()) {
            counters.increment(CoordinatedCounter.RECOVERED_DECISION);
            carryOutAgain();
            decisions.send(nowNs, outbox);
        }
        subject.keepTentative(state.inDoubtNumber());
        subject.enterEpoch(state.epoch());
        if (state.isInDoubt()) {
            checkpoints.recover(nowNs);
        }
        if (life > 1) {
            rollbacks.recover(nowNs);
        }
    }

    private void carryOutAgain() {
        if (state.decisionKind() != AttemptKind.ROLLBACK) {
            subject.makePermanent(state.decisionNumber());
        } else if (state.line(selfId) != RecoveryLine.CURRENT) {
            subject.rollBack(state.line(selfId), state.decisionEpoch());
        }
    }

    // Doors

    /** Begins a checkpoint of all processes. @return the id of the attempt, or {@link #BUSY}, or {@link #RECOVERING}. */
    public long checkpointAll(long nowNs, Outbox outbox) {
        return begin(nowNs, AttemptKind.ALL, outbox);
    }

    /**
     * Begins a checkpoint of this process and of those that it depends on; others are neither asked nor blocked.
     *
     * @return the id of the attempt, or {@link #BUSY}, or {@link #RECOVERING}.
     */
    public long checkpointDependencies(long nowNs, Outbox outbox) {
        return begin(nowNs, AttemptKind.DEPENDENT, outbox);
    }

    private long begin(long nowNs, AttemptKind kind, Outbox outbox) {
        if (rollbacks.hasLostState()) {
            return RECOVERING;
        }
        if (!attempt.isFree() || state.hasDecision()) {
            counters.increment(CoordinatedCounter.BUSY);
            return BUSY;
        }
        long id = nextId();
        checkpoints.join(nowNs, kind, selfId, id, selfId, outbox);
        resumeIfFree();
        return id;
    }

    private long nextId() {
        return Attempt.id(life, ++lastSequence);
    }

    // Messages

    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        if (!ProcessSet.contains(members, sourceId) || sourceId == selfId) {
            counters.increment(CoordinatedCounter.SENDER_UNKNOWN);
        } else if (reader.read(buffer, offset, length)) {
            if (reader.isReport()) {
                onReport(sourceId, outbox);
            } else {
                onControl(nowNs, sourceId, outbox);
            }
            resumeIfFree();
        }
    }

    private void onControl(long nowNs, int sourceId, Outbox outbox) {
        switch (reader.message()) {
            case REQUEST:
                onRequest(nowNs, sourceId, outbox);
                break;
            case WILLING:
                onWilling(nowNs, sourceId, outbox);
                break;
            case REFUSED:
                onRefused(nowNs, sourceId, outbox);
                break;
            case DONE:
                onDone(nowNs, sourceId, outbox);
                break;
            case DISCARD:
                onDiscard(sourceId, outbox);
                break;
            case ACKNOWLEDGEMENT:
                decisions.onAcknowledgement(sourceId, reader.attemptId(), outbox);
                break;
            default:
                onDecisionRequest(sourceId, outbox);
                break;
        }
    }

    private void onRequest(long nowNs, int sourceId, Outbox outbox) {
        if (attempt.is(reader.initiatorId(), reader.attemptId())) {
            repeatAnswer(sourceId, outbox);
        } else if (isAcceptable(sourceId, outbox) && mayJoin(nowNs, sourceId, outbox)) {
            if (reader.isRollback()) {
                rollbacks.join(nowNs, reader.initiatorId(), reader.attemptId(), outbox);
            } else {
                checkpoints.join(nowNs, reader.kind(), reader.initiatorId(), reader.attemptId(), sourceId, outbox);
            }
        }
    }

    private void repeatAnswer(int sourceId, Outbox outbox) {
        if (attempt.isRollback()) {
            rollbacks.repeatAnswer(outbox);
        } else {
            checkpoints.repeatAnswer(sourceId, outbox);
        }
    }

    private boolean isAcceptable(int sourceId, Outbox outbox) {
        boolean isOld = reader.isRollback() ? reader.argument() <= state.epoch() : reader.epoch() < state.epoch();
        if (isOld) {
            refuse(CoordinatedCounter.REFUSED_OLD_EPOCH, sourceId, outbox);
        } else if (!reader.isRollback() && rollbacks.hasLostState()) {
            refuse(CoordinatedCounter.REFUSED_RECOVERING, sourceId, outbox);
        } else if (!reader.isRollback() && reader.epoch() > state.epoch()) {
            counters.increment(CoordinatedCounter.REQUEST_OF_NEWER_EPOCH);
        } else if (attempt.hasEnded(reader.initiatorId(), reader.attemptId())) {
            refuse(CoordinatedCounter.REFUSED_ENDED, sourceId, outbox);
        } else if (reader.kind() == AttemptKind.DEPENDENT && reader.argument() <= subject.sentAtPermanent(sourceId)) {
            counters.increment(CoordinatedCounter.NOT_NEEDED);
            messages.willing(sourceId, reader.kind(), reader.initiatorId(), reader.attemptId(), outbox);
        } else {
            return true;
        }
        return false;
    }

    private void refuse(CoordinatedCounter reason, int sourceId, Outbox outbox) {
        counters.increment(reason);
        messages.refuse(sourceId, reader.kind(), reader.initiatorId(), reader.attemptId(), outbox);
    }

    /**
     * Two attempts meet. A rollback goes before a checkpoint, else the initiator with the lower id goes first: a later one is
     * refused, an earlier one is let pass where this process has not agreed to the other, and waits where it has.
     */
    private boolean mayJoin(long nowNs, int sourceId, Outbox outbox) {
        if (attempt.isFree()) {
            return true;
        }
        if (attempt.state().isOpen() && givesWay()) {
            if (attempt.isRollback()) {
                rollbacks.leave(nowNs, AttemptOutcome.YIELDED, ProcessSet.of(reader.initiatorId()), outbox);
            } else {
                checkpoints.leave(AttemptOutcome.YIELDED, ProcessSet.of(reader.initiatorId()), outbox);
            }
            return true;
        }
        boolean goesBefore = reader.isRollback() && !attempt.isRollback();
        if (goesBefore || reader.initiatorId() <= attempt.initiatorId()) {
            counters.increment(CoordinatedCounter.REQUEST_DEFERRED);
        } else {
            refuse(CoordinatedCounter.REFUSED_BUSY, sourceId, outbox);
        }
        return false;
    }

    private boolean givesWay() {
        if (reader.isRollback() != attempt.isRollback()) {
            return reader.isRollback();
        }
        // An initiator that begins another attempt has ended the one before.
        return attempt.isOwn() ? reader.initiatorId() < selfId : reader.initiatorId() == attempt.initiatorId();
    }

    private void onWilling(long nowNs, int sourceId, Outbox outbox) {
        if (attempt.is(reader.initiatorId(), reader.attemptId()) && !attempt.isRollback()) {
            checkpoints.onWilling(nowNs, sourceId, reader.argument(), outbox);
        } else if (reader.initiatorId() == selfId && !isDecided(reader.attemptId())) {
            counters.increment(CoordinatedCounter.PRESUMED_DISCARD);
            messages.discard(sourceId, reader.kind(), selfId, reader.attemptId(), outbox);
        } else {
            counters.increment(CoordinatedCounter.ANSWER_UNTIMELY);
        }
    }

    private boolean isDecided(long attemptId) {
        return state.hasDecision() && state.decisionId() == attemptId;
    }

    private void onRefused(long nowNs, int sourceId, Outbox outbox) {
        if (!attempt.is(reader.initiatorId(), reader.attemptId())) {
            counters.increment(CoordinatedCounter.ANSWER_UNTIMELY);
        } else if (attempt.isRollback()) {
            rollbacks.onRefused(nowNs, sourceId, reader.epoch(), outbox);
        } else {
            checkpoints.onRefused(sourceId, outbox);
        }
    }

    private void onReport(int sourceId, Outbox outbox) {
        if (attempt.isOwn() && attempt.isRollback() && attempt.id() == reader.reportedAttemptId()) {
            rollbacks.onReport(sourceId, reader, outbox);
        } else {
            counters.increment(CoordinatedCounter.ANSWER_UNTIMELY);
        }
    }

    private void onDone(long nowNs, int sourceId, Outbox outbox) {
        int initiatorId = reader.initiatorId();
        long id = reader.attemptId();
        if (sourceId != initiatorId) {
            counters.increment(CoordinatedCounter.DECISION_UNTIMELY);
        } else if (attempt.is(initiatorId, id)) {
            if (attempt.isRollback()) {
                rollbacks.onDone(reader.epoch(), reader.argument(), outbox);
            } else {
                checkpoints.onDone(outbox);
            }
        } else if (reader.isRollback() && reader.epoch() > state.epoch()) {
            onDoneOfEarlierLife(nowNs, initiatorId, id, outbox);
        } else {
            counters.increment(CoordinatedCounter.DECISION_UNTIMELY);
            messages.acknowledge(reader.kind(), initiatorId, id, outbox);
        }
    }

    /** What this process has agreed to comes first: it has to know its line before it can go back to it. */
    private void onDoneOfEarlierLife(long nowNs, int initiatorId, long id, Outbox outbox) {
        if (state.isInDoubt() || attempt.state() == AttemptState.DECIDING) {
            counters.increment(CoordinatedCounter.DECISION_UNTIMELY);
        } else {
            rollbacks.onDoneOfEarlierLife(nowNs, initiatorId, id, reader.epoch(), reader.argument(), outbox);
        }
    }

    private void onDiscard(int sourceId, Outbox outbox) {
        boolean isAbove = sourceId == attempt.parentId() || sourceId == attempt.initiatorId();
        if (!attempt.is(reader.initiatorId(), reader.attemptId()) || attempt.isOwn() || !isAbove) {
            counters.increment(CoordinatedCounter.DECISION_UNTIMELY);
        } else if (attempt.isRollback()) {
            rollbacks.onDiscard();
        } else {
            checkpoints.onDiscard(outbox);
        }
    }

    /** Somebody is in doubt: what is not decided here, and not about to be, is discarded. */
    private void onDecisionRequest(int sourceId, Outbox outbox) {
        long id = reader.attemptId();
        if (reader.initiatorId() != selfId || attempt.is(selfId, id)) {
            counters.increment(CoordinatedCounter.ASKED_TOO_EARLY);
        } else if (!decisions.answer(sourceId, id, outbox)) {
            counters.increment(CoordinatedCounter.PRESUMED_DISCARD);
            messages.discard(sourceId, reader.kind(), selfId, id, outbox);
        }
    }

    // Indications

    @Override
    public void onIncarnation(long nowNs, int processId, long incarnation, Outbox outbox) {
        if (blockedOnId() == processId) {
            attempt.resendAt(nowNs);
        }
    }

    @Override
    public void onDurable(long nowNs, long position, Outbox outbox) {
        decisions.durableUpTo(position);
        if (attempt.state() == AttemptState.DECIDING && decisions.isDurable()) {
            if (attempt.isRollback()) {
                rollbacks.carryOut(nowNs, outbox);
            } else {
                checkpoints.carryOut(nowNs, outbox);
            }
        }
        resumeIfFree();
    }

    /** The end of every attempt, whatever its way: where the state is lost, the rollback comes first, and is recorded. */
    private void resumeIfFree() {
        if (attempt.holds() && attempt.isFree() && !rollbacks.hasLostState() && rollbacks.isEpochDurable()) {
            attempt.holds(false);
            subject.resume();
        }
    }

    // Deadlines

    @Override
    public long nextDeadlineNs() {
        long ownNs = attempt.isRollback() ? rollbacks.nextDeadlineNs() : checkpoints.nextDeadlineNs();
        long wantedNs = attempt.isFree() ? rollbacks.nextDeadlineNs() : Long.MAX_VALUE;
        return Math.min(Math.min(ownNs, wantedNs), Math.min(attempt.resendNs(), decisions.nextDeadlineNs()));
    }

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {
        decisions.onDeadline(nowNs, outbox);
        if (attempt.state() == AttemptState.ACKNOWLEDGED) {
            ask(nowNs, outbox);
        } else if (!attempt.isRollback() && attempt.state().isOpen()) {
            checkpoints.onDeadline(nowNs, outbox);
        }
        if (rollbacks.onDeadline(nowNs, outbox)) {
            rollbacks.begin(nowNs, nextId(), outbox);
        }
        resumeIfFree();
    }

    /** Blocked: only the initiator knows. */
    private void ask(long nowNs, Outbox outbox) {
        if (attempt.resendNs() <= nowNs) {
            counters.increment(CoordinatedCounter.ASKED_INITIATOR);
            messages.askForDecision(attempt, outbox);
            attempt.resendAt(nowNs + config.resendIntervalNs());
        }
    }

    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {
        checkpoints.poll(nowNs, outbox);
        resumeIfFree();
    }

    @Override
    public void checkInvariants() {
        attempt.checkInvariants(members);
        decisions.checkInvariants();
        Invariant.check(
                (attempt.state() == AttemptState.ACKNOWLEDGED && !attempt.isRollback()) == state.isInDoubt(),
                "K4 who has agreed has recorded it",
                attempt.id(),
                state.inDoubtId());
    }
}
