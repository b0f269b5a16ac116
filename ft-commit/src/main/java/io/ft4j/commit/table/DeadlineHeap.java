package io.ft4j.commit.table;

import io.ft4j.core.model.Invariant;
import java.util.Arrays;

/**
 * One deadline for each of a fixed number of items, the earliest on top: a binary heap that knows where each item stands,
 * so that a deadline can be moved and dropped. Logarithmic; allocates nothing after construction. One thread.
 */
public final class DeadlineHeap {
    private static final int ABSENT = -1;

    private final long[] deadlineNs;
    private final int[] heap;
    private final int[] places;
    private int size;

    public DeadlineHeap(int itemCount) {
        deadlineNs = new long[itemCount];
        heap = new int[itemCount];
        places = new int[itemCount];
        Arrays.fill(places, ABSENT);
    }

    /** {@link Long#MAX_VALUE}: none. */
    public long earliestNs() {
        return size == 0 ? Long.MAX_VALUE : deadlineNs[heap[0]];
    }

    /** The item with the earliest deadline; there must be one. */
    public int earliest() {
        return heap[0];
    }

    public void set(int item, long newDeadlineNs) {
        int place = places[item];
        deadlineNs[item] = newDeadlineNs;
        if (place == ABSENT) {
            place = size++;
        }
        place(item, place);
        sink(rise(place));
    }

    public void cancel(int item) {
        int place = places[item];
        if (place == ABSENT) {
            return;
        }
        places[item] = ABSENT;
        int last = heap[--size];
        if (last != item) {
            place(last, place);
            sink(rise(place));
        }
    }

    private void place(int item, int place) {
        heap[place] = item;
        places[item] = place;
    }

    private int rise(int from) {
        int place = from;
        int item = heap[place];
        while (place > 0 && deadlineNs[item] < deadlineNs[heap[(place - 1) >>> 1]]) {
            place(heap[(place - 1) >>> 1], place);
            place = (place - 1) >>> 1;
        }
        place(item, place);
        return place;
    }

    private void sink(int from) {
        int place = from;
        int item = heap[place];
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && deadlineNs[heap[child + 1]] < deadlineNs[heap[child]]) {
                child++;
            }
            if (deadlineNs[item] <= deadlineNs[heap[child]]) {
                break;
            }
            place(heap[child], place);
            place = child;
        }
        place(item, place);
    }

    public void checkInvariants() {
        for (int place = 0; place < size; place++) {
            int item = heap[place];
            Invariant.check(places[item] == place, "C8 an item knows its place", places[item], place);
            Invariant.check(
                    place == 0 || deadlineNs[heap[(place - 1) >>> 1]] <= deadlineNs[item],
                    "C8 the earliest deadline is on top",
                    place,
                    item);
        }
    }
}
