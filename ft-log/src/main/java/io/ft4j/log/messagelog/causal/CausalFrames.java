package io.ft4j.log.messagelog.causal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.codec.DeterminantAnswerDecoder;
import io.ft4j.log.messagelog.codec.DeterminantAnswerEncoder;
import io.ft4j.log.messagelog.codec.DeterminantRequestDecoder;
import io.ft4j.log.messagelog.codec.DeterminantRequestEncoder;
import io.ft4j.log.messagelog.codec.DeterminantsDecoder;
import io.ft4j.log.messagelog.codec.DeterminantsEncoder;
import io.ft4j.log.messagelog.codec.DurableEventsDecoder;
import io.ft4j.log.messagelog.codec.DurableEventsEncoder;
import io.ft4j.log.messagelog.codec.GroupSizeEncodingDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.record.OutboundChannel;
import io.ft4j.log.messagelog.record.RecordTypes;
import io.ft4j.log.messagelog.style.Members;
import org.agrona.DirectBuffer;

/** Reads and writes the messages and records of causal logging. A message may be anything, a record is sound. */
final class CausalFrames {
    static final int REQUEST_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + DeterminantRequestEncoder.BLOCK_LENGTH;
    static final int DURABLE_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + DurableEventsEncoder.BLOCK_LENGTH;
    /** In front of the determinants of an answer, which has the longest head. */
    static final int ANSWER_LENGTH = length(DeterminantAnswerEncoder.BLOCK_LENGTH);

    /** So that their number fits. */
    private static final int MAX_RECORDED = 1 << 15;

    private static final int DETERMINANTS_LENGTH = length(DeterminantsEncoder.BLOCK_LENGTH);

    private final Members members;
    private final long life;
    private final int maxEntries;
    private final int maxDeterminants;
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final DeterminantsEncoder determinantsEncoder = new DeterminantsEncoder();
    private final DeterminantRequestEncoder requestEncoder = new DeterminantRequestEncoder();
    private final DeterminantAnswerEncoder answerEncoder = new DeterminantAnswerEncoder();
    private final DurableEventsEncoder durableEncoder = new DurableEventsEncoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final DeterminantsDecoder determinants = new DeterminantsDecoder();
    private final DeterminantRequestDecoder request = new DeterminantRequestDecoder();
    private final DeterminantAnswerDecoder answer = new DeterminantAnswerDecoder();
    private final DurableEventsDecoder durable = new DurableEventsDecoder();
    private final Determinant view = new Determinant();

    CausalFrames(MessageLogConfig config, Members members, long life) {
        this.members = members;
        this.life = life;
        maxDeterminants = config.maxDeterminants();
        maxEntries = (OutboundChannel.DATA_LENGTH + config.frameBytes() - ANSWER_LENGTH) / Determinant.LENGTH;
        if (maxEntries < 1) {
            throw new IllegalArgumentException("frameBytes=" + config.frameBytes() + " must be at least "
                    + (ANSWER_LENGTH + Determinant.LENGTH - OutboundChannel.DATA_LENGTH) + " for a determinant");
        }
    }

    private static int length(int blockLength) {
        return MessageHeaderEncoder.ENCODED_LENGTH + blockLength + GroupSizeEncodingDecoder.ENCODED_LENGTH;
    }

    /** Determinants in one record at most: a frame of each peer. */
    int maxRecorded(int peerCount) {
        return Math.min(Math.min(maxEntries * Math.max(1, peerCount), maxDeterminants), MAX_RECORDED);
    }

    static int recordLength(int count) {
        return DETERMINANTS_LENGTH + count * Determinant.LENGTH;
    }

    /** Of the longest frame. */
    int maxLength() {
        return ANSWER_LENGTH + maxEntries * Determinant.LENGTH;
    }

    // Writing

    /** The next ones of the stream, which there are. Returns the number of the last. */
    long sendDeterminants(Outbox outbox, int peerId, DeterminantStream stream, long durableRsn) {
        long first = stream.nextNumber(peerId);
        int count = (int) Math.min(maxEntries, stream.lastNumber() - first + 1);
        int claim = outbox.claim(peerId, DETERMINANTS_LENGTH + count * Determinant.LENGTH);
        determinantsEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .life(life)
                .firstNumber(first)
                .durableNumber(stream.durableNumber())
                .durableRsn(durableRsn)
                .entriesCount(count);
        for (int i = 0; i < count; i++) {
            stream.copyTo(first + i, outbox.buffer(), claim + DETERMINANTS_LENGTH + i * Determinant.LENGTH);
        }
        outbox.publish(claim);
        return first + count - 1;
    }

    /** Determinants that lie one behind the other. Returns the position. */
    long record(Outbox outbox, DirectBuffer entries, int count) {
        int claim = outbox.claimState(RecordTypes.DETERMINANTS, recordLength(count));
        determinantsEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .life(life)
                .firstNumber(0)
                .durableNumber(maxDeterminants)
                .durableRsn(0)
                .entriesCount(count);
        outbox.buffer().putBytes(claim + DETERMINANTS_LENGTH, entries, 0, count * Determinant.LENGTH);
        return outbox.publish(claim);
    }

    void sendRequest(Outbox outbox, int peerId, long fromRsn, long durableRsn) {
        int claim = outbox.claim(peerId, REQUEST_LENGTH);
        requestEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .life(life)
                .fromRsn(fromRsn)
                .durableRsn(durableRsn);
        outbox.publish(claim);
    }

