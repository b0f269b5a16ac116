package io.ft4j.detect.quality;

import java.util.Arrays;

/**
 * The arrivals under way that count: those that no later heartbeat overtakes. Times grow from head to tail. A heartbeat
 * that comes in puts out all that would arrive after it.
 */
final class FreshArrivals {
    private static final int FIRST_CAPACITY = 16;

    private long[] atNs = new long[FIRST_CAPACITY];
    private int head;
    private int tail;

    void add(long arrivalNs) {
        while (tail > head && atNs[tail - 1] >= arrivalNs) {
            tail--;
        }
        if (tail == atNs.length) {
            makeRoom();
        }
        atNs[tail++] = arrivalNs;
    }

    int size() {
        return tail - head;
    }

    /** @param index from 0, the earliest. */
    long atNs(int index) {
        return atNs[head + index];
    }

    void removeFirst() {
        head++;
    }

    private void makeRoom() {
        long[] target = size() > atNs.length / 2 ? Arrays.copyOf(atNs, atNs.length * 2) : atNs;
        System.arraycopy(atNs, head, target, 0, size());
        atNs = target;
        tail -= head;
        head = 0;
    }
}
