package io.ft4j.log.rollback;

import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.rollback.codec.DataDecoder;
import io.ft4j.log.rollback.codec.MessageHeaderDecoder;
import io.ft4j.log.rollback.codec.MessageHeaderEncoder;
import io.ft4j.log.rollback.codec.PermanentCheckpointDecoder;
import io.ft4j.log.rollback.codec.PermanentCheckpointEncoder;
import io.ft4j.log.rollback.codec.PositionDecoder;
import io.ft4j.log.rollback.codec.PositionEncoder;
import org.agrona.DirectBuffer;

/**
 * Reads the frames of {@code rollback.xml}, and writes all but those of {@link KeptChannel}; decides nothing. One thread. No allocation
 * after construction.
 */
final class NodeFrames {
    static final int SCHEMA_ID = DataDecoder.SCHEMA_ID;
    static final int POSITION_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + PositionEncoder.BLOCK_LENGTH;
    static final int PERMANENT_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + PermanentCheckpointEncoder.BLOCK_LENGTH;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final DataDecoder data = new DataDecoder();
    private final PositionDecoder position = new PositionDecoder();
    private final PermanentCheckpointDecoder permanentDecoder = new PermanentCheckpointDecoder();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final PositionEncoder positionEncoder = new PositionEncoder();
    private final PermanentCheckpointEncoder permanentEncoder = new PermanentCheckpointEncoder();
    private boolean isData;

    /** @return false: of another version, of a kind that is not known here, or cut off. */
    boolean read(DirectBuffer buffer, int offset, int length) {
        header.wrap(buffer, offset);
        int bodyLength = length - MessageHeaderDecoder.ENCODED_LENGTH;
        if (header.version() != DataDecoder.SCHEMA_VERSION || header.blockLength() > bodyLength) {
            return false;
        }
        isData = header.templateId() == DataDecoder.TEMPLATE_ID;
        if (isData && header.blockLength() == DataDecoder.BLOCK_LENGTH) {
            data.wrapAndApplyHeader(buffer, offset, header);
            return true;
        }
        if (header.templateId() == PositionDecoder.TEMPLATE_ID
                && header.blockLength() == PositionDecoder.BLOCK_LENGTH) {
            position.wrapAndApplyHeader(buffer, offset, header);
            return true;
        }
        return false;
    }

    /** Else it is a position. */
    boolean isData() {
        return isData;
    }

    /** Of the sender. */
    long epoch() {
        return isData ? data.epoch() : position.epoch();
    }

    long snapshotId() {
        return isData ? data.snapshotId() : position.snapshotId();
    }

    /** Of data. */
    long firstSsn() {
        return data.firstSsn();
    }

    /** Of data. */
    long interval() {
        return data.interval();
    }

    /** Of a position. */
    long deliveredSsn() {
        return position.deliveredSsn();
    }

    /** Of a position. */
    long permanentSsn() {
        return position.permanentSsn();
    }

    void position(int peerId, long epoch, long deliveredSsn, long permanentSsn, long snapshotId, Outbox outbox) {
        int claim = outbox.claim(peerId, POSITION_LENGTH);
        positionEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .epoch(epoch)
                .deliveredSsn(deliveredSsn)
                .permanentSsn(permanentSsn)
                .snapshotId(snapshotId);
        outbox.publish(claim);
    }

    /** @return where the record stands. */
    long recordPermanent(long number, Outbox outbox) {
        int claim = outbox.claimState(RecordTypes.PERMANENT_CHECKPOINT, PERMANENT_LENGTH);
        permanentEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .number(number);
        return outbox.publish(claim);
    }

    long recordedPermanent(DirectBuffer buffer, int offset) {
        return permanentDecoder.wrapAndApplyHeader(buffer, offset, header).number();
    }
}
