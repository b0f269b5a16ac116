package io.ft4j.detect;

import io.ft4j.core.model.ProcessSet;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Where the host of several processes writes which of them are up: what it knows for certain, because it starts and ends
 * them itself. At first all are up.
 *
 * <p>One thread writes. Any number of {@link PerfectDetector}s read, each on its own thread, and none misses a restart: a
 * process that went down and came up between two looks is seen as one that changed twice. Allocates nothing after
 * construction. No call blocks.
 */
public final class ProcessBoard {
    /** Behind the changes of each process those of all. */
    private static final int ALL = ProcessSet.MAX_PROCESSES;

    /** Odd: the process is down. */
    private final AtomicLongArray changes = new AtomicLongArray(ALL + 1);

    /** The process may take steps from now on: call it before its first one. No effect where it is up. */
    public void up(int processId) {
        if (!isUp(processId)) {
            change(processId);
        }
    }

    /** The process has taken its last step; what it sent may still be under way. No effect where it is down. */
    public void down(int processId) {
        if (isUp(processId)) {
            change(processId);
        }
    }

    /** @throws IllegalArgumentException if the id is outside 0–63. */
    public boolean isUp(int processId) {
        ProcessSet.of(processId);
        return isUp(changes(processId));
    }

    private void change(int processId) {
        // In this order: who sees the later one sees the earlier one too.
        changes.setRelease(processId, changes.getPlain(processId) + 1);
        changes.setRelease(ALL, changes.getPlain(ALL) + 1);
    }

    /** How often the process went down or came up. */
    long changes(int processId) {
        return changes.getAcquire(processId);
    }

    /** Of all processes; ask for it first, then for those of a process. */
    long changes() {
        return changes.getAcquire(ALL);
    }

    static boolean isUp(long changes) {
        return (changes & 1) == 0;
    }
}
