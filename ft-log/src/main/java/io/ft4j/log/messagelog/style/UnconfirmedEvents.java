package io.ft4j.log.messagelog.style;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.log.messagelog.record.InboundChannels;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Events that were taken, and whose place nobody is known to have on stable storage yet: a ring in the order of their rsn,
 * through which the messages of each channel are linked. Owner of what was told to senders and what they confirmed.
 *
 * <p>No allocation after construction.
 */
public final class UnconfirmedEvents {
    /** In place of a channel: an event that the process keeps itself. */
    public static final int LOCAL = -1;

    private static final int CONFIRMED = -2;
    private static final long NONE = -1;

    private final long[] rsns;
    private final int[] channelIds;
    /** ssn of a message; of a local event its index in the journal. */
    private final long[] numbers;

    private final long[] timestampsNs;
    /** The next message of the same channel. */
    private final long[] successors;

    private final long[] heads = new long[ProcessSet.MAX_PROCESSES];
    private final long[] lasts = new long[ProcessSet.MAX_PROCESSES];
    private final long[] untold = new long[ProcessSet.MAX_PROCESSES];
    /** Of the newest message whose receipt this life has told. */
    private final long[] toldSsns = new long[ProcessSet.MAX_PROCESSES];

    private final UnsafeBuffer word = new UnsafeBuffer(new byte[Long.BYTES]);
    private long first;
    private long end;

    /** @param capacity power of two. */
    public UnconfirmedEvents(int capacity) {
        rsns = new long[capacity];
        channelIds = new int[capacity];
        numbers = new long[capacity];
        timestampsNs = new long[capacity];
        successors = new long[capacity];
        Arrays.fill(heads, NONE);
        Arrays.fill(lasts, NONE);
        Arrays.fill(untold, NONE);
    }

    public boolean isFull() {
        return end - first == rsns.length;
    }

    public void add(long rsn, int channelId, long number, long timestampNs) {
        int slot = slot(end);
        rsns[slot] = rsn;
        channelIds[slot] = channelId;
        numbers[slot] = number;
        timestampsNs[slot] = timestampNs;
        successors[slot] = NONE;
        if (channelId != LOCAL) {
            link(channelId, end);
        }
        end++;
    }

    private void link(int channelId, long at) {
        if (heads[channelId] == NONE) {
            heads[channelId] = at;
        } else {
            successors[slot(lasts[channelId])] = at;
        }
        if (untold[channelId] == NONE) {
            untold[channelId] = at;
        }
        lasts[channelId] = at;
    }

    /** Up to the event before the first that is not confirmed; {@link Long#MAX_VALUE}: all are. */
    public long confirmedRsn(long durableIndex) {
        while (first < end && isConfirmed(slot(first), durableIndex)) {
            first++;
        }
        return first == end ? Long.MAX_VALUE : rsns[slot(first)] - 1;
    }

    private boolean isConfirmed(int slot, long durableIndex) {
        return channelIds[slot] == CONFIRMED || channelIds[slot] == LOCAL && numbers[slot] <= durableIndex;
    }

    /** The sender of a channel has the receipts of these messages on stable storage. False: some were never told. */
    public boolean confirm(int channelId, long firstSsn, long lastSsn) {
        if (firstSsn <= lastSsn && lastSsn > toldSsns[channelId]) {
            return false;
        }
        long at = heads[channelId];
        while (at != NONE && numbers[slot(at)] >= firstSsn && numbers[slot(at)] <= lastSsn) {
            at = confirmHead(channelId);
        }
        return true;
    }

    private long confirmHead(int channelId) {
        long at = heads[channelId];
        channelIds[slot(at)] = CONFIRMED;
        heads[channelId] = successors[slot(at)];
        if (untold[channelId] == at) {
            untold[channelId] = heads[channelId];
        }
        return heads[channelId];
    }