    /** What is known of the process that asked: the first ones, if there are more than a frame takes. */
    void sendAnswer(Outbox outbox, int peerId, KnownDeterminants known, long durableRsn) {
        int slot = members.slot(peerId);
        long fromRsn = Math.max(request.fromRsn(), known.durableRsn(slot) + 1);
        int count = 0;
        long covered = Long.MAX_VALUE;
        for (long rsn = fromRsn; rsn <= known.newestRsn(slot) && covered == Long.MAX_VALUE; rsn++) {
            count += known.get(slot, rsn, view) ? 1 : 0;
            covered = count == maxEntries ? rsn : covered;
        }
        int claim = outbox.claim(peerId, ANSWER_LENGTH + count * Determinant.LENGTH);
        answerEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .life(request.life())
                .ownLife(life)
                .fromRsn(request.fromRsn())
                .coveredRsn(covered)
                .durableRsn(durableRsn)
                .entriesCount(count);
        int at = claim + ANSWER_LENGTH;
        for (long rsn = fromRsn; count > 0; rsn++) {
            if (known.get(slot, rsn, view)) {
                view.copyTo(outbox.buffer(), at);
                at += Determinant.LENGTH;
                count--;
            }
        }
        outbox.publish(claim);
    }

    void sendDurable(Outbox outbox, int peerId, long durableRsn, boolean wantsAnswer) {
        int claim = outbox.claim(peerId, DURABLE_LENGTH);
        durableEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .durableRsn(durableRsn)
                .wantsAnswer(wantsAnswer ? 1 : 0);
        outbox.publish(claim);
    }

    // Reading

    /** Whether this is a message of that layout, whole. */
    boolean isDeterminants(int templateId, DirectBuffer buffer, int offset, int length) {
        boolean is = templateId == DeterminantsDecoder.TEMPLATE_ID
                && isList(DeterminantsDecoder.BLOCK_LENGTH, buffer, offset, length);
        if (is) {
            determinants(buffer, offset);
        }
        return is;
    }

    boolean isRequest(int templateId, DirectBuffer buffer, int offset, int length) {
        boolean is = templateId == DeterminantRequestDecoder.TEMPLATE_ID
                && isBlock(DeterminantRequestDecoder.BLOCK_LENGTH, buffer, offset, length);
        if (is) {
            request.wrapAndApplyHeader(buffer, offset, header);
        }
        return is;
    }

    boolean isAnswer(int templateId, DirectBuffer buffer, int offset, int length) {
        boolean is = templateId == DeterminantAnswerDecoder.TEMPLATE_ID
                && isList(DeterminantAnswerDecoder.BLOCK_LENGTH, buffer, offset, length);
        if (is) {
            answer.wrapAndApplyHeader(buffer, offset, header);
        }
        return is;
    }

    boolean isDurable(int templateId, DirectBuffer buffer, int offset, int length) {
        boolean is = templateId == DurableEventsDecoder.TEMPLATE_ID
                && isBlock(DurableEventsDecoder.BLOCK_LENGTH, buffer, offset, length);
        if (is) {
            durable.wrapAndApplyHeader(buffer, offset, header);
        }
        return is;
    }

    private boolean isBlock(int blockLength, DirectBuffer buffer, int offset, int length) {
        return header.wrap(buffer, offset).blockLength() == blockLength
                && length == MessageHeaderDecoder.ENCODED_LENGTH + blockLength;
    }

    private boolean isList(int blockLength, DirectBuffer buffer, int offset, int length) {
        int firstOffset = length(blockLength);
        if (length < firstOffset || header.wrap(buffer, offset).blockLength() != blockLength) {
            return false;
        }
        int count = count(buffer, offset + firstOffset);
        if (length != firstOffset + count * Determinant.LENGTH) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            view.wrap(buffer, offset + firstOffset + i * Determinant.LENGTH);
            if (!members.contains(view.processId()) || view.rsn() < 1 || view.life() < 1 || !isEvent()) {
                return false;
            }
        }
        return true;
    }

    private boolean isEvent() {
        return view.recordType() == RecordTypes.TIMER
                || view.recordType() == RecordTypes.DELIVERY && members.contains(view.channelId());
    }

    private static int count(DirectBuffer buffer, int entriesOffset) {
        return buffer.getShort(entriesOffset - Short.BYTES, LITTLE_ENDIAN) & 0xFFFF;
    }

    DeterminantsDecoder determinants(DirectBuffer buffer, int offset) {
        return determinants.wrapAndApplyHeader(buffer, offset, header);
    }

    DeterminantsDecoder determinants() {
        return determinants;
    }

    int determinantCount() {
        return count(determinants.buffer(), entriesOffset());
    }

    Determinant determinant(int at, Determinant determinant) {
        return determinant.wrap(determinants.buffer(), entriesOffset() + at * Determinant.LENGTH);
    }

    private int entriesOffset() {
        return determinants.offset() + DeterminantsDecoder.BLOCK_LENGTH + GroupSizeEncodingDecoder.ENCODED_LENGTH;
    }

    DeterminantRequestDecoder request() {
        return request;
    }

    DeterminantAnswerDecoder answer() {
        return answer;
    }

    int answerCount() {
        return count(answer.buffer(), answerOffset());
    }

    Determinant answered(int at, Determinant determinant) {
        return determinant.wrap(answer.buffer(), answerOffset() + at * Determinant.LENGTH);
    }

    private int answerOffset() {
        return answer.offset() + DeterminantAnswerDecoder.BLOCK_LENGTH + GroupSizeEncodingDecoder.ENCODED_LENGTH;
    }

    DurableEventsDecoder durable() {
        return durable;
    }
}
