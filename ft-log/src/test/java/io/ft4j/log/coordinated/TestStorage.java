package io.ft4j.log.coordinated;

/** What of a process survives its crashes: a permanent checkpoint, and perhaps a tentative one that has been written. */
final class TestStorage {
    /** How often a tentative checkpoint is asked for before it has been written. */
    int polls = 2;
    /** The next tentative checkpoint fails. */
    boolean failsNext;

    Saved permanent;
    Saved tentative;
    int pollsLeft;
    boolean failed;
    long lastNumber;

    TestStorage(Saved initial) {
        permanent = initial;
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