    /** A checkpoint holds what came of the events up to this one, and no older one will be restored. */
    public void confirmUpTo(long rsn) {
        for (long at = first; at < end && rsns[slot(at)] <= rsn; at++) {
            int channelId = channelIds[slot(at)];
            if (channelId >= 0) {
                confirmHead(channelId);
            } else {
                channelIds[slot(at)] = CONFIRMED;
            }
        }
    }

    public boolean hasUnconfirmed(int channelId) {
        return heads[channelId] != NONE;
    }

    public boolean hasUntold(int channelId) {
        return untold[channelId] != NONE;
    }

    /** Tells the receipts of this channel again from the first one that is not confirmed. */
    public void goBack(int channelId) {
        untold[channelId] = heads[channelId];
    }

    /** How many receipts can be told in one message: they are of consecutive messages. */
    public int countUntold(int channelId, int limit) {
        int count = 0;
        long at = untold[channelId];
        long ssn = untoldSsn(channelId);
        while (at != NONE && count < limit && numbers[slot(at)] == ssn + count) {
            count++;
            at = successors[slot(at)];
        }
        return count;
    }

    public long untoldSsn(int channelId) {
        return numbers[slot(untold[channelId])];
    }

    public long untoldRsn(int channelId) {
        return rsns[slot(untold[channelId])];
    }

    public long untoldTimestampNs(int channelId) {
        return timestampsNs[slot(untold[channelId])];
    }

    public void told(int channelId) {
        toldSsns[channelId] = Math.max(toldSsns[channelId], untoldSsn(channelId));
        untold[channelId] = successors[slot(untold[channelId])];
    }

    private int slot(long at) {
        return (int) at & (rsns.length - 1);
    }

    // In a checkpoint: of each process what needs no receipt any more; how many, and of each rsn, channel, ssn,
    // timestamp

    /** Messages up to this event; what is local is on stable storage if it was told. */
    public void save(StateSink sink, long toldRsn, InboundChannels inbound) {
        for (int channelId = 0; channelId < heads.length; channelId++) {
            put(sink, inbound.checkpointedSsn(channelId));
        }
        put(sink, count(toldRsn));
        for (long at = first; at < end; at++) {
            if (isPartOf(slot(at), toldRsn)) {
                put(sink, rsns[slot(at)]);
                put(sink, channelIds[slot(at)]);
                put(sink, numbers[slot(at)]);
                put(sink, timestampsNs[slot(at)]);
            }
        }
    }

    private long count(long toldRsn) {
        long count = 0;
        for (long at = first; at < end; at++) {
            count += isPartOf(slot(at), toldRsn) ? 1 : 0;
        }
        return count;
    }

    private boolean isPartOf(int slot, long toldRsn) {
        return rsns[slot] <= toldRsn && channelIds[slot] >= 0;
    }

    private void put(StateSink sink, long value) {
        word.putLong(0, value, LITTLE_ENDIAN);
        sink.write(word, 0, Long.BYTES);
    }

    public void restore(StateSource source, InboundChannels inbound) {
        for (int channelId = 0; channelId < heads.length; channelId++) {
            inbound.restoreCheckpointed(channelId, get(source));
        }
        long count = get(source);
        if (count < 0 || count > rsns.length) {
            throw new LogException("the checkpoint says " + count + " unconfirmed events, at most " + rsns.length
                    + " are allowed here");
        }
        for (long i = 0; i < count; i++) {
            long rsn = get(source);
            long channelId = get(source);
            if (channelId < 0 || channelId >= heads.length) {
                throw new LogException("the checkpoint has an event of channel " + channelId + ", which is no process");
            }
            add(rsn, (int) channelId, get(source), get(source));
        }
    }

    private long get(StateSource source) {
        if (source.read(word, 0, Long.BYTES) != Long.BYTES) {
            throw new LogException("the checkpoint ends in the middle of the unconfirmed events");
        }
        return word.getLong(0, LITTLE_ENDIAN);
    }
}
