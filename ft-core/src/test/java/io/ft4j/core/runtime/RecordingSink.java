package io.ft4j.core.runtime;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.runtime.driver.CommitSink;
import io.ft4j.core.sim.check.EntryHash;

/** A state machine whose state is the hash chain of what it was given; it demands order and completeness. */
public final class RecordingSink implements CommitSink {
    private long lastIndex;
    private long lastTimestampNs = Long.MIN_VALUE;
    private long chain = EntryHash.START;
    private int room = Integer.MAX_VALUE;

    /** How many entries it takes until the next call of this; it refuses the rest. */
    public void room(int entryCount) {
        room = entryCount;
    }

    /** Of everything that was applied. */
    public long chain() {
        return chain;
    }

    @Override
    public long take(EntrySlice entries, boolean leading) {
        Invariant.check(
                entries.firstIndex() == lastIndex + 1, "applied in order, each once", entries.firstIndex(), lastIndex);
        int at = entries.offset();
        for (long index = entries.firstIndex(); index <= entries.lastIndex() && room > 0; index++, room--) {
            Invariant.check(
                    Records.index(entries.buffer(), at) == index,
                    "an entry says its index",
                    Records.index(entries.buffer(), at),
                    index);
            long timestampNs = Records.timestampNs(entries.buffer(), at);
            Invariant.check(timestampNs >= lastTimestampNs, "timestamps never decrease", timestampNs, lastTimestampNs);
            lastTimestampNs = timestampNs;
            chain = EntryHash.next(chain, entries.buffer(), at);
            at += Records.stride(Records.length(entries.buffer(), at));
            lastIndex = index;
        }
        return lastIndex;
    }

    @Override
    public long appliedIndex() {
        return lastIndex;
    }
}
