package io.ft4j.log.messagelog.node;

import io.ft4j.core.model.Prng;
import io.ft4j.log.messagelog.Out;
import io.ft4j.log.messagelog.RecoverableProcess;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.OutboundMessages;
import io.ft4j.log.messagelog.record.RecordTypes;
import io.ft4j.log.messagelog.record.StateGuard;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Tells a process its events, and takes what it does at them. One event at a time. No allocation. */
public final class Execution implements Out {
    private static final int NO_DESTINATION = Integer.MIN_VALUE;

    private final int selfId;
    private final RecoverableProcess process;
    private final int maxMessageBytes;
    /** By id; null where there is no peer. */
    private final OutboundMessages[] channels;

    private final OutboundMessages outside;
    private final Timers timers;
    private final StateGuard guard;
    private final SaidListener listener;
    private final Prng prng = new Prng(0);

    private boolean active;
    private long rsn;
    private long nowNs;
    private int claimedId = NO_DESTINATION;
    private int claimedOffset;
    private int claimedLength;

    /** Told of each message to a peer. */
    public interface SaidListener {
        void onSaid(int destinationId, long ssn, long rsn, MutableDirectBuffer buffer, int offset, int length);
    }

    public Execution(
            int selfId,
            RecoverableProcess process,
            int maxMessageBytes,
            OutboundMessages[] channels,
            OutboundMessages outside,
            Timers timers,
            StateGuard guard,
            SaidListener listener) {
        this.selfId = selfId;
        this.process = process;
        this.maxMessageBytes = maxMessageBytes;
        this.channels = channels;
        this.outside = outside;
        this.timers = timers;
        this.guard = guard;
        this.listener = listener;
    }

    /** There is room for all that the process may say. Returns false when the event said nothing to it: an outdated timer. */
    public boolean execute(long eventRsn, Event event) {
        if (event.recordType() == RecordTypes.TIMER) {
            return executeTimer(eventRsn, event.timestampNs(), event.number());
        }
        executeMessage(
                eventRsn,
                event.timestampNs(),
                event.channelId(),
                event.buffer(),
                event.payloadOffset(),
                event.payloadLength());
        return true;
    }

    public void executeMessage(
            long eventRsn, long timestampNs, int channelId, DirectBuffer buffer, int offset, int length) {
        begin(eventRsn, timestampNs);
        process.onMessage(channelId, buffer, offset, length, this);
        end();
    }

    /** Returns false when the timer is outdated. */
    public boolean executeTimer(long eventRsn, long timestampNs, long timerId) {
        begin(eventRsn, timestampNs);
        boolean fires = timers.fire(timerId, timestampNs);
        if (fires) {
            process.onTimer(timerId, this);
        }
        end();
        return fires;
    }

    private void begin(long eventRsn, long timestampNs) {
        rsn = eventRsn;
        nowNs = timestampNs;
        prng.restart(nowNs * 31 + (rsn << 8) + selfId);
        active = true;
    }

    private void end() {
        active = false;
        if (claimedId != NO_DESTINATION) {
            throw new IllegalStateException("the process has not published its claim of event " + rsn);
        }
    }

    @Override
    public long nowNs() {
        requireActive();
        return nowNs;
    }

    @Override
    public long random() {
        requireActive();
        return prng.nextLong();
    }

    private void requireActive() {
        if (!active) {
            throw new IllegalStateException("outside of an event");
        }
    }

    @Override
    public int claim(int destinationId, int length) {
        requireActive();
        if (claimedId != NO_DESTINATION) {
            throw new IllegalStateException("a second claim before the first is published");
        }
        if (length < 1 || length > maxMessageBytes) {
            throw new IllegalArgumentException(
                    "length=" + length + " is outside 1.." + maxMessageBytes + " (maxMessageBytes)");
        }
        OutboundMessages channel = channel(destinationId);
        claimedId = destinationId;
        claimedLength = length;
        claimedOffset = channel.claim(length, rsn);
        return claimedOffset;
    }

    private OutboundMessages channel(int destinationId) {
        if (destinationId == OUTSIDE) {
            return outside;
        }
        OutboundMessages channel =
                destinationId >= 0 && destinationId < channels.length ? channels[destinationId] : null;
        if (channel == null) {
            throw new IllegalArgumentException("destinationId=" + destinationId + " is no other process of the group");
        }
        return channel;
    }

    @Override
    public MutableDirectBuffer buffer() {
        if (claimedId == NO_DESTINATION) {
            throw new IllegalStateException("nothing is claimed");
        }
        return channel(claimedId).buffer();
    }

    @Override
    public void publish(int claimOffset) {
        if (claimedId == NO_DESTINATION || claimOffset != claimedOffset) {
            throw new IllegalStateException("claimOffset=" + claimOffset + " is not what was claimed");
        }
        OutboundMessages channel = channel(claimedId);
        guard.onSaid(claimedId, channel.buffer(), claimedOffset, claimedLength);
        long ssn = channel.publish();
        if (claimedId != OUTSIDE) {
            listener.onSaid(claimedId, ssn, rsn, channel.buffer(), claimedOffset, claimedLength);
        }
        claimedId = NO_DESTINATION;
    }

    @Override
    public void setTimer(long timerId, long deadlineNs) {
        requireActive();
        timers.set(timerId, deadlineNs);
    }

    @Override
    public void cancelTimer(long timerId) {
        requireActive();
        timers.cancel(timerId);
    }
}
