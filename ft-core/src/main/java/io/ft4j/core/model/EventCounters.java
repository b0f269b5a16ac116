package io.ft4j.core.model;

import java.util.Arrays;

/**
 * How often each of a set of events happened. Written by one thread; a reader on another may see an older value. No
 * allocation after construction.
 *
 * @param <E> the events.
 */
public abstract class EventCounters<E extends Enum<E>> {
    private final String[] names;
    private final long[] counts;

    protected EventCounters(Class<E> events) {
        names = Arrays.stream(events.getEnumConstants()).map(Enum::name).toArray(String[]::new);
        counts = new long[names.length];
    }

    public final long count(E event) {
        return counts[event.ordinal()];
    }

    protected void increment(E event) {
        counts[event.ordinal()]++;
    }

    /** How many events there are; they are numbered from 0 on. */
    public final int size() {
        return names.length;
    }

    public final String name(int number) {
        return names[number];
    }

    public final long count(int number) {
        return counts[number];
    }
}
