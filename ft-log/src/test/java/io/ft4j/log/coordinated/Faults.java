package io.ft4j.log.coordinated;

import io.ft4j.core.testing.Cut;

/** What goes wrong in a world. */
interface Faults {
    Faults NONE = new Faults() {};

    /** Where this step of the process is cut; null: nowhere. */
    default Cut cut(int processId, int step) {
        return null;
    }

    default boolean recoversAtOnce(int processId) {
        return false;
    }

    default boolean isLost(int frame) {
        return false;
    }
}
