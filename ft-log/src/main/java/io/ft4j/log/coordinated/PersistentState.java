package io.ft4j.log.coordinated;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.coordinated.codec.AttemptKind;
import io.ft4j.log.coordinated.codec.CoordinatedStateDecoder;
import io.ft4j.log.coordinated.codec.CoordinatedStateDecoder.LineDecoder;
import io.ft4j.log.coordinated.codec.CoordinatedStateEncoder;
import io.ft4j.log.coordinated.codec.MessageHeaderDecoder;
import io.ft4j.log.coordinated.codec.MessageHeaderEncoder;
import io.ft4j.log.line.CountedLine;
import io.ft4j.log.line.RecoveryLine;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Owns what must not be forgotten: the epoch, the attempt that this process has agreed to, and its own decision that not all have
 * acknowledged. Every record holds all of it, so the newest one is enough, and logs keep that whatever they release.
 *
 * <p>One thread. No allocation.
 */
final class PersistentState {
    static final int RECORD_TYPE = 50;
    private static final int HEAD_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH
            + CoordinatedStateEncoder.BLOCK_LENGTH
            + CoordinatedStateEncoder.LineEncoder.sbeHeaderSize();
    private static final long NONE = 0;

    private final int selfId;
    private final long members;
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final CoordinatedStateEncoder encoder = new CoordinatedStateEncoder();
    private final CoordinatedStateDecoder decoder = new CoordinatedStateDecoder();

    private long epoch;
    private int inDoubtInitiatorId;
    private long inDoubtId;
    private long inDoubtNumber;
    private long inDoubtSet;
    private AttemptKind decisionKind = AttemptKind.ALL;
    private long decisionId;
    private long decisionNumber;
    private long decisionEpoch;
    /** By process: the number of the state that it goes back to, where the decision is about that. */
    private final long[] line = new long[ProcessSet.MAX_PROCESSES];

    private long pending;
    private long position;

    PersistentState(int selfId, long members) {
        this.selfId = selfId;
        this.members = members;
        Arrays.fill(line, RecoveryLine.CURRENT);
    }

    /** Of the longest record. */
    static int recordLength(int memberCount) {
        return HEAD_LENGTH + memberCount * CoordinatedStateEncoder.LineEncoder.sbeBlockLength();
    }

    long epoch() {
        return epoch;
    }

    boolean isInDoubt() {
        return inDoubtId != NONE;
    }

    int inDoubtInitiatorId() {
        return inDoubtInitiatorId;
    }

    long inDoubtId() {
        return inDoubtId;
    }

    /** 0: in doubt about none. */
    long inDoubtNumber() {
        return inDoubtNumber;
    }

    /** Who is in the attempt below this process. */
    long inDoubtSet() {
        return inDoubtSet;
    }

    boolean hasDecision() {
        return decisionId != NONE;
    }

    AttemptKind decisionKind() {
        return decisionKind;
    }

    long decisionId() {
        return decisionId;
    }

    long decisionNumber() {
        return decisionNumber;
    }

    /** That the decision begins, where it is about a rollback. */
    long decisionEpoch() {
        return decisionEpoch;
    }

    /** What a process goes back to, where the decision is about that; {@link RecoveryLine#CURRENT}: it stays. */
    long line(int processId) {
        return line[processId];
    }

    /** Who has not acknowledged the decision. */
    long pending() {
        return pending;
    }

    /** Of the newest record. */
    long position() {
        return position;
    }

    void promise(Attempt attempt, Outbox outbox) {
        inDoubtInitiatorId = attempt.initiatorId();
        inDoubtId = attempt.id();
        inDoubtNumber = attempt.number();
        inDoubtSet = attempt.involved();
        append(outbox);
    }

    void resolve(Outbox outbox) {
        inDoubtInitiatorId = 0;
        inDoubtId = NONE;
        inDoubtNumber = NONE;
        inDoubtSet = ProcessSet.EMPTY;
        append(outbox);
    }

    void decideCheckpoint(AttemptKind kind, long id, long number, long participants, Outbox outbox) {
        Arrays.fill(line, RecoveryLine.CURRENT);
        decide(kind, id, number, participants, outbox);
    }

    void decideRollback(long id, long newEpoch, CountedLine newLine, long participants, Outbox outbox) {
        raise(newEpoch);
        decisionEpoch = newEpoch;
        for (long rest = members; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            line[ProcessSet.first(rest)] = newLine.state(ProcessSet.first(rest));
        }
        decide(AttemptKind.ROLLBACK, id, NONE, participants, outbox);
    }

    private void decide(AttemptKind kind, long id, long number, long participants, Outbox outbox) {
        Invariant.check(!hasDecision(), "K6 one decision at a time", decisionId, id);
        decisionKind = kind;
        decisionId = id;
        decisionNumber = number;
        pending = participants;
        append(outbox);
    }

    /** Forgotten by a crash: it acknowledges once more then. */
    void acknowledged(int processId) {
        pending = ProcessSet.remove(pending, processId);
    }

