package io.ft4j.log.messagelog.style;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.messagelog.LoggingStyle;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.InboundChannels;
import io.ft4j.log.messagelog.record.OutboundChannel;
import io.ft4j.log.messagelog.record.RecordTypes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What a {@link LoggingStyle} decides: where an event is kept, and three limits: up to which event the process may be told
 * ({@link #next}), its messages may leave for others ({@link #sendableRsn}) and for the outside ({@link #commitRsn}).
 */
public abstract class Logging {
    /** Where entries stand that go to the log. */
    public abstract HotTail tail();

    /** @param checkpointRsn of the last event in the restored state; 0: none. */
    public abstract void restore(long checkpointRsn, long timestampNs);

    /** An entry of the log, with its index there. */
    public abstract void onEntry(long index, Event entry);

    /** A state record of this style. */
    public void onRecord(int recordType, DirectBuffer buffer, int offset, int length) {
        throw new LogException("a record of type " + recordType + " is none of this style of message logging");
    }

    /** What of it belongs to the state of the process. */
    public void save(StateSink sink, long toldRsn) {}

    /** Behind {@link #restore(long, long)}. */
    public void restore(StateSource source) {}

    /** After the log was replayed. */
    public abstract void start();

    /**
     * The next message of a channel, or a timer that is due ({@link RecordTypes#TIMER}).
     *
     * @return false when there is no room: it comes again.
     */
    public abstract boolean take(
            int recordType, long nowNs, int channelId, long number, DirectBuffer buffer, int offset, int length);

    /**
     * The receiver of a channel says where it stands.
     *
     * @return false when it has lost its log.
     */
    public boolean onPosition(long nowNs, OutboundChannel channel, long receivedSsn, long checkpointedSsn) {
        return channel.onPosition(nowNs, receivedSsn);
    }

    /** A message of this style; false when it is none, or cannot be read. */
    public boolean onMessage(
            long nowNs, int sourceId, int templateId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        return false;
    }

    /** This peer has begun a life. */
    public void onLife(int peerId) {}

    /** This peer will never come back. */
    public void forget(int peerId) {}

    /** Whether there is room for a timer that is due. */
    public boolean takesTimers() {
        return true;
    }

    /** What one step sends to a peer at most, beside messages and positions. */
    public int maxPeerBytes() {
        return 0;
    }

    /** What one step writes at most, beside what it sends to each peer. */
    public int maxOwnBytes() {
        return 0;
    }

    /** Of what stands in front of the payload of each message between processes; the style writes it. */
    public int prefixLength() {
        return 0;
    }

    /** Of the frames with messages of this channel. */
    public long timeline(OutboundChannel channel) {
        return 0;
    }

    /** Whether what a frame says that this process has promised was promised by this life of it, or by any. */
    public boolean isBoundBy(long timeline) {
        return true;
    }

    /** Whether messages of a frame may be taken; else they come again. */
    public boolean accepts(int sourceId, long timeline) {
        return true;
    }

    /**
     * In front of the next messages of a channel: sends what their receiver has to know before it may take them.
     *
     * @return false when not all of it fitted: the messages wait for the next step.
     */
    public boolean prepare(OutboundChannel channel, Outbox outbox) {
        return true;
    }

    /** What was said to this peer was not acknowledged in time, and is sent again. */
    public void onSendAgain(int peerId) {}

    /** What was taken goes to stable storage, and what has to be told of it to others. */
    public abstract void endBatch(long nowNs, Outbox outbox);

    public abstract void onDurable(long position);

    /** Sets the view to the next event that the process may be told; it is valid until the pass ends. */
    public abstract boolean next(Event event);

    public abstract void endPass();

    /** The process has sent a message. */
    public void onSaid(int destinationId, long ssn, long rsn, MutableDirectBuffer buffer, int offset, int length) {}

    public abstract long sendableRsn();

    public abstract long commitRsn();

    /** Whether a checkpoint of the state behind this event can be restored whatever crashes. */
    public boolean isStable(long rsn) {
        return true;
    }

    /** Up to where a sender may forget the messages of its channel, once everything so far is durable. */
    public long receivedSsn(InboundChannels inbound, int channelId) {
        return inbound.takenSsn(channelId);
    }

    /** Up to where the receiver of a channel has promised that it will not ask again, whatever happens. */
    public long promisedSsn(OutboundChannel channel) {
        return channel.acknowledgedSsn();
    }

    /** Up to where the outside may forget its messages. */
    public long settledSsn(InboundChannels inbound, int channelId) {
        return inbound.toldSsn(channelId);
    }

    /** Nothing is taken, told and sent any more. */
    public boolean isStopped() {
        return false;
    }

    /** It has stopped, and a new life may begin. */
    public boolean needsRestart() {
        return false;
    }

    /** Events are told that were told before a crash. */
    public abstract boolean isReplaying();

    /** Peers without which replay does not go on. */
    public long replayPeers() {
        return ProcessSet.EMPTY;
    }

    /** When the end of a batch has something to do even if nothing else happens. */
    public long nextDeadlineNs() {
        return Long.MAX_VALUE;
    }

    /** Of the newest event that was taken. */
    public abstract long takenRsn();

    /** Up to which position, exclusive, the log may forget when nobody asks for events up to this one; 0: not known. */
    public abstract long releasablePosition(long rsn, Outbox outbox);
}
