package io.ft4j.log.messagelog.node;

import io.ft4j.core.model.Prng;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.Out;
import io.ft4j.log.messagelog.RecoverableProcess;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.OutboundChannel;
import io.ft4j.log.messagelog.record.RecordTypes;
import io.ft4j.log.messagelog.record.StateGuard;
import org.agrona.MutableDirectBuffer;

/** Tells a process its events, and takes what it does at them. One event at a time. No allocation. */
public final class Execution implements Out {
    private static final int NO_DESTINATION = Integer.MIN_VALUE;

    private final int selfId;
    private final RecoverableProcess process;
    private final MessageLogConfig config;
    /** By id; null where there is no peer. */
    private final OutboundChannel[] channels;

    private final OutboundChannel outside;
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
            MessageLogConfig config,
            OutboundChannel[] channels,
            OutboundChannel outside,
            Timers timers,
            StateGuard guard,
            SaidListener listener) {
        this.selfId = selfId;
        this.process = process;
        this.config = config;
        this.channels = channels;
        this.outside = outside;
        this.timers = timers;
        this.guard = guard;
        this.listener = listener;
    }

    /** There is room for all that the process may say. Returns false when the event said nothing to it: an outdated timer. */
    public boolean execute(long eventRsn, Event event) {
        rsn = eventRsn;
        nowNs = event.timestampNs();
        prng.restart(nowNs * 31 + (rsn << 8) + selfId);
        active = true;
        boolean told = tell(event);
        active = false;
        if (claimedId != NO_DESTINATION) {
            throw new IllegalStateException("the process has not published its claim of " + event);
        }
        return told;
    }

    private boolean tell(Event event) {
        if (event.recordType() == RecordTypes.TIMER) {
            boolean fires = timers.fire(event.number(), nowNs);
            if (fires) {
                process.onTimer(event.number(), this);
            }
            return fires;
        }
        process.onMessage(event.channelId(), event.buffer(), event.payloadOffset(), event.payloadLength(), this);
        return true;
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
        if (length < 1 || length > config.maxMessageBytes()) {
            throw new IllegalArgumentException(
                    "length=" + length + " is outside 1.." + config.maxMessageBytes() + " (maxMessageBytes)");
        }
        OutboundChannel channel = channel(destinationId);
        claimedId = destinationId;
        claimedLength = length;
        claimedOffset = channel.claim(length, rsn);
        return claimedOffset;
    }

    private OutboundChannel channel(int destinationId) {
        if (destinationId == OUTSIDE) {
            return outside;
        }
        OutboundChannel channel =
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
        OutboundChannel channel = channel(claimedId);
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
