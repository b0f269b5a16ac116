package io.ft4j.log.messagelog.style;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.log.messagelog.record.Event;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Of each process the newest event that something depends on: the dependency vector of Strom, Yemini 1985. It grows along the
 * events of a process. Which version of a process an rsn belongs to need not be said: vectors are compared only among
 * processes that know the same {@link Rollbacks}.
 */
public final class Dependencies {
    private final long[] rsns;

    public Dependencies(int memberCount) {
        rsns = new long[memberCount];
    }

    public static int length(int memberCount) {
        return memberCount * Long.BYTES;
    }

    public static long rsn(DirectBuffer buffer, int offset, int slot) {
        return buffer.getLong(offset + slot * Long.BYTES, LITTLE_ENDIAN);
    }

    public long rsn(int slot) {
        return rsns[slot];
    }

    public void set(int slot, long rsn) {
        rsns[slot] = rsn;
    }

    public void set(Dependencies other) {
        System.arraycopy(other.rsns, 0, rsns, 0, rsns.length);
    }

    /** What a message depends on, its receiver depends on. */
    public void merge(DirectBuffer buffer, int offset) {
        for (int slot = 0; slot < rsns.length; slot++) {
            rsns[slot] = Math.max(rsns[slot], rsn(buffer, offset, slot));
        }
    }

    /** The next event of the process in this slot. */
    public void follow(int slot, Event event) {
        if (event.isOfPeer()) {
            merge(event.buffer(), event.prefixOffset());
        }
        rsns[slot] = event.rsn();
    }

    public void read(DirectBuffer buffer, int offset) {
        Arrays.fill(rsns, 0);
        merge(buffer, offset);
    }

    public void write(MutableDirectBuffer buffer, int offset) {
        for (int slot = 0; slot < rsns.length; slot++) {
            buffer.putLong(offset + slot * Long.BYTES, rsns[slot], LITTLE_ENDIAN);
        }
    }

    /** Whether it depends on nothing beyond these events. */
    public boolean isWithin(Dependencies limits) {
        for (int slot = 0; slot < rsns.length; slot++) {
            if (rsns[slot] > limits.rsns[slot]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return Arrays.toString(rsns);
    }
}
