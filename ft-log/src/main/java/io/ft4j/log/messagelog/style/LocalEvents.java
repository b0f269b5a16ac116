package io.ft4j.log.messagelog.style;

import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.RecordTypes;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.LongArrayList;

/**
 * The events of a process that nobody else keeps, as replay finds them in its own journal: inputs and timers behind the
 * checkpoint. Those that replay does not come to are void; inputs among them are taken anew, in their order. Grows while the
 * log is read, not later.
 */
public final class LocalEvents {
    private static final int NO_CHANNEL = -1;

    private final LongArrayList rsns = new LongArrayList();
    private final LongArrayList indexes = new LongArrayList();
    private final LongArrayList numbers = new LongArrayList();
    /** Of an input; {@link #NO_CHANNEL}: there is nothing to be done any more. */
    private final IntArrayList channelIds = new IntArrayList();

    private final LongArrayList voidIndexes = new LongArrayList();
    private final LongArrayList voidNumbers = new LongArrayList();
    private final IntArrayList voidChannelIds = new IntArrayList();
    private int next;
    private int nextVoid;

    /** Of the log, behind the checkpoint. */
    public void add(Event entry, long index) {
        boolean input = entry.recordType() == RecordTypes.DELIVERY;
        if (input) {
            removeVoid(entry.channelId(), entry.number());
        }
        rsns.addLong(entry.rsn());
        indexes.addLong(index);
        numbers.addLong(entry.number());
        channelIds.addInt(input ? entry.channelId() : NO_CHANNEL);
    }

    private void removeVoid(int channelId, long number) {
        for (int i = 0; i < voidIndexes.size(); i++) {
            if (voidChannelIds.getInt(i) == channelId && voidNumbers.getLong(i) == number) {
                voidIndexes.removeAt(i);
                voidNumbers.removeAt(i);
                voidChannelIds.removeAt(i);
                return;
            }
        }
    }

    /** Events from this one on are void. */
    public void renounceFrom(long rsn) {
        int kept = next;
        while (kept < rsns.size() && rsns.getLong(kept) < rsn) {
            kept++;
        }
        for (int i = kept; i < rsns.size(); i++) {
            if (channelIds.getInt(i) != NO_CHANNEL) {
                voidIndexes.addLong(indexes.getLong(i));
                voidNumbers.addLong(numbers.getLong(i));
                voidChannelIds.addInt(channelIds.getInt(i));
            }
        }
        while (rsns.size() > kept) {
            int last = rsns.size() - 1;
            rsns.removeAt(last);
            indexes.removeAt(last);
            numbers.removeAt(last);
            channelIds.removeAt(last);
        }
    }

    /** Of the next event to be replayed, or −1. */
    public long nextRsn() {
        return next < rsns.size() ? rsns.getLong(next) : -1;
    }

    /** Of the next event in the journal; goes on to the one behind. */
    public long takeNext() {
        return indexes.getLong(next++);
    }

    public boolean hasVoid() {
        return nextVoid < voidIndexes.size();
    }

    /** Where the next input to be taken anew stands in the journal. */
    public long voidIndex() {
        return voidIndexes.getLong(nextVoid);
    }

    public void takenAnew() {
        nextVoid++;
    }
}
