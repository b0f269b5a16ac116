package io.ft4j.log.coordinated;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What of a process survives its crashes: a permanent checkpoint, and perhaps a tentative one that has been written. */
final class TestStorage {
    /** An independent checkpoint, and the epoch in which it was taken. */
    record Own(Saved saved, long epoch) {}

    /** How often a tentative checkpoint is asked for before it has been written. */
    int polls = 2;
    /** The next tentative checkpoint fails. */
    boolean failsNext;

    Saved permanent;
    /** Behind the permanent one, ascending: independent ones, which are durable and not settled. */
    final List<Own> own = new ArrayList<>();

    Saved tentative;
    /** By number: what has gone as useless. */
    final Map<Long, Saved> removed = new HashMap<>();

    int pollsLeft;
    boolean failed;
    long lastNumber;

    TestStorage(Saved initial) {
        permanent = initial;
    }

    /** Where the process could go back to, from the permanent checkpoint on. */
    List<Saved> saved() {
        List<Saved> saved = new ArrayList<>(own.size() + 2);
        saved.add(permanent);
        for (Own checkpoint : own) {
            saved.add(checkpoint.saved);
        }
        return saved;
    }

    boolean isTentativeDurable() {
        return tentative != null && pollsLeft == 0 && !failed;
    }

    void crash() {
        if (!isTentativeDurable()) {
            tentative = null;
        }
    }
}
