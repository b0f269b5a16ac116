package io.ft4j.log.coordinated;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.coordinated.codec.AttemptKind;
import io.ft4j.log.coordinated.codec.ControlEncoder;
import io.ft4j.log.coordinated.codec.MessageHeaderEncoder;
import io.ft4j.log.coordinated.codec.MessageKind;
import io.ft4j.log.coordinated.codec.ReportEncoder;
import io.ft4j.log.line.CountedStates;
import io.ft4j.log.line.StateRows;
import org.agrona.BitUtil;

/** Writes the messages of {@code coordinated.xml} into an outbox. Decides nothing. One thread. No allocation. */
final class Messages {
    private static final int CONTROL_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + ControlEncoder.BLOCK_LENGTH;
    private static final int REPORT_HEAD_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + ReportEncoder.BLOCK_LENGTH;

    /** Rows and frames of an outbox are aligned to lines of a cache at most. */
    private static final int ALIGNMENT = 64;

    private static final int FRAMES_PER_PEER = 3;
    private static final int RECORDS_PER_STEP = 4;

    private final int selfId;
    private final PersistentState state;
    private final CheckpointSubject subject;
    private final StateRows rows;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ControlEncoder control = new ControlEncoder();
    private final ReportEncoder report = new ReportEncoder();

    Messages(int selfId, StateRows rows, PersistentState state, CheckpointSubject subject) {
        this.selfId = selfId;
        this.rows = rows;
        this.state = state;
        this.subject = subject;
    }

    /** Of the longest one. @param maxCount of the checkpoints of one process. */
    static int reportLength(int peerCount, int maxCount) {
        return REPORT_HEAD_LENGTH + StateRows.maxLength(peerCount, maxCount);
    }

    /** In the worst step an attempt is discarded, another one begun and the decision of a third sent again. */
    static int maxStepBytes(int peerCount, int maxCount) {
        int controlBytes = BitUtil.align(Frames.HEADER_LENGTH + CONTROL_LENGTH, ALIGNMENT);
        int reportBytes = BitUtil.align(Frames.HEADER_LENGTH + reportLength(peerCount, maxCount), ALIGNMENT);
        int recordBytes = BitUtil.align(PersistentState.recordLength(peerCount + 1), ALIGNMENT);
        return (FRAMES_PER_PEER * peerCount + 2) * controlBytes + reportBytes + RECORDS_PER_STEP * recordBytes;
    }

    void request(int destinationId, Attempt attempt, long argument, Outbox outbox) {
        send(destinationId, MessageKind.REQUEST, attempt.kind(), attempt.initiatorId(), attempt.id(), argument, outbox);
    }

    /** Without a promise: this process has no part in it that it is asked for here. */
    void willing(int destinationId, AttemptKind kind, int initiatorId, long id, Outbox outbox) {
        send(destinationId, MessageKind.WILLING, kind, initiatorId, id, ProcessSet.EMPTY, outbox);
    }

    /** The promise: it leaves when that is durable. */
    void promise(int destinationId, Attempt attempt, Outbox outbox) {
        long involved = ProcessSet.add(attempt.involved(), selfId);
        int claim = outbox.claimAfterDurable(destinationId, CONTROL_LENGTH);
        write(
                claim,
                MessageKind.WILLING,
                attempt.kind(),
                attempt.initiatorId(),
                attempt.id(),
                involved,
                state.epoch(),
                outbox);
    }

    void refuse(int destinationId, AttemptKind kind, int initiatorId, long id, Outbox outbox) {
        send(destinationId, MessageKind.REFUSED, kind, initiatorId, id, ProcessSet.EMPTY, outbox);
    }

    /** A rollback that is still told behind a later one names its own epoch. */
    void done(int destinationId, Outbox outbox) {
        boolean isRollback = state.decisionKind() == AttemptKind.ROLLBACK;
        long number = isRollback ? state.line(destinationId) : 0;
        long epoch = isRollback ? state.decisionEpoch() : state.epoch();
        int claim = outbox.claim(destinationId, CONTROL_LENGTH);
        write(claim, MessageKind.DONE, state.decisionKind(), selfId, state.decisionId(), number, epoch, outbox);
    }

    void discard(int destinationId, AttemptKind kind, int initiatorId, long id, Outbox outbox) {
        send(destinationId, MessageKind.DISCARD, kind, initiatorId, id, ProcessSet.EMPTY, outbox);
    }

    /** It leaves when what it acknowledges is durable. */
    void acknowledge(AttemptKind kind, int initiatorId, long id, Outbox outbox) {
        int claim = outbox.claimAfterDurable(initiatorId, CONTROL_LENGTH);
        write(claim, MessageKind.ACKNOWLEDGEMENT, kind, initiatorId, id, ProcessSet.EMPTY, state.epoch(), outbox);
    }

    void askForDecision(Attempt attempt, Outbox outbox) {
        int initiatorId = attempt.initiatorId();
        send(initiatorId, MessageKind.DECISION_REQUEST, attempt.kind(), initiatorId, attempt.id(), 0, outbox);
    }

    private void send(
            int destinationId,
            MessageKind message,
            AttemptKind kind,
            int initiatorId,
            long id,
            long argument,
            Outbox outbox) {
        int claim = outbox.claim(destinationId, CONTROL_LENGTH);
        write(claim, message, kind, initiatorId, id, argument, state.epoch(), outbox);
    }

    private void write(
            int claim,
            MessageKind message,
            AttemptKind kind,
            int initiatorId,
            long id,
            long argument,
            long epoch,
            Outbox outbox) {
        outbox.buffer().setMemory(claim, CONTROL_LENGTH, (byte) 0);
        control.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .attemptId(id)
                .epoch(epoch)
                .argument(argument)
                .initiatorId((short) initiatorId)
                .kind(kind)
                .message(message);
        outbox.publish(claim);
    }

    /** To the initiator of a rollback: the states that this process could go back to. */
    void report(Attempt attempt, boolean hasLostState, Outbox outbox) {
        CountedStates states = subject.states();
        int length = REPORT_HEAD_LENGTH + rows.length(states, !hasLostState);
        int claim = outbox.claim(attempt.initiatorId(), length);
        outbox.buffer().setMemory(claim, REPORT_HEAD_LENGTH, (byte) 0);
        report.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .attemptId(attempt.id())
                .epoch(state.epoch())
                .initiatorId((short) attempt.initiatorId());
        rows.write(selfId, states, !hasLostState, outbox.buffer(), claim + REPORT_HEAD_LENGTH);
        outbox.publish(claim);
    }
}
