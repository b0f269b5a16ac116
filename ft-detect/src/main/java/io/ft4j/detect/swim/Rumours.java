package io.ft4j.detect.swim;

import io.ft4j.core.model.Invariant;
import java.util.Arrays;

/**
 * Of whom there is news to pass on: per process one rumour, which is what is held of it when it is sent. The one that was
 * sent least goes first (section 4.1), and each is forgotten after so many times. One list per number of times, so the
 * choice is made without a search, and there are never more rumours than processes.
 *
 * <p>One thread. No allocation after construction.
 */
final class Rumours {
    static final int MAX_SENDS = Byte.MAX_VALUE;

    private static final int NONE = -1;
    private static final byte ABSENT = -1;

    private final byte[] sends;
    private final int[] nexts;
    private final int[] previous;
    private final int[] heads = new int[MAX_SENDS];
    private final int[] tails = new int[MAX_SENDS];
    private int size;

    Rumours(int capacity) {
        sends = new byte[capacity];
        nexts = new int[capacity];
        previous = new int[capacity];
        Arrays.fill(sends, ABSENT);
        Arrays.fill(heads, NONE);
        Arrays.fill(tails, NONE);
    }

    int size() {
        return size;
    }

    boolean contains(int processId) {
        return sends[processId] != ABSENT;
    }

    /** News of this process; what was told of it before is forgotten. */
    void add(int processId) {
        if (contains(processId)) {
            unlink(processId);
        } else {
            size++;
        }
        link(processId, 0);
    }

    /** Writes at most {@code limit} ids from {@code at} on, least sent first, without one. Returns how many. */
    int select(int[] into, int at, int limit, int exceptId) {
        int count = 0;
        int left = size;
        for (int i = 0; left > 0 && count < limit; i++) {
            for (int id = heads[i]; id != NONE && count < limit; id = nexts[id]) {
                left--;
                if (id != exceptId) {
                    into[at + count++] = id;
                }
            }
        }
        return count;
    }

    /** Was told once more, which may have been the last time. */
    void sent(int processId, int maxSends) {
        if (contains(processId)) {
            int times = sends[processId] + 1;
            unlink(processId);
            if (times < maxSends) {
                link(processId, times);
            } else {
                sends[processId] = ABSENT;
                size--;
            }
        }
    }

    private void link(int processId, int times) {
        sends[processId] = (byte) times;
        nexts[processId] = NONE;
        previous[processId] = tails[times];
        if (tails[times] == NONE) {
            heads[times] = processId;
        } else {
            nexts[tails[times]] = processId;
        }
        tails[times] = processId;
    }

    private void unlink(int processId) {
        int times = sends[processId];
        int next = nexts[processId];
        int before = previous[processId];
        if (before == NONE) {
            heads[times] = next;
        } else {
            nexts[before] = next;
        }
        if (next == NONE) {
            tails[times] = before;
        } else {
            previous[next] = before;
        }
    }

    void checkInvariants() {
        int count = 0;
        for (int times = 0; times < MAX_SENDS; times++) {
            int before = NONE;
            for (int id = heads[times]; id != NONE; id = nexts[id]) {
                Invariant.check(sends[id] == times && previous[id] == before, "S4 a rumour is in its list", id, times);
                before = id;
                count++;
            }
            Invariant.check(tails[times] == before, "S4 a list ends with its last", tails[times], before);
        }
        Invariant.check(count == size, "S4 every rumour is in one list", count, size);
    }
}
