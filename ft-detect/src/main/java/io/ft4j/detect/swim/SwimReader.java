package io.ft4j.detect.swim;

import io.ft4j.detect.swim.codec.AckDecoder;
import io.ft4j.detect.swim.codec.GroupSizeEncodingDecoder;
import io.ft4j.detect.swim.codec.MessageHeaderDecoder;
import io.ft4j.detect.swim.codec.PingDecoder;
import io.ft4j.detect.swim.codec.PingRequestDecoder;
import io.ft4j.detect.swim.codec.UpdateDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads a message that anybody may have written. Nothing of it is used before all of it was looked at.
 *
 * <p>One thread. No allocation after construction.
 */
final class SwimReader {
    /** Instead of a template id. */
    static final int UNREADABLE = -1;

    private static final int HEADER_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH;

    private final int memberCount;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PingDecoder ping = new PingDecoder();
    private final PingRequestDecoder pingRequest = new PingRequestDecoder();
    private final AckDecoder ack = new AckDecoder();
    private final GroupSizeEncodingDecoder groupSize = new GroupSizeEncodingDecoder();
    private final UpdateDecoder update = new UpdateDecoder();

    private DirectBuffer buffer;
    private int updatesOffset;
    private int updateStride;
    private int updateCount;
    private long sequence;
    private long incarnation;
    private int senderState;
    private int originId;
    private int targetId;
    private int page;

    SwimReader(int memberCount) {
        this.memberCount = memberCount;
    }

    /**
     * Later versions may append fields to a message and to an update, none may leave one out.
     *
     * @return the template id, or {@link #UNREADABLE}.
     */
    int read(DirectBuffer buffer, int offset, int length) {
        if (length < HEADER_LENGTH) {
            return UNREADABLE;
        }
        this.buffer = buffer;
        header.wrap(buffer, offset);
        int templateId = header.templateId();
        int blockLength = header.blockLength();
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || blockLength < minBlockLength(templateId)
                || !readGroup(offset + HEADER_LENGTH + blockLength, offset + length)) {
            return UNREADABLE;
        }
        readBlock(templateId, offset + HEADER_LENGTH);
        return templateId;
    }

    private static int minBlockLength(int templateId) {
        switch (templateId) {
            case PingDecoder.TEMPLATE_ID:
                return PingDecoder.BLOCK_LENGTH;
            case PingRequestDecoder.TEMPLATE_ID:
                return PingRequestDecoder.BLOCK_LENGTH;
            case AckDecoder.TEMPLATE_ID:
                return AckDecoder.BLOCK_LENGTH;
            default:
                return Integer.MAX_VALUE;
        }
    }

    private boolean readGroup(int offset, int end) {
        updatesOffset = offset + GroupSizeEncodingDecoder.ENCODED_LENGTH;
        if (updatesOffset > end) {
            return false;
        }
        groupSize.wrap(buffer, offset);
        updateStride = groupSize.blockLength();
        updateCount = groupSize.numInGroup();
        return updateStride >= UpdateDecoder.ENCODED_LENGTH && updateCount * updateStride <= end - updatesOffset;
    }

    private void readBlock(int templateId, int offset) {
        int blockLength = header.blockLength();
        int version = header.version();
        originId = SwimWriter.NOBODY;
        targetId = SwimWriter.NOBODY;
        page = SwimWriter.NO_PAGE;
        if (templateId == PingDecoder.TEMPLATE_ID) {
            ping.wrap(buffer, offset, blockLength, version);
            readSender(ping.sequence(), ping.incarnation(), ping.state());
            originId = ping.originId();
            page = ping.page();
        } else if (templateId == PingRequestDecoder.TEMPLATE_ID) {
            pingRequest.wrap(buffer, offset, blockLength, version);
            readSender(pingRequest.sequence(), pingRequest.incarnation(), pingRequest.state());
            targetId = pingRequest.targetId();
        } else {
            ack.wrap(buffer, offset, blockLength, version);
            readSender(ack.sequence(), ack.incarnation(), ack.state());
            originId = ack.originId();
            targetId = ack.targetId();
            page = ack.page();
        }
    }

    private void readSender(long sequence, long incarnation, int senderState) {
        this.sequence = sequence;
        this.incarnation = incarnation;
        this.senderState = senderState;
    }

    /** Whether somebody may have sent this, to process {@code selfId}. */
    boolean isPlausible(int templateId, int sourceId, int selfId) {
        boolean plausible = sequence >= 0
                && isIncarnation(incarnation)
                && (senderState == MemberState.ALIVE.ordinal() || senderState == MemberState.LEFT.ordinal())
                && page >= SwimWriter.NO_PAGE
                && page <= memberCount
                && (originId == SwimWriter.NOBODY || isOther(originId, sourceId, selfId));
        if (templateId == PingRequestDecoder.TEMPLATE_ID) {
            plausible &= isOther(targetId, sourceId, selfId);
        } else if (templateId == AckDecoder.TEMPLATE_ID) {
            plausible &= originId == SwimWriter.NOBODY ? isId(targetId) && targetId != selfId : targetId == sourceId;
        }
        for (int i = 0; i < updateCount && plausible; i++) {
            plausible =
                    isId(processId(i)) && isIncarnation(incarnation(i)) && stateCode(i) <= MemberState.LEFT.ordinal();
        }
        return plausible;
    }

    private boolean isId(int id) {
        return id >= 0 && id < memberCount;
    }

    private boolean isOther(int id, int sourceId, int selfId) {
        return isId(id) && id != sourceId && id != selfId;
    }

    private static boolean isIncarnation(long value) {
        return value >= 0 && value <= Claim.MAX_INCARNATION;
    }

    long sequence() {
        return sequence;
    }

    /** Of the sender. */
    long incarnation() {
        return incarnation;
    }

    MemberState senderState() {
        return MemberState.of(senderState);
    }

    int originId() {
        return originId;
    }

    int targetId() {
        return targetId;
    }

    int page() {
        return page;
    }

    int updateCount() {
        return updateCount;
    }

    int processId(int i) {
        return update(i).processId();
    }

    long incarnation(int i) {
        return update(i).incarnation();
    }

    MemberState state(int i) {
        return MemberState.of(stateCode(i));
    }

    private int stateCode(int i) {
        return update(i).state();
    }

    private UpdateDecoder update(int i) {
        return update.wrap(buffer, updatesOffset + i * updateStride);
    }
}
