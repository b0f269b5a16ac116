package io.ft4j.core.runtime.observe;

import io.ft4j.core.model.EventCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/**
 * Copies the counts of one process from its protocols into Agrona counters, where any thread can read them, or any process
 * when their buffers are mapped from a file. The protocols count in plain fields of their own, so counting costs nothing more;
 * what is read here is at most one interval old.
 *
 * <p>Each counter has the label {@code name group=G process=P}, the type {@link #TYPE_ID}, and as its key the group ({@code
 * long} at 0) and the process ({@code int} at 8), little-endian.
 *
 * <p>One thread, that of the duty cycle. Allocates when counters are added, not afterwards.
 */
public final class CounterPublisher implements AutoCloseable {
    public static final int TYPE_ID = 7_400;
    public static final int KEY_GROUP_OFFSET = 0;
    public static final int KEY_PROCESS_OFFSET = Long.BYTES;

    private static final int KEY_LENGTH = Long.BYTES + Integer.BYTES;

    private final CountersManager counters;
    private final long groupId;
    private final int processId;
    private final long intervalNs;
    private final List<AtomicCounter> targets = new ArrayList<>();
    private final List<LongSupplier> sources = new ArrayList<>();
    private long nextNs = Long.MIN_VALUE;

    /** @param intervalNs between two copies; 0: at every {@link #poll}. */
    public CounterPublisher(CountersManager counters, long groupId, int processId, long intervalNs) {
        if (intervalNs < 0) {
            throw new IllegalArgumentException("intervalNs=" + intervalNs + " is negative");
        }
        this.counters = counters;
        this.groupId = groupId;
        this.processId = processId;
        this.intervalNs = intervalNs;
    }

    /**
     * @param source asked on the thread of the duty cycle; it must not allocate.
     * @throws IllegalStateException when the buffers of the counters are full.
     */
    public CounterPublisher add(String name, LongSupplier source) {
        int id = counters.allocate(name + " group=" + groupId + " process=" + processId, TYPE_ID, this::putKey);
        targets.add(new AtomicCounter(counters.valuesBuffer(), id, counters));
        sources.add(source);
        return this;
    }

    private void putKey(MutableDirectBuffer key) {
        key.putLong(KEY_GROUP_OFFSET, groupId, java.nio.ByteOrder.LITTLE_ENDIAN);
        key.putInt(KEY_PROCESS_OFFSET, processId, java.nio.ByteOrder.LITTLE_ENDIAN);
    }

    /** All of these, each under {@code prefix.NAME}. */
    public CounterPublisher addAll(String prefix, EventCounters<?> counts) {
        for (int i = 0; i < counts.size(); i++) {
            int number = i;
            add(prefix + "." + counts.name(number), () -> counts.count(number));
        }
        return this;
    }

    /** Once per duty cycle. Returns how many counters were copied. */
    public int poll(long nowNs) {
        if (nowNs < nextNs) {
            return 0;
        }
        nextNs = nowNs + intervalNs;
        for (int i = 0; i < targets.size(); i++) {
            targets.get(i).setRelease(sources.get(i).getAsLong());
        }
        return targets.size();
    }

    /** Gives the counters back. */
    @Override
    public void close() {
        targets.forEach(AtomicCounter::close);
        targets.clear();
        sources.clear();
    }
}
