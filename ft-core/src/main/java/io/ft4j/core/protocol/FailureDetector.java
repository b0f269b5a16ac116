package io.ft4j.core.protocol;

import io.ft4j.core.model.DetectorClass;

/**
 * A protocol that suspects processes. It speaks to the others of its stack by {@link Outbox#suspect} and {@link
 * Outbox#restore}; they hear of it in the same cycle.
 */
public interface FailureDetector extends Protocol {
    /** What it guarantees, under the assumptions that its type states. */
    DetectorClass detectorClass();

    /** False for this process itself, and for ids outside the group. */
    boolean isSuspected(int processId);
}
