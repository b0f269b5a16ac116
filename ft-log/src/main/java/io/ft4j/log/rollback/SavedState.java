package io.ft4j.log.rollback;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.RecoverableProcess;
import io.ft4j.log.messagelog.node.Timers;
import io.ft4j.log.messagelog.record.InboundChannels;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The state of a process as a checkpoint holds it.
 *
 * <p>All numbers are 64 bits, little endian: format, process, method, events, timestamp, epoch; how many inbound channels, and of each
 * the ssn delivered; how many outbound channels, and of each its destination, and the ssn said; then of each the ssn forgotten,
 * how many messages behind it, and these as length and bytes; how many timers, id and deadline of each; the state of the service in
 * {@link StateChunks}. With snapshots the channel states follow.
 */
final class SavedState {
    private static final long FORMAT = 2;
    private static final int MAX_COUNT = 1 << 24;

    private final int selfId;
    private final RollbackConfig config;
    private final RecoverableProcess process;
    private final InboundChannels inbound;
    /** By id, null where there is no peer; the outside is the last. */
    private final KeptChannel[] outbound;

    private final Timers timers;
    private final StateChunks chunks = new StateChunks();
    private final UnsafeBuffer word = new UnsafeBuffer(new byte[Long.BYTES]);
    private final EntrySlice slice = new EntrySlice();
    private final int outboundCount;

    SavedState(
            int selfId,
            RollbackConfig config,
            RecoverableProcess process,
            InboundChannels inbound,
            KeptChannel[] outbound,
            Timers timers) {
        this.selfId = selfId;
        this.config = config;
        this.process = process;
        this.inbound = inbound;
        this.outbound = outbound;
        this.timers = timers;
        int count = 0;
        for (KeptChannel channel : outbound) {
            count += channel == null ? 0 : 1;
        }
        outboundCount = count;
    }

    SavedCounts newCounts() {
        return new SavedCounts(inbound.count());
    }

    /** Messages from this process that were delivered until now. */
    long delivered(int channelId) {
        return inbound.toldSsn(channelId);
    }

    /** Messages to this process that were said until now. */
    long said(int destinationId) {
        return outbound[destinationId].lastSsn();
    }

    /** Where the process is now. */
    void count(SavedCounts into) {
        inbound.copyTold(into.delivered);
        for (int slot = 0; slot < outbound.length; slot++) {
            into.said[slot] = outbound[slot] == null ? 0 : outbound[slot].lastSsn();
        }
    }

    /** @param counts of the same moment. */
    void save(StateSink sink, SavedCounts counts) {
        put(sink, FORMAT);
        put(sink, selfId);
        put(sink, config.method().ordinal());
        put(sink, counts.events);
        put(sink, counts.timestampNs);
        put(sink, counts.epoch);
        put(sink, counts.delivered.length);
        for (long delivered : counts.delivered) {
            put(sink, delivered);
        }
        put(sink, outboundCount);
        for (int slot = 0; slot < outbound.length; slot++) {
            if (outbound[slot] != null) {
                put(sink, outbound[slot].destinationId());
                put(sink, counts.said[slot]);
            }
        }
        for (KeptChannel channel : outbound) {
            if (channel != null) {
                saveMessages(sink, channel);
            }
        }
        put(sink, timers.count());
        for (int slot = 0; slot < timers.count(); slot++) {
            put(sink, timers.id(slot));
            put(sink, timers.deadlineNs(slot));
        }
        process.save(chunks.into(sink));
        chunks.endWriting();
    }

    private void saveMessages(StateSink sink, KeptChannel channel) {
        long last = channel.lastSsn();
        long forgotten = channel.forgottenSsn();
        put(sink, forgotten);
        put(sink, last - forgotten);
        long next = forgotten + 1;
        while (next <= last) {
            int count = channel.slice(next, last, Integer.MAX_VALUE, slice);
            int at = slice.offset();
            for (int i = 0; i < count; i++) {
                int recordLength = Records.length(slice.buffer(), at);
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

    /** Reads how far the process had come; what follows is for {@link #restore}. */
    void readCounts(StateSource source, SavedCounts into) {
        long format = get(source);
        if (format != FORMAT) {
            throw new LogException(
                    "the checkpoint has format " + format + ", which is not known here; " + FORMAT + " is");
        }
        expect("process", get(source), selfId);
        expect("method", get(source), config.method().ordinal());
        into.events = get(source);
        into.timestampNs = get(source);
        into.epoch = get(source);
        expect("inbound channels", get(source), into.delivered.length);
        for (int channelId = 0; channelId < into.delivered.length; channelId++) {
            into.delivered[channelId] = get(source);
        }
        expect("outbound channels", get(source), outboundCount);
        for (int slot = 0; slot < outbound.length; slot++) {
            if (outbound[slot] != null) {
                expect("destination", get(source), outbound[slot].destinationId());
                into.said[slot] = get(source);
            }
        }
    }

    /** The process is as it was when the checkpoint was taken. */
    void restore(StateSource source, SavedCounts into) {
        readCounts(source, into);
        inbound.restore(into.delivered);
        for (KeptChannel channel : outbound) {
            if (channel != null) {
                restoreMessages(source, channel);
            }
        }
        timers.clear();
        long timerCount = getCount(source, "timers", config.maxTimers());
        for (long i = 0; i < timerCount; i++) {
            timers.set(get(source), get(source));
        }
        process.restore(chunks.from(source));
        chunks.endReading();
    }

    private void restoreMessages(StateSource source, KeptChannel channel) {
        channel.restore(get(source));
        long count = getCount(source, "messages of a channel", MAX_COUNT);
        for (long i = 0; i < count; i++) {
            int length = (int) getCount(source, "bytes of a message", config.maxMessageBytes());
            int claim = channel.claimRestored(length);
            read(source, channel.buffer(), claim, length);
            channel.publish();
        }
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
