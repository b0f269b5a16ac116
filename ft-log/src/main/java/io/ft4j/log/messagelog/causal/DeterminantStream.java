package io.ft4j.log.messagelog.causal;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.log.messagelog.record.Event;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The determinants that this process knows and that its own log may not have: numbered from 1 on, in an order in which nothing
 * stands before what it depends on. Every peer is told them in this order, as far as it comes to depend on them. What is on
 * stable storage here needs no telling: this process answers for it after any crash.
 *
 * <p>No allocation after construction.
 */
final class DeterminantStream {
    private static final long OWN = -1;

    private final int selfId;
    private final long life;
    private final int mask;
    private final UnsafeBuffer entries;
    /** By number: of an event of another process the position of its record; of an own one {@link #OWN}. */
    private final long[] positions;

    private final long[] sentNumbers = new long[ProcessSet.MAX_PROCESSES];
    private final Determinant view = new Determinant();
    private long lastNumber;
    private long durableNumber;

    /** @param capacity a power of two. */
    DeterminantStream(int selfId, long life, int capacity) {
        this.selfId = selfId;
        this.life = life;
        mask = capacity - 1;
        entries = new UnsafeBuffer(ByteBuffer.allocateDirect(capacity * Determinant.LENGTH));
        positions = new long[capacity];
    }

    long lastNumber() {
        return lastNumber;
    }

    /** Up to here all are on stable storage. */
    long durableNumber() {
        return durableNumber;
    }

    boolean hasRoom(int count) {
        return lastNumber - durableNumber + count <= positions.length;
    }

    /** An event that the process is told now; its entry stands in the log behind all that was added before. */
    void addOwn(Event event) {
        lastNumber++;
        Determinant.put(entries, offset(lastNumber), selfId, life, event);
        positions[slot(lastNumber)] = OWN;
    }

    /** @param position in the log, of the record. */
    void add(Determinant determinant, long position) {
        lastNumber++;
        determinant.copyTo(entries, offset(lastNumber));
        positions[slot(lastNumber)] = position;
    }

    void onDurable(long position, long durableRsn) {
        while (durableNumber < lastNumber && isDurable(durableNumber + 1, position, durableRsn)) {
            durableNumber++;
        }
    }

    private boolean isDurable(long number, long position, long durableRsn) {
        long recorded = positions[slot(number)];
        return recorded == OWN ? view.wrap(entries, offset(number)).rsn() <= durableRsn : recorded <= position;
    }

    /** Of the first one that this peer is to be told next. */
    long nextNumber(int peerId) {
        return Math.max(sentNumbers[peerId], durableNumber) + 1;
    }

    void sent(int peerId, long number) {
        sentNumbers[peerId] = number;
    }

    /** This peer may know nothing. */
    void goBack(int peerId) {
        sentNumbers[peerId] = 0;
    }

    void copyTo(long number, MutableDirectBuffer buffer, int offset) {
        view.wrap(entries, offset(number)).copyTo(buffer, offset);
    }

    private int slot(long number) {
        return (int) number & mask;
    }

    private int offset(long number) {
        return slot(number) * Determinant.LENGTH;
    }

    @Override
    public String toString() {
        return "said " + lastNumber + ", durable " + durableNumber + ", sent " + Arrays.toString(sentNumbers);
    }
}
