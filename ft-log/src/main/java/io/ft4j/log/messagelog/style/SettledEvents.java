package io.ft4j.log.messagelog.style;

import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.SettledDecoder;
import io.ft4j.log.messagelog.codec.SettledEncoder;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.EventReader;
import io.ft4j.log.messagelog.record.InboundChannels;
import io.ft4j.log.messagelog.record.Journal;
import io.ft4j.log.messagelog.record.RecordTypes;
import org.agrona.DirectBuffer;

/**
 * The events of a process that no crash can take: all that they depend on is durable at its process. Owner of how far they
 * reach. How far is put down before anybody is told, so that a later life never knows less.
 */
public final class SettledEvents {
    public static final int RECORD_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + SettledEncoder.BLOCK_LENGTH;

    private static final int NO_CHANNEL = -1;

    private final Journal journal;
    private final EventReader reader;
    private final Event event;
    private final int selfSlot;
    private final InboundChannels inbound;
    private final long[] ssns;
    /** Of the first event that is not settled, once it was read. */
    private final Dependencies next;

    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final SettledEncoder encoder = new SettledEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final SettledDecoder decoder = new SettledDecoder();
    private long rsn;
    private long recordedRsn;
    private boolean isNextRead;
    private int nextChannelId;
    private long nextSsn;
    private boolean hasMore;

    public SettledEvents(Journal journal, int prefixLength, Members members, int selfSlot, InboundChannels inbound) {
        this.journal = journal;
        this.selfSlot = selfSlot;
        this.inbound = inbound;
        reader = new EventReader(journal);
        event = new Event(prefixLength);
        ssns = new long[inbound.count()];
        next = new Dependencies(members.count());
    }

    /** Of the newest one. */
    public long rsn() {
        return rsn;
    }

    /** Of the newest message of a channel that is settled. */
    public long ssn(int channelId) {
        return ssns[channelId];
    }

    public void onRecord(DirectBuffer buffer, int offset) {
        recordedRsn = decoder.wrapAndApplyHeader(buffer, offset, headerDecoder).rsn();
    }

    /** A checkpoint is settled; so is what was put down in an earlier life. */
    public void start(long checkpointRsn, Dependencies checkpoint, Dependencies durable) {
        rsn = checkpointRsn;
        next.set(checkpoint);
        for (int channelId = 0; channelId < ssns.length; channelId++) {
            ssns[channelId] = inbound.toldSsn(channelId);
        }
        reader.startAt(checkpointRsn + 1);
        advance(Integer.MAX_VALUE, durable);
    }

    /** @param maxEvents so that no duty cycle gets too long. */
    public void advance(int maxEvents, Dependencies durable) {
        int count = 0;
        while (count < maxEvents && readNext() && (rsn < recordedRsn || next.isWithin(durable))) {
            settleNext();
            count++;
        }
        reader.endPass();
        hasMore = count == maxEvents;
    }

    private boolean readNext() {
        if (!isNextRead && reader.next(journal.durableIndex(), event)) {
            isNextRead = true;
            next.follow(selfSlot, event);
            nextChannelId = event.recordType() == RecordTypes.DELIVERY ? event.channelId() : NO_CHANNEL;
            nextSsn = event.number();
        }
        return isNextRead;
    }

    private void settleNext() {
        rsn++;
        isNextRead = false;
        if (nextChannelId != NO_CHANNEL) {
            ssns[nextChannelId] = nextSsn;
            if (nextChannelId < MessageLogConfig.FIRST_OUTSIDE_CHANNEL) {
                inbound.owe(nextChannelId);
            }
        }
    }

    /** Whether {@link #advance} has stopped before its end. */
    public boolean hasMore() {
        return hasMore;
    }

    /** Puts down how far they reach, if that is new. */
    public void record(Outbox outbox) {
        if (rsn > recordedRsn) {
            recordedRsn = rsn;
            int claim = outbox.claimState(RecordTypes.SETTLED, RECORD_LENGTH);
            encoder.wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder).rsn(rsn);
            outbox.publish(claim);
        }
    }
}
