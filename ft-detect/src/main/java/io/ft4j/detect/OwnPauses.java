package io.ft4j.detect;

/**
 * Tells the time in which this process did not run: a long collection of garbage, a stopped process, a debugger, a clock
 * that was set. A process that sleeps hears nobody, so it must not take that time for the silence of others.
 *
 * <p>A duty cycle that has nothing to do may sleep until the next deadline, so a long time between two calls is no pause as
 * such. It is one when a deadline was due meanwhile and nobody came for longer than the tolerance. The pause then began
 * right after the last call at the earliest, and counts from there.
 *
 * <p>One thread. No allocation.
 */
final class OwnPauses {
    private final long toleranceNs;
    private final DetectorCounters counters;
    private long lastNs;

    OwnPauses(long toleranceNs, DetectorCounters counters) {
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
            counters.increment(DetectorCounter.CLOCK_WENT_BACK);
            return elapsedNs;
        }
        if (elapsedNs <= toleranceNs || dueNs >= nowNs || nowNs - dueNs <= toleranceNs) {
            return 0;
        }
        counters.increment(DetectorCounter.OWN_PAUSE);
        return elapsedNs;
    }
}
