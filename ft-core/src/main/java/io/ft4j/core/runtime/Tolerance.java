package io.ft4j.core.runtime;

import io.ft4j.core.model.FailureClass;
import io.ft4j.core.model.GroupSize;
import io.ft4j.core.model.Synchrony;

/**
 * What a group survives: its size and its protocol follow from it.
 *
 * @param faults how many replicas may fail in that way at once.
 */
public record Tolerance(FailureClass failureClass, Synchrony synchrony, int faults) {
    public Tolerance {
        if (faults < 0) {
            throw new IllegalArgumentException("faults=" + faults + " must not be negative");
        }
    }

    /** Up to {@code faults} replicas crash, and nobody can tell a crashed one from a slow one: Raft with 2k + 1. */
    public static Tolerance crashes(int faults) {
        return new Tolerance(FailureClass.CRASH, Synchrony.PARTIALLY_SYNCHRONOUS, faults);
    }

    int processCount() {
        return GroupSize.consensus(failureClass, synchrony, faults);
    }
}
