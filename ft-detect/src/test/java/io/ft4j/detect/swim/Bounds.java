package io.ft4j.detect.swim;

/** What the paper expects, in periods, with a probability of at least 1 − 1/n that a run keeps to it. */
final class Bounds {
    private Bounds() {}

    /**
     * News reaches all: section 4.1 expects n^(2 − 2λ) who did not hear of it after λ log n periods, so with λ = 2 one in n
     * runs has one. A lost frame takes a part of the speed, and an answer half a period at most.
     */
    static double infectionPeriods(int n, double loss) {
        return 2 * Math.log(n) / ((1 - loss) * (1 - loss)) + 2;
    }

    /**
     * Somebody probes a process that crashed: with probability 1/e nobody does in one period (section 3.1), so in 2 ln n
     * periods with 1/n². It may answer for a period more while frames of it are under way.
     */
    static double firstProbePeriods(int n) {
        return 2 * Math.log(n) + 1;
    }

    /** A crash is known to all: it is probed, suspected, not refuted, and told. */
    static double detectionPeriods(SwimConfig config, int n, double loss) {
        return firstProbePeriods(n)
                + 1
                + config.suspicionTimeoutNs(n) / (double) config.periodNs()
                + infectionPeriods(n, loss);
    }

    /** Whatever news is lost: each finds out for itself (section 4.3). */
    static double ownDetectionPeriods(SwimConfig config, int n) {
        return 2 * n - 1 + 1 + config.suspicionTimeoutNs(n) / (double) config.periodNs();
    }
}
