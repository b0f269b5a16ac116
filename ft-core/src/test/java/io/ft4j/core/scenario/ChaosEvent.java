package io.ft4j.core.scenario;

/**
 * What will happen at a moment of a {@link ChaosRun}; in the order of time, and of coming into being at one time.
 *
 * @param id          of the process that it is about.
 * @param incarnation of that process when the event came into being.
 * @param packet      that arrives, or null.
 * @param value       what the kind needs: the position that was forced, or the mean time until a restart.
 */
record ChaosEvent(long atNs, long order, Kind kind, int id, long incarnation, Packet packet, long value)
        implements Comparable<ChaosEvent> {
    enum Kind {
        ARRIVAL,
        FORCE,
        STEP,
        PROPOSAL,
        CRASH,
        CUT,
        PAUSE,
        RESTART,
        HEAL,
        RESUME,
        DISK,
        JUMP,
        CRASH_OF
    }

    @Override
    public int compareTo(ChaosEvent other) {
        return atNs != other.atNs ? Long.compare(atNs, other.atNs) : Long.compare(order, other.order);
    }
}
