package io.ft4j.core.sim.history;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Configurations that have failed, up to a limit: open addressing over one array of words. */
final class Memo {
    static final int MAX_CONFIGURATIONS = 1 << 19;
    static final int MAX_WORDS = 1 << 23;

    private static final int NOT_KNOWN = -1;

    private final Map<Object, Integer> states = new HashMap<>();
    /** At each offset the length of a configuration, then its state, then its words. */
    private long[] words = new long[1024];
    /** Offsets; 0: free. */
    private int[] table = new int[256];

    private int used = 1;
    private int size;

    int size() {
        return size;
    }

    /** How much of the room is used. */
    int words() {
        return used;
    }

    boolean contains(Object state, long[] key, int length) {
        int id = size == 0 ? NOT_KNOWN : states.getOrDefault(state, NOT_KNOWN);
        return id != NOT_KNOWN && table[slot(id, key, 0, length)] != 0;
    }

    /** Not to be called for what it contains. Without room nothing happens. */
    void add(Object state, long[] key, int length) {
        if (size == MAX_CONFIGURATIONS || used + length + 2 > MAX_WORDS) {
            return;
        }
        if (used + length + 2 > words.length) {
            words = Arrays.copyOf(words, Math.max(2 * words.length, used + length + 2));
        }
        if (2 * size >= table.length) {
            grow();
        }
        Integer next = states.size();
        Integer known = states.putIfAbsent(state, next);
        int id = known == null ? next : known;
        table[slot(id, key, 0, length)] = used;
        words[used] = length;
        words[used + 1] = id;
        System.arraycopy(key, 0, words, used + 2, length);
        used += length + 2;
        size++;
    }

    private void grow() {
        table = new int[2 * table.length];
        for (int offset = 1; offset < used; offset += (int) words[offset] + 2) {
            table[slot((int) words[offset + 1], words, offset + 2, (int) words[offset])] = offset;
        }
    }

    /** Where it is, or where it would be. */
    private int slot(int id, long[] key, int from, int length) {
        int mask = table.length - 1;
        int slot = hash(id, key, from, length) & mask;
        while (table[slot] != 0 && !isAt(table[slot], id, key, from, length)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean isAt(int offset, int id, long[] key, int from, int length) {
        return words[offset] == length
                && words[offset + 1] == id
                && Arrays.equals(words, offset + 2, offset + 2 + length, key, from, from + length);
    }

    private static int hash(int id, long[] key, int from, int length) {
        long hash = id;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ key[from + i]) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return (int) (hash ^ hash >>> 16);
    }
}
