package io.ft4j.log.coordinated;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.coordinated.codec.AttemptKind;
import io.ft4j.log.coordinated.codec.ControlEncoder;
import io.ft4j.log.coordinated.codec.MessageHeaderEncoder;
import io.ft4j.log.coordinated.codec.MessageKind;
import io.ft4j.log.coordinated.codec.ReportEncoder;
import org.agrona.BitUtil;

/** Writes the messages of {@code coordinated.xml} into an outbox. Decides nothing. One thread. No allocation. */
final class Messages {
    private static final int CONTROL_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + ControlEncoder.BLOCK_LENGTH;
    private static final int REPORT_HEAD_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH
            + ReportEncoder.BLOCK_LENGTH
            + ReportEncoder.LabelsEncoder.sbeHeaderSize();

    /** Rows and frames of an outbox are aligned to lines of a cache at most. */
    private static final int ALIGNMENT = 64;

    private static final int FRAMES_PER_PEER = 3;
    private static final int RECORDS_PER_STEP = 4;

    private final int selfId;
    private final long others;
    private final PersistentState state;
    private final CheckpointSubject subject;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ControlEncoder control = new ControlEncoder();
    private final ReportEncoder report = new ReportEncoder();

    Messages(int selfId, long others, PersistentState state, CheckpointSubject subject) {
        this.selfId = selfId;
        this.others = others;
        this.state = state;
        this.subject = subject;
    }

    static int reportLength(int peerCount) {
        return REPORT_HEAD_LENGTH + peerCount * ReportEncoder.LabelsEncoder.sbeBlockLength();
    }

    /** In the worst step an attempt is discarded, another one begun and the decision of a third sent again. */
    static int maxStepBytes(int peerCount) {
        int controlBytes = BitUtil.align(Frames.HEADER_LENGTH + CONTROL_LENGTH, ALIGNMENT);
        int reportBytes = BitUtil.align(Frames.HEADER_LENGTH + reportLength(peerCount), ALIGNMENT);
        int recordBytes = BitUtil.align(PersistentState.RECORD_LENGTH, ALIGNMENT);
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
        write(claim, MessageKind.WILLING, attempt.kind(), attempt.initiatorId(), attempt.id(), involved, outbox);
    }

    void refuse(int destinationId, AttemptKind kind, int initiatorId, long id, Outbox outbox) {
        send(destinationId, MessageKind.REFUSED, kind, initiatorId, id, ProcessSet.EMPTY, outbox);
    }

    void done(int destinationId, Outbox outbox) {
        long rolled = state.rolled();
        send(destinationId, MessageKind.DONE, state.decisionKind(), selfId, state.decisionId(), rolled, outbox);
    }

    void discard(int destinationId, AttemptKind kind, int initiatorId, long id, Outbox outbox) {
        send(destinationId, MessageKind.DISCARD, kind, initiatorId, id, ProcessSet.EMPTY, outbox);
    }

    /** It leaves when what it acknowledges is durable. */
    void acknowledge(AttemptKind kind, int initiatorId, long id, Outbox outbox) {
        int claim = outbox.claimAfterDurable(initiatorId, CONTROL_LENGTH);
        write(claim, MessageKind.ACKNOWLEDGEMENT, kind, initiatorId, id, ProcessSet.EMPTY, outbox);
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
        write(claim, message, kind, initiatorId, id, argument, outbox);
    }

    private void write(
            int claim, MessageKind message, AttemptKind kind, int initiatorId, long id, long argument, Outbox outbox) {
        outbox.buffer().setMemory(claim, CONTROL_LENGTH, (byte) 0);
        control.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .attemptId(id)
                .epoch(state.epoch())
                .argument(argument)
                .initiatorId((short) initiatorId)
                .kind(kind)
                .message(message);
        outbox.publish(claim);
    }

    /** To the initiator of a rollback: what this process has delivered, and what it would undo. */
    void report(Attempt attempt, boolean hasLostState, Outbox outbox) {
        int length = reportLength(ProcessSet.size(others));
        int claim = outbox.claim(attempt.initiatorId(), length);
        outbox.buffer().setMemory(claim, length, (byte) 0);
        ReportEncoder.LabelsEncoder labels = report.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .attemptId(attempt.id())
                .epoch(state.epoch())
                .initiatorId((short) attempt.initiatorId())
                .hasLostState((short) (hasLostState ? 1 : 0))
                .labelsCount(ProcessSet.size(others));
        for (long rest = others; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            labels.next()
                    .delivered(subject.delivered(id))
                    .sentAtPermanent(subject.sentAtPermanent(id))
                    .processId((short) id);
        }
        outbox.publish(claim);
    }
}
