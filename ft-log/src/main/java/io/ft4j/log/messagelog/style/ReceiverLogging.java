package io.ft4j.log.messagelog.style;

import io.ft4j.core.port.LogException;
import io.ft4j.core.port.LogReader;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.messagelog.LoggingStyle;
import io.ft4j.log.messagelog.copies.CopyKeeper;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.EventReader;
import io.ft4j.log.messagelog.record.Journal;
import io.ft4j.log.messagelog.record.OutboundChannel;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** {@link LoggingStyle#RECEIVER}: the journal is the sequence of events, and the process follows what is durable of it. */
public final class ReceiverLogging extends Logging {
    private final LogReader log;
    private final Journal journal;
    private final EventReader reader;
    private final CopyKeeper copies;
    private long checkpointRsn;
    private long startedRsn;
    private long lastTimestampNs;

    /** @param copies null: none are kept. */
    public ReceiverLogging(int journalBytes, LogReader log, CopyKeeper copies) {
        this.log = log;
        this.copies = copies;
        journal = new Journal(journalBytes, log);
        reader = new EventReader(journal);
    }

    @Override
    public HotTail tail() {
        return journal.tail();
    }

    @Override
    public void restore(long rsn, long timestampNs) {
        checkpointRsn = rsn;
        lastTimestampNs = timestampNs;
    }

    @Override
    public void onEntry(long index, Event entry) {
        lastTimestampNs = Math.max(lastTimestampNs, entry.timestampNs());
    }

    @Override
    public void start() {
        if (log.lastIndex() < checkpointRsn) {
            throw new LogException(
                    "the log ends at event " + log.lastIndex() + ", but the checkpoint stands behind event "
                            + checkpointRsn + ": the log is another one, or has lost its end");
        }
        if (log.firstIndex() > checkpointRsn + 1) {
            throw new LogException("the log begins at event " + log.firstIndex()
                    + ", but the checkpoint stands behind event " + checkpointRsn + ": the events between are lost");
        }
        journal.start();
        reader.startAt(checkpointRsn + 1);
        startedRsn = journal.lastIndex();
    }

    @Override
    public boolean take(
            int recordType, long nowNs, int channelId, long number, DirectBuffer buffer, int offset, int length) {
        if (!journal.hasRoom(length)) {
            return false;
        }
        lastTimestampNs = Math.max(lastTimestampNs, nowNs);
        long rsn = journal.lastIndex() + 1;
        journal.append(recordType, rsn, lastTimestampNs, channelId, number, buffer, offset, length);
        return true;
    }

    @Override
    public void endBatch(long nowNs, Outbox outbox) {
        journal.endBatch(outbox);
        if (copies != null) {
            copies.endBatch(outbox);
        }
    }

    @Override
    public void onDurable(long position) {
        journal.onDurable(position);
    }

    @Override
    public boolean next(Event event) {
        boolean next = reader.next(journal.durableIndex(), event);
        if (next && copies != null) {
            copies.told(event);
        }
        return next;
    }

    @Override
    public void endPass() {
        reader.endPass();
    }

    @Override
    public long sendableRsn() {
        return Long.MAX_VALUE;
    }

    @Override
    public long commitRsn() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean isReplaying() {
        return reader.nextIndex() <= startedRsn;
    }

    @Override
    public long takenRsn() {
        return journal.lastIndex();
    }

    @Override
    public long releasablePosition(long rsn, Outbox outbox) {
        return journal.releasablePosition(rsn);
    }

    @Override
    public void onSaid(int destinationId, long ssn, long rsn, MutableDirectBuffer buffer, int offset, int length) {
        if (copies != null) {
            copies.keep(destinationId, ssn, buffer, offset, length);
        }
    }

    @Override
    public boolean onPosition(long nowNs, OutboundChannel channel, long receivedSsn, long checkpointedSsn) {
        if (copies != null) {
            copies.checkpointed(channel.destinationId(), checkpointedSsn);
        }
        return super.onPosition(nowNs, channel, receivedSsn, checkpointedSsn);
    }

    @Override
    public boolean onMessage(
            long nowNs, int sourceId, int templateId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        return copies != null && copies.onMessage(sourceId, templateId, buffer, offset, length, outbox);
    }

    @Override
    public void onLife(int peerId) {
        if (copies != null) {
            copies.onLife(peerId, journal.durableIndex());
        }
    }

    @Override
    public int maxPeerBytes() {
        return copies == null ? 0 : copies.maxPeerBytes();
    }

    @Override
    public long nextDeadlineNs() {
        return copies != null && copies.owesReceipts() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}
