package io.ft4j.log.messagelog.node;

import io.ft4j.core.port.LogException;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.MessageLogCounter;
import io.ft4j.log.messagelog.MessageLogCounters;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.InboundChannels;
import io.ft4j.log.messagelog.record.RecordTypes;
import io.ft4j.log.messagelog.style.Logging;
import org.agrona.DirectBuffer;

/** Takes messages of peers and of the outside, each once and in the order of its channel. One thread. No allocation. */
final class Intake {
    private final MessageLogConfig config;
    private final InboundChannels inbound;
    private final Logging logging;
    private final MessageLogCounters counters;

    Intake(MessageLogConfig config, InboundChannels inbound, Logging logging, MessageLogCounters counters) {
        this.config = config;
        this.inbound = inbound;
        this.logging = logging;
        this.counters = counters;
    }

    /** What an earlier life has taken. */
    void restore(Event entry) {
        if (entry.recordType() == RecordTypes.DELIVERY) {
            if (entry.channelId() >= inbound.count()) {
                throw new LogException(
                        "the log has a message of channel " + entry.channelId() + ", but outsideChannels="
                                + config.outsideChannels() + " ends before it: it is less than it was");
            }
            inbound.restoreTaken(entry.channelId(), entry.number());
        }
    }

    /** A frame of one channel, consecutive from {@code firstSsn} on. */
    void takeMessages(long nowNs, int sourceId, long firstSsn, DirectBuffer buffer, int offset, int length) {
        int minLength = Records.HEADER_LENGTH + logging.prefixLength() + 1;
        int count = Records.countConsecutive(buffer, offset, length, firstSsn, minLength);
        if (count < 1 || firstSsn < 1) {
            counters.increment(MessageLogCounter.MESSAGE_MALFORMED);
            return;
        }
        if (firstSsn > inbound.takenSsn(sourceId) + 1) {
            counters.increment(MessageLogCounter.MESSAGE_AHEAD);
            return;
        }
        inbound.owe(sourceId);
        int at = offset;
        for (long ssn = firstSsn; ssn < firstSsn + count; ssn++) {
            int recordLength = Records.length(buffer, at);
            if (ssn <= inbound.takenSsn(sourceId)) {
                counters.increment(MessageLogCounter.MESSAGE_REPEATED);
            } else if (!takeMessage(nowNs, sourceId, ssn, buffer, at, recordLength)) {
                return;
            }
            at += Records.stride(recordLength);
        }
    }

    private boolean takeMessage(
            long nowNs, int sourceId, long ssn, DirectBuffer buffer, int recordOffset, int recordLength) {
        int length = recordLength - Records.HEADER_LENGTH;
        if (length > logging.prefixLength() + config.maxMessageBytes()) {
            counters.increment(MessageLogCounter.MESSAGE_MALFORMED);
            return false;
        }
        int offset = recordOffset + Records.HEADER_LENGTH;
        if (!logging.take(RecordTypes.DELIVERY, nowNs, sourceId, ssn, buffer, offset, length)) {
            counters.increment(MessageLogCounter.MESSAGE_WITHOUT_ROOM);
            return false;
        }
        inbound.take(sourceId);
        counters.increment(MessageLogCounter.MESSAGE_TAKEN);
        return true;
    }

    /** As {@link MessageLogNode#offer}. */
    long takeInput(long nowNs, int channelId, long number, DirectBuffer buffer, int offset, int length) {
        if (channelId < MessageLogConfig.FIRST_OUTSIDE_CHANNEL || channelId >= inbound.count()) {
            throw new IllegalArgumentException("channelId=" + channelId + " is outside "
                    + MessageLogConfig.FIRST_OUTSIDE_CHANNEL + ".." + (inbound.count() - 1));
        }
        if (length < 0 || length > config.maxMessageBytes()) {
            throw new IllegalArgumentException(
                    "length=" + length + " is outside 0.." + config.maxMessageBytes() + " (maxMessageBytes)");
        }
        long taken = inbound.takenSsn(channelId);
        if (number <= taken) {
            counters.increment(MessageLogCounter.INPUT_REPEATED);
            return MessageLogNode.REPEATED;
        }
        if (number > taken + 1) {
            return MessageLogNode.GAP;
        }
        if (!logging.take(RecordTypes.DELIVERY, nowNs, channelId, number, buffer, offset, length)) {
            counters.increment(MessageLogCounter.INPUT_WITHOUT_ROOM);
            return MessageLogNode.BACK_PRESSURED;
        }
        inbound.take(channelId);
        counters.increment(MessageLogCounter.INPUT_TAKEN);
        return number;
    }
}
