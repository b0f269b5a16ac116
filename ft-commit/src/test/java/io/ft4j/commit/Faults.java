package io.ft4j.commit;

import io.ft4j.core.testing.Cut;

/** What goes wrong in a world. */
interface Faults {
    /** What becomes of a frame. */
    enum Frame {
        ARRIVES,
        LOST,
        TWICE,
        /** When all that has to happen has happened. */
        LATE,
        /** Now, and late once more. */
        TWICE_LATE
    }

    Faults NONE = new Faults() {};

    /** @param ordinal of this duty cycle of the process, over all its lives, from 0 on. @return null: it does not crash. */
    default Cut cut(int processId, int ordinal) {
        return null;
    }

    /** @param ordinal of this frame, over all processes, from 0 on. */
    default Frame frame(int ordinal, int sourceId, int destinationId, long nowNs) {
        return Frame.ARRIVES;
    }

    /** Whether a process that crashed comes back before anything else happens; else when nothing happens any more. */
    default boolean recoversAtOnce(int processId) {
        return false;
    }
}
