package io.ft4j.log.messagelog.style;

import io.ft4j.core.model.ProcessSet;

/** The processes of a group, numbered by slots from 0 on, ascending by their ids. */
public final class Members {
    private final long set;
    private final int[] ids;

    public Members(long set) {
        this.set = set;
        ids = new int[ProcessSet.size(set)];
        int slot = 0;
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            ids[slot++] = ProcessSet.first(rest);
        }
    }

    public int count() {
        return ids.length;
    }

    public boolean contains(int id) {
        return id >= 0 && id < ProcessSet.MAX_PROCESSES && ProcessSet.contains(set, id);
    }

    public int id(int slot) {
        return ids[slot];
    }

    public int slot(int id) {
        return Long.bitCount(set & ((1L << id) - 1));
    }
}
