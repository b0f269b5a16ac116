package io.ft4j.log.messagelog.node;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.record.InboundChannels;
import io.ft4j.log.messagelog.record.OutboundChannel;
import io.ft4j.log.messagelog.record.StateGuard;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The state of a process behind an event, as a checkpoint holds it: how far each channel was told, the messages that their
 * receivers may still ask for, timers, and then the state of the service itself.
 *
 * <p>All numbers are 64 bits, little endian: format, process, rsn, timestamp, hash of what was said; how many inbound
 * channels, and of each the ssn told; how many outbound channels, and of each its destination, acknowledged ssn and by which life, how
 * many messages, and these as the event that sent it, length and bytes; how many timers, id and deadline of each.
 */
public final class NodeState {
    private static final long FORMAT = 2;
    private static final int MAX_COUNT = 1 << 24;

    private final int selfId;
    private final MessageLogConfig config;
    private final InboundChannels inbound;
    /** By id, null where there is no peer; the outside is the last. */
    private final OutboundChannel[] outbound;

    private final Timers timers;
    private final StateGuard guard;
    private final UnsafeBuffer word = new UnsafeBuffer(new byte[Long.BYTES]);
    private final EntrySlice slice = new EntrySlice();

    public NodeState(
            int selfId,
            MessageLogConfig config,
            InboundChannels inbound,
            OutboundChannel[] outbound,
            Timers timers,
            StateGuard guard) {
        this.selfId = selfId;
        this.config = config;
        this.inbound = inbound;
        this.outbound = outbound;
        this.timers = timers;
        this.guard = guard;
    }

    public void save(StateSink sink, long rsn, long timestampNs) {
        put(sink, FORMAT);
        put(sink, selfId);
        put(sink, rsn);
        put(sink, timestampNs);
        put(sink, guard.saidHash());
        put(sink, inbound.count());
        for (int channelId = 0; channelId < inbound.count(); channelId++) {
            put(sink, inbound.toldSsn(channelId));
        }
        put(sink, count());
        for (OutboundChannel channel : outbound) {
            if (channel != null) {
                save(sink, channel);
            }
        }
        put(sink, timers.count());
        for (int slot = 0; slot < timers.count(); slot++) {
            put(sink, timers.id(slot));
            put(sink, timers.deadlineNs(slot));
        }
    }

    private int count() {
        int count = 0;
        for (OutboundChannel channel : outbound) {
            count += channel == null ? 0 : 1;
        }
        return count;
    }

    private void save(StateSink sink, OutboundChannel channel) {
        long last = channel.lastSsn();
        long acknowledged = Math.min(channel.acknowledgedSsn(), last);
        put(sink, channel.destinationId());
        put(sink, acknowledged);
        put(sink, channel.acknowledgedLife());
        put(sink, last - acknowledged);
        long next = acknowledged + 1;
        while (next <= last) {
            int count = channel.slice(next, last, Integer.MAX_VALUE, slice);
            int at = slice.offset();
            for (int i = 0; i < count; i++) {
                int recordLength = Records.length(slice.buffer(), at);
                put(sink, channel.rsn(next + i));
                put(sink, recordLength - Records.HEADER_LENGTH);
                sink.write(slice.buffer(), at + Records.HEADER_LENGTH, recordLength - Records.HEADER_LENGTH);
                at += Records.stride(recordLength);
            }
            next += count;
        }
    }

    private void put(StateSink sink, long value) {
        word.putLong(0, value, LITTLE_ENDIAN);
        sink.write(word, 0, Long.BYTES);
    }

    /** Returns rsn and timestamp. */
    public long[] restore(StateSource source) {
        long format = get(source);
        if (format != FORMAT) {
            throw new LogException(
                    "the checkpoint has format " + format + ", which is not known here; " + FORMAT + " is");
        }
        expect("process", get(source), selfId);
        long rsn = get(source);
        long timestampNs = get(source);
        guard.restore(get(source));
        expect("inbound channels", get(source), inbound.count());
        long[] told = new long[inbound.count()];
        for (int channelId = 0; channelId < told.length; channelId++) {
            told[channelId] = get(source);
        }
        inbound.restore(told);
        expect("outbound channels", get(source), count());
        for (int i = count(); i > 0; i--) {
            restoreChannel(source);
        }
        long timerCount = getCount(source, "timers", config.maxTimers());
        for (long i = 0; i < timerCount; i++) {
            timers.set(get(source), get(source));
        }
        return new long[] {rsn, timestampNs};
    }

    private void restoreChannel(StateSource source) {
        long destinationId = get(source);
        OutboundChannel channel = find(destinationId);
        channel.restore(get(source), get(source));
        long count = getCount(source, "messages of a channel", MAX_COUNT);
        for (long i = 0; i < count; i++) {
            long rsn = get(source);
            int maxLength = channel.prefixLength() + config.maxMessageBytes();
            int length = (int) getCount(source, "bytes of a message", maxLength);
            int claim = channel.claimRestored(length, rsn);
            read(source, channel.buffer(), claim, length);
            channel.publish();
        }
    }

    private OutboundChannel find(long destinationId) {
        for (OutboundChannel channel : outbound) {
            if (channel != null && channel.destinationId() == destinationId) {
                return channel;
            }
        }
        throw new LogException("the checkpoint has a channel to " + destinationId + ", which is not in the group");
    }

    private static void expect(String what, long value, long expected) {
        if (value != expected) {
            throw new LogException("the checkpoint says " + what + "=" + value + ", here it is " + expected);
        }
    }

    private long getCount(StateSource source, String what, long max) {
        long count = get(source);
        if (count < 0 || count > max) {
            throw new LogException(
                    "the checkpoint says " + count + " " + what + ", at most " + max + " are allowed here");
        }
        return count;
    }

    private long get(StateSource source) {
        read(source, word, 0, Long.BYTES);
        return word.getLong(0, LITTLE_ENDIAN);
    }

    private static void read(StateSource source, MutableDirectBuffer buffer, int offset, int length) {
        if (source.read(buffer, offset, length) != length) {
            throw new LogException("the checkpoint ends in the middle of the state");
        }
    }
}
