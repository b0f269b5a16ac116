package io.ft4j.core.dependability;

/**
 * The continuity of service: the probability to work <em>without a break</em> from 0 to t, and the mean time until the
 * first break. Times to failure and to repair are exponential; components fail independently. Structures of unlike
 * components: {@link Structure}. Pure functions; no allocation. Arguments outside their limits are refused.
 */
public final class Reliability {
    /** Most components of one structure. */
    public static final int MAX_COMPONENTS = 256;

    private Reliability() {}

    /** R(t) = e^−λt with λ = 1/MTTF. */
    public static double at(double tNs, double mttfNs) {
        return Math.exp(-Require.durationNs("tNs", tNs) / Require.meanNs("mttfNs", mttfNs));
    }

    /** 1 − R(t), without the loss of digits that the subtraction costs. */
    static double failedBy(double tNs, double mttfNs) {
        return -Math.expm1(-Require.durationNs("tNs", tNs) / Require.meanNs("mttfNs", mttfNs));
    }

    /**
     * Mean time until fewer than {@code neededCount} of {@code count} like components work, without repair:
     * MTTF · (1/needed + … + 1/count). With needed = count it is a series, with needed = 1 they are parallel.
     */
    public static double kOfNMttfNs(int neededCount, int count, double mttfNs) {
        requireCounts(neededCount, count);
        Require.meanNs("mttfNs", mttfNs);
        double sum = 0;
        for (int working = count; working >= neededCount; working--) {
            sum += 1.0 / working;
        }
        return mttfNs * sum;
    }

    /**
     * The same where each failed component is repaired independently of the others. All work at the beginning. The
     * mean time from j failed components to j + 1 is T(j) = 1/λ(j) + μ(j)/λ(j) · T(j−1), with λ(j) = (count − j)/MTTF
     * and μ(j) = j/MTTR (birth and death process; Trivedi 2002, ch. 8).
     *
     * @throws ArithmeticException when the result is beyond what a double holds.
     */
    public static double kOfNMttfNs(int neededCount, int count, double mttfNs, double mttrNs) {
        requireCounts(neededCount, count);
        Require.meanNs("mttfNs", mttfNs);
        Require.meanNs("mttrNs", mttrNs);
        double sum = 0;
        double next = 0;
        for (int failed = 0; failed <= count - neededCount; failed++) {
            int working = count - failed;
            next = mttfNs / working + failed / (double) working * (mttfNs / mttrNs) * next;
            sum += next;
        }
        return Require.finite("kOfNMttfNs", sum);
    }

    static void requireCounts(int neededCount, int count) {
        Require.range("count", count, 1, MAX_COMPONENTS);
        Require.range("neededCount", neededCount, 1, count);
    }
}