    void end(Outbox outbox) {
        decisionId = NONE;
        decisionNumber = NONE;
        decisionEpoch = NONE;
        Arrays.fill(line, RecoveryLine.CURRENT);
        pending = ProcessSet.EMPTY;
        append(outbox);
    }

    void enterEpoch(long newEpoch, Outbox outbox) {
        raise(newEpoch);
        append(outbox);
    }

    private void raise(long newEpoch) {
        Invariant.check(newEpoch > epoch, "K5 the epoch grows", newEpoch, epoch);
        epoch = newEpoch;
    }

    private void append(Outbox outbox) {
        int length = recordLength(rolledCount());
        int claim = outbox.claimState(RECORD_TYPE, length);
        outbox.buffer().setMemory(claim, length, (byte) 0);
        CoordinatedStateEncoder.LineEncoder lines = encoder.wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .epoch(epoch)
                .inDoubtId(inDoubtId)
                .inDoubtNumber(inDoubtNumber)
                .inDoubtSet(inDoubtSet)
                .decisionId(decisionId)
                .decisionNumber(decisionNumber)
                .decisionEpoch(decisionEpoch)
                .pendingSet(pending)
                .inDoubtInitiatorId((short) inDoubtInitiatorId)
                .decisionKind(decisionKind)
                .ownerId((short) selfId)
                .lineCount(rolledCount());
        for (long rest = members; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            if (line[id] != RecoveryLine.CURRENT) {
                lines.next().number(line[id]).processId((short) id);
            }
        }
        position = outbox.publish(claim);
    }

    private int rolledCount() {
        int count = 0;
        for (long rest = members; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            count += line[ProcessSet.first(rest)] == RecoveryLine.CURRENT ? 0 : 1;
        }
        return count;
    }

    /** @throws IllegalStateException when this is no record of this process. */
    void replay(long newPosition, DirectBuffer buffer, int offset, int length) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH || !isReadable(buffer, offset, length)) {
            throw refusal(newPosition, "with " + length + " bytes is no CoordinatedState");
        }
        decoder.wrapAndApplyHeader(buffer, offset, headerDecoder);
        if (decoder.ownerId() != selfId) {
            throw refusal(newPosition, "belongs to process " + decoder.ownerId() + ", not to " + selfId);
        }
        if (!isPlausible()) {
            throw refusal(newPosition, "names what is outside the group " + ProcessSet.toString(members));
        }
        epoch = decoder.epoch();
        inDoubtInitiatorId = decoder.inDoubtInitiatorId();
        inDoubtId = decoder.inDoubtId();
        inDoubtNumber = decoder.inDoubtNumber();
        inDoubtSet = decoder.inDoubtSet();
        decisionKind = decoder.decisionKind();
        decisionId = decoder.decisionId();
        decisionNumber = decoder.decisionNumber();
        decisionEpoch = decoder.decisionEpoch();
        pending = decoder.pendingSet();
        replayLine(newPosition);
        position = newPosition;
    }

    private void replayLine(long newPosition) {
        Arrays.fill(line, RecoveryLine.CURRENT);
        for (LineDecoder state : decoder.line()) {
            if (!ProcessSet.contains(members, state.processId()) || state.number() < 0) {
                throw refusal(newPosition, "names what is outside the group " + ProcessSet.toString(members));
            }
            line[state.processId()] = state.number();
        }
    }

    private boolean isReadable(DirectBuffer buffer, int offset, int length) {
        headerDecoder.wrap(buffer, offset);
        return headerDecoder.templateId() == CoordinatedStateDecoder.TEMPLATE_ID
                && headerDecoder.schemaId() == CoordinatedStateDecoder.SCHEMA_ID
                && headerDecoder.blockLength() >= CoordinatedStateDecoder.BLOCK_LENGTH
                && headerDecoder.blockLength()
                        <= length - MessageHeaderDecoder.ENCODED_LENGTH - LineDecoder.sbeHeaderSize()
                && hasLine(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH + headerDecoder.blockLength(), length);
    }

    private static boolean hasLine(DirectBuffer buffer, int offset, int length) {
        int entryLength = buffer.getShort(offset, CoordinatedStateDecoder.BYTE_ORDER) & 0xFFFF;
        int entryCount = buffer.getShort(offset + Short.BYTES, CoordinatedStateDecoder.BYTE_ORDER) & 0xFFFF;
        return entryLength >= LineDecoder.sbeBlockLength() && HEAD_LENGTH + entryCount * entryLength <= length;
    }

    private boolean isPlausible() {
        return ProcessSet.contains(members, decoder.inDoubtId() == NONE ? selfId : decoder.inDoubtInitiatorId())
                && ((decoder.inDoubtSet() | decoder.pendingSet()) & ~members) == 0
                && decoder.decisionKindRaw() >= AttemptKind.ALL.value()
                && decoder.decisionKindRaw() <= AttemptKind.ROLLBACK.value()
                && decoder.epoch() >= 0;
    }

    private static IllegalStateException refusal(long position, String reason) {
        return new IllegalStateException("record at position " + position + " " + reason);
    }
}
