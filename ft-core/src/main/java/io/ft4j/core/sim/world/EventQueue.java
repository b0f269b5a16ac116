package io.ft4j.core.sim.world;

import java.util.Arrays;

/**
 * What will happen, in the order of time, and of coming into being at one time: a binary heap of slots. The event taken
 * last is read by the accessors. No allocation but growth.
 */
public final class EventQueue {
    // The heap.
    private long[] times = new long[1024];
    private long[] orders = new long[1024];
    private int[] slots = new int[1024];
    private int size;

    // By slot.
    private int[] kinds = new int[1024];
    private int[] ids = new int[1024];
    private long[] values = new long[1024];
    private Object[] payloads = new Object[1024];
    private int[] freeSlots = new int[1024];
    private int slotCount;
    private int freeCount;

    private long nextOrder;
    private int kind;
    private int id;
    private long value;
    private Object payload;

    public void add(long timeNs, int newKind, int newId, long newValue, Object newPayload) {
        if (size == times.length) {
            grow();
        }
        int slot = freeCount > 0 ? freeSlots[--freeCount] : slotCount++;
        kinds[slot] = newKind;
        ids[slot] = newId;
        values[slot] = newValue;
        payloads[slot] = newPayload;
        // A new event has the highest order, so only an earlier time moves it up.
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (times[parent] <= timeNs) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        times[at] = timeNs;
        orders[at] = nextOrder++;
        slots[at] = slot;
    }

    /** Time of the first event; {@link Long#MAX_VALUE} when there is none. */
    public long nextNs() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    /** Takes the first event, of which there must be one. */
    public void take() {
        int slot = slots[0];
        kind = kinds[slot];
        id = ids[slot];
        value = values[slot];
        payload = payloads[slot];
        freeSlots[freeCount++] = slot;
        int last = --size;
        if (last == 0) {
            return;
        }
        int at = 0;
        int child = 1;
        while (child < last) {
            if (child + 1 < last && isBefore(child + 1, child)) {
                child++;
            }
            if (!isBefore(child, last)) {
                break;
            }
            move(child, at);
            at = child;
            child = 2 * at + 1;
        }
        move(last, at);
    }

    public int kind() {
        return kind;
    }

    public int id() {
        return id;
    }

    public long value() {
        return value;
    }

    public Object payload() {
        return payload;
    }

    private boolean isBefore(int left, int right) {
        return times[left] != times[right] ? times[left] < times[right] : orders[left] < orders[right];
    }

    private void move(int from, int to) {
        times[to] = times[from];
        orders[to] = orders[from];
        slots[to] = slots[from];
    }

    private void grow() {
        int length = 2 * times.length;
        times = Arrays.copyOf(times, length);
        orders = Arrays.copyOf(orders, length);
        slots = Arrays.copyOf(slots, length);
        kinds = Arrays.copyOf(kinds, length);
        ids = Arrays.copyOf(ids, length);
        values = Arrays.copyOf(values, length);
        payloads = Arrays.copyOf(payloads, length);
        freeSlots = Arrays.copyOf(freeSlots, length);
    }
}
