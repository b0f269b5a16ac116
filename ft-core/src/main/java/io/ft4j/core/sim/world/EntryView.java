package io.ft4j.core.sim.world;

import io.ft4j.core.protocol.Records;
import io.ft4j.core.sim.check.EntryHash;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/** The entries of a log by index, as they are after some position. */
public final class EntryView {
    long[] positions = new long[256];
    long[] terms = new long[256];
    /** Of everything up to an index; {@link EntryHash#START} at 0. */
    long[] chains = new long[256];

    long lastIndex;

    public EntryView() {
        chains[0] = EntryHash.START;
    }

    public void clear() {
        lastIndex = 0;
    }

    public void append(long index, long position, DirectBuffer buffer, int offset) {
        int slot = (int) index;
        if (slot == positions.length) {
            positions = Arrays.copyOf(positions, 2 * slot);
            terms = Arrays.copyOf(terms, 2 * slot);
            chains = Arrays.copyOf(chains, 2 * slot);
        }
        positions[slot] = position;
        terms[slot] = Records.term(buffer, offset);
        chains[slot] = EntryHash.next(chains[slot - 1], buffer, offset);
        lastIndex = index;
    }
}
