package io.ft4j.core.dependability;

/**
 * The readiness for use: the probability that a component works at a time, or the fraction of a time that it works.
 * Times to failure and to repair are exponential, and the component works at time 0 (Trivedi 2002, ch. 8). Pure
 * functions; no allocation. Arguments outside their limits are refused.
 */
public final class Availability {
    /** A Julian year of 365.25 days. */
    public static final double YEAR_NS = 365.25 * 24 * 3600 * 1e9;

    /** More of them cannot be told from 1 in a double. */
    private static final double MAX_NINES = 15;

    /** Below this, (1 − e^−x) / x loses digits and its series does not. */
    private static final double SMALL = 1e-4;

    private Availability() {}

    /** A(∞) = MTTF / (MTTF + MTTR), whatever the distributions of both times. */
    public static double longRun(double mttfNs, double mttrNs) {
        return 1 / (1 + Require.durationNs("mttrNs", mttrNs) / Require.meanNs("mttfNs", mttfNs));
    }

    /** 1 − A(∞), without the loss of digits that the subtraction costs. */
    public static double longRunDown(double mttfNs, double mttrNs) {
        Require.meanNs("mttfNs", mttfNs);
        return Require.durationNs("mttrNs", mttrNs) == 0 ? 0 : 1 / (1 + mttfNs / mttrNs);
    }

    /** A(t) at one time: μ/(λ+μ) + λ/(λ+μ) · e^−(λ+μ)t with λ = 1/MTTF and μ = 1/MTTR. */
    public static double at(double tNs, double mttfNs, double mttrNs) {
        return 1 - downAt(tNs, mttfNs, mttrNs);
    }

    /** 1 − A(t) at one time. */
    static double downAt(double tNs, double mttfNs, double mttrNs) {
        double down = longRunDown(mttfNs, mttrNs);
        Require.durationNs("tNs", tNs);
        return down == 0 ? 0 : down * -Math.expm1(-(tNs / mttfNs + tNs / mttrNs));
    }

    /** The mean fraction of the time from 0 to t in which it works: the mean of {@link #at} over that time. */
    public static double upTo(double tNs, double mttfNs, double mttrNs) {
        double down = longRunDown(mttfNs, mttrNs);
        Require.durationNs("tNs", tNs);
        if (down == 0) {
            return 1;
        }
        double x = tNs / mttfNs + tNs / mttrNs;
        double settled = x < SMALL ? x / 2 * (1 - x / 3 * (1 - x / 4)) : 1 + Math.expm1(-x) / x;
        return 1 - down * settled;
    }

    /** MTBF = MTTF + MTTR: from one failure to the next. */
    public static double mtbfNs(double mttfNs, double mttrNs) {
        return Require.meanNs("mttfNs", mttfNs) + Require.durationNs("mttrNs", mttrNs);
    }

    /** Five nines are 0.99999: −log₁₀(1 − A). */
    public static double nines(double availability) {
        return Math.log10(1 / (1 - Require.range("availability", availability, 0, Math.nextDown(1.0))));
    }

    /** The availability of so many nines, not necessarily a whole number of them. */
    public static double ofNines(double nines) {
        return 1 - Math.pow(10, -Require.range("nines", nines, 0, MAX_NINES));
    }

    /** How long it is down in a year. */
    public static double downNsPerYear(double availability) {
        return (1 - Require.probability("availability", availability)) * YEAR_NS;
    }

    /** The availability that allows so much time down in a year. */
    public static double ofDownNsPerYear(double downNsPerYear) {
        return 1 - Require.range("downNsPerYear", downNsPerYear, 0, YEAR_NS) / YEAR_NS;
    }
}
