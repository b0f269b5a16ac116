package io.ft4j.log.messagelog.causal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.log.messagelog.style.Members;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Determinants by process and rsn: of each process those behind what it is known to have on stable storage, within a window. What
 * is in front of the window is forgotten, what is behind it has no room. No allocation after construction.
 */
final class KnownDeterminants {
    private final Members members;
    private final int capacity;
    private final UnsafeBuffer[] entries;
    /** By slot: up to here everything is on stable storage at its process. */
    private final long[] durableRsns;

    private final long[] newestRsns;
    private final Determinant view = new Determinant();
    private final UnsafeBuffer word = new UnsafeBuffer(new byte[Determinant.LENGTH]);

    /** @param capacity of the window of one process, a power of two. */
    KnownDeterminants(Members members, int capacity) {
        this.members = members;
        this.capacity = capacity;
        entries = new UnsafeBuffer[members.count()];
        for (int slot = 0; slot < entries.length; slot++) {
            entries[slot] = new UnsafeBuffer(ByteBuffer.allocateDirect(capacity * Determinant.LENGTH));
        }
        durableRsns = new long[members.count()];
        newestRsns = new long[members.count()];
    }

    long durableRsn(int slot) {
        return durableRsns[slot];
    }

    /** Of the newest one that was ever known. */
    long newestRsn(int slot) {
        return newestRsns[slot];
    }

    /** Its process has told that it has everything up to here on stable storage. */
    void onDurable(int slot, long rsn) {
        durableRsns[slot] = Math.max(durableRsns[slot], rsn);
    }

    boolean hasRoom(int slot, long rsn) {
        return rsn <= durableRsns[slot] + capacity;
    }

    /** More than half of the window may be free, if its process were asked. */
    boolean isHalfFull(int slot) {
        return newestRsns[slot] - durableRsns[slot] > capacity / 2;
    }

    /** Sets the view; false when it is not known. */
    boolean get(int slot, long rsn, Determinant determinant) {
        determinant.wrap(entries[slot], offset(rsn));
        return rsn > durableRsns[slot] && determinant.rsn() == rsn;
    }

    /** In which life its process was last told the event, as far as it is known; 0: it is not known. */
    long life(int slot, long rsn) {
        return get(slot, rsn, view) ? view.life() : 0;
    }

    /** {@link #hasRoom} was asked before. */
    void put(int slot, Determinant determinant) {
        long rsn = determinant.rsn();
        determinant.copyTo(entries[slot], offset(rsn));
        newestRsns[slot] = Math.max(newestRsns[slot], rsn);
    }

    /**
     * From the log.
     *
     * @param writtenCapacity when it was written there was room in a window of this size: what is in front of it is on stable
     *                        storage at its process.
     */
    void restore(Determinant determinant, long writtenCapacity) {
        int slot = members.slot(determinant.processId());
        onDurable(slot, determinant.rsn() - writtenCapacity);
        if (determinant.rsn() > durableRsns[slot]) {
            restore(slot, determinant);
        }
    }

    private void restore(int slot, Determinant determinant) {
        if (!hasRoom(slot, determinant.rsn())) {
            throw new LogException("event " + determinant.rsn() + " of process " + members.id(slot)
                    + " is known, where event " + durableRsns[slot] + " is on stable storage: maxDeterminants="
                    + capacity + " is less than it was");
        }
        put(slot, determinant);
    }

    private int offset(long rsn) {
        return ((int) rsn & (capacity - 1)) * Determinant.LENGTH;
    }

    // In a checkpoint: of each process what is on stable storage there, how many determinants, and these

    void save(StateSink sink) {
        for (int slot = 0; slot < entries.length; slot++) {
            put(sink, durableRsns[slot]);
            put(sink, count(slot));
            for (long rsn = durableRsns[slot] + 1; rsn <= newestRsns[slot]; rsn++) {
                if (get(slot, rsn, view)) {
                    sink.write(entries[slot], offset(rsn), Determinant.LENGTH);
                }
            }
        }
    }

    private long count(int slot) {
        long count = 0;
        for (long rsn = durableRsns[slot] + 1; rsn <= newestRsns[slot]; rsn++) {
            count += get(slot, rsn, view) ? 1 : 0;
        }
        return count;
    }

    private void put(StateSink sink, long value) {
        word.putLong(0, value, LITTLE_ENDIAN);
        sink.write(word, 0, Long.BYTES);
    }

    void restore(StateSource source) {
        for (int slot = 0; slot < entries.length; slot++) {
            onDurable(slot, get(source));
            long count = get(source);
            if (count < 0 || count > capacity) {
                throw new LogException("the checkpoint says " + count + " determinants of process " + members.id(slot)
                        + ", at most maxDeterminants=" + capacity + " are allowed here");
            }
            for (long i = 0; i < count; i++) {
                read(source, Determinant.LENGTH);
                restore(slot, view.wrap(word, 0));
            }
        }
    }

    private long get(StateSource source) {
        read(source, Long.BYTES);
        return word.getLong(0, LITTLE_ENDIAN);
    }

    private void read(StateSource source, int length) {
        if (source.read(word, 0, length) != length) {
            throw new LogException("the checkpoint ends in the middle of the determinants");
        }
    }
}
