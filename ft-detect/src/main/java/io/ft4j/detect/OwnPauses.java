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
public final class OwnPauses {
    private final long toleranceNs;
    private final Runnable clockWentBack;
    private final Runnable paused;
    private long lastNs;

    /**
     * @param clockWentBack counts that.
     * @param paused        counts that.
     */
    public OwnPauses(long toleranceNs, Runnable clockWentBack, Runnable paused) {
        this.toleranceNs = toleranceNs;
        this.clockWentBack = clockWentBack;
        this.paused = paused;
    }

    OwnPauses(long toleranceNs, DetectorCounters counters) {
        this(
                toleranceNs,
                () -> counters.increment(DetectorCounter.CLOCK_WENT_BACK),
                () -> counters.increment(DetectorCounter.OWN_PAUSE));
    }

    public void start(long nowNs) {
        lastNs = nowNs;
    }

    /**
     * To be asked at the beginning of every step.
     *
     * @param dueNs when this process should have been called at the latest.
     * @return by how much all deadlines must be moved; negative where the clock went back.
     */
    public long stallNs(long nowNs, long dueNs) {
        long elapsedNs = nowNs - lastNs;
        lastNs = nowNs;
        if (elapsedNs < 0) {
            clockWentBack.run();
            return elapsedNs;
        }
        if (elapsedNs <= toleranceNs || dueNs >= nowNs || nowNs - dueNs <= toleranceNs) {
            return 0;
        }
        paused.run();
        return elapsedNs;
    }
}
