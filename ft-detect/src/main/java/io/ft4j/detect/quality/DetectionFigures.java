package io.ft4j.detect.quality;

/**
 * How fast and how wrong a detector is (Chen, Toueg, Aguilera 2002, §2). Detection time T_D: from a crash to the
 * suspicion that stays; 0 where it was suspected already. A mistake is a suspicion of a process that is up. Immutable.
 *
 * @param detectionNs         mean T_D of a crash at any time.
 * @param detectionBoundNs    what no T_D exceeds, perhaps infinite; from a simulation: the longest that was seen.
 * @param mistakeRecurrenceNs mean T_MR, from the beginning of one mistake to that of the next; infinite where none is
 *     made.
 * @param mistakeDurationNs   mean T_M; 0 where no mistake is made.
 */
public record DetectionFigures(
        double detectionNs, double detectionBoundNs, double mistakeRecurrenceNs, double mistakeDurationNs) {
    private static final double NS_PER_S = 1e9;

    public DetectionFigures {
        Require.range("detectionNs", detectionNs, 0, Double.MAX_VALUE);
        Require.range("detectionBoundNs", detectionBoundNs, 0, Double.POSITIVE_INFINITY);
        Require.range("mistakeRecurrenceNs", mistakeRecurrenceNs, Double.MIN_VALUE, Double.POSITIVE_INFINITY);
        Require.range("mistakeDurationNs", mistakeDurationNs, 0, Double.MAX_VALUE);
    }

    /** Mistakes in a second, λ_M = 1/T_MR. */
    public double mistakesPerS() {
        return NS_PER_S / mistakeRecurrenceNs;
    }

    /** P_A: the probability that, asked at any time at which the process is up, the detector trusts it. */
    public double queryAccuracy() {
        return 1 - queryInaccuracy();
    }

    /** 1 − P_A = T_M / T_MR, with all its digits. */
    public double queryInaccuracy() {
        return mistakeDurationNs / mistakeRecurrenceNs;
    }
}
