package io.ft4j.detect.swim;

/**
 * Tells the time in which this process did not run: a deadline was due and nobody came for longer than the tolerance. A
 * process that sleeps hears nobody, so it must not take that time for the silence of others.
 *
 * <p>One thread. No allocation.
 */
final class Stalls {
    private final long toleranceNs;
    private final SwimCounters counters;
    private long lastNs;

    Stalls(long toleranceNs, SwimCounters counters) {
        this.toleranceNs = toleranceNs;
        this.counters = counters;
    }

    void start(long nowNs) {
        lastNs = nowNs;
    }

    /**
     * To be asked at the beginning of every step.
     *
     * @param dueNs when this process should have been called at the latest.
     * @return by how much all deadlines must be moved; negative where the clock went back.
     */
    long stallNs(long nowNs, long dueNs) {
        long elapsedNs = nowNs - lastNs;
        lastNs = nowNs;
        if (elapsedNs < 0) {
            counters.increment(SwimCounter.CLOCK_WENT_BACK);
            return elapsedNs;
        }
        if (elapsedNs <= toleranceNs || dueNs >= nowNs || nowNs - dueNs <= toleranceNs) {
            return 0;
        }
        counters.increment(SwimCounter.OWN_PAUSE);
        return elapsedNs;
    }
}
