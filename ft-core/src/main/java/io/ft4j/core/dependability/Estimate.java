package io.ft4j.core.dependability;

import java.util.OptionalDouble;

/**
 * What observations say about a quantity, and how surely: the interval covers the true value in at least {@code
 * confidence} of all cases, also after few events. It assumes exponential times that are independent of each other
 * (Epstein, Sobel 1953; Trivedi 2002, ch. 10). Immutable; the functions are pure.
 *
 * @param point      most likely value; absent where no event has ended a time of the kind.
 * @param lower      limit of the two-sided interval.
 * @param upper      its other limit; absent where the observations set none.
 * @param confidence of the interval.
 * @param eventCount failures or repairs that it rests on; the fewer of both.
 */
public record Estimate(OptionalDouble point, double lower, OptionalDouble upper, double confidence, long eventCount) {
    /** A failure a second for thirty years. */
    static final long MAX_EVENTS = 1_000_000_000;

    static final double MIN_CONFIDENCE = 0.5;
    static final double MAX_CONFIDENCE = 1 - 1e-9;

    /**
     * Mean of times that end with an event: MTTF from the time up and the failures, MTTR from the time down and the
     * repairs. The limits are 2T/χ² (exact when the observation ends with an event, else at least as wide). Without any
     * event only a lower limit is left, T / −ln((1 − confidence) / 2): at a confidence of 0.90 it is T/3, the rule of
     * three.
     *
     * @param totalNs  sum of the times, the one still open included.
     * @param endCount how many of them have ended.
     * @param open     whether one is still open.
     */
    public static Estimate ofMeanNs(double totalNs, long endCount, boolean open, double confidence) {
        requireConfidence(confidence);
        Require.durationNs("totalNs", totalNs);
        Require.range("endCount", endCount, 0, MAX_EVENTS);
        return meanNs(totalNs, endCount, open, confidence, confidence);
    }

    /**
     * MTBF = MTTF + MTTR. Each of both gets an interval of confidence (1 + c) / 2, so that their sum has at least c
     * (Bonferroni).
     *
     * @param up whether it is up at the end.
     */
    public static Estimate ofMtbfNs(
            double upNs, long failureCount, double downNs, long repairCount, boolean up, double confidence) {
        requireTotals(upNs, failureCount, downNs, repairCount, confidence);
        Estimate mttf = meanNs(upNs, failureCount, up, (1 + confidence) / 2, confidence);
        Estimate mttr = meanNs(downNs, repairCount, !up, (1 + confidence) / 2, confidence);
        return new Estimate(
                sum(mttf.point, mttr.point),
                mttf.lower + mttr.lower,
                sum(mttf.upper, mttr.upper),
                confidence,
                Math.min(failureCount, repairCount));
    }

    /**
     * A(∞) = 1 / (1 + MTTR/MTTF). The ratio of the two means, divided by its estimate, has an F distribution (Trivedi
     * 2002, ch. 10). Before the first repair nothing is known of the MTTR, and the lower limit
     * is 0.
     *
     * @param up whether it is up at the end.
     */
    public static Estimate ofAvailability(
            double upNs, long failureCount, double downNs, long repairCount, boolean up, double confidence) {
        requireTotals(upNs, failureCount, downNs, repairCount, confidence);
        boolean known = upNs > 0 && downNs > 0;
        double tail = (1 - confidence) / 2;
        double lower = 0;
        double upper = 1;
        OptionalDouble point = OptionalDouble.empty();
        if (known && repairCount > 0) {
            long failures = atLeastOne(failureCount, up);
            double ratio = downNs / repairCount / (upNs / failures);
            lower = 1 / (1 + ratio * Distributions.fQuantile(1 - tail, 2.0 * failures, 2.0 * repairCount));
        }
        if (known && failureCount > 0) {
            long repairs = atLeastOne(repairCount, !up);
            double ratio = downNs / repairs / (upNs / failureCount);
            upper = 1 / (1 + ratio * Distributions.fQuantile(tail, 2.0 * failureCount, 2.0 * repairs));
        }
        if (known && failureCount > 0 && repairCount > 0) {
            point = OptionalDouble.of(1 / (1 + downNs / repairCount / (upNs / failureCount)));
        }
        return new Estimate(point, lower, OptionalDouble.of(upper), confidence, Math.min(failureCount, repairCount));
    }

    /** @param told what the caller asked for: part of a sum needs more. */
    private static Estimate meanNs(double totalNs, long endCount, boolean open, double confidence, double told) {
        if (totalNs == 0) {
            return new Estimate(OptionalDouble.empty(), 0, OptionalDouble.empty(), told, endCount);
        }
        double tail = (1 - confidence) / 2;
        double lower = 2 * totalNs / Distributions.chiSquareQuantile(1 - tail, 2.0 * atLeastOne(endCount, open));
        if (endCount == 0) {
            return new Estimate(OptionalDouble.empty(), lower, OptionalDouble.empty(), told, 0);
        }
        double upper = 2 * totalNs / Distributions.chiSquareQuantile(tail, 2.0 * endCount);
        return new Estimate(OptionalDouble.of(totalNs / endCount), lower, OptionalDouble.of(upper), told, endCount);
    }

    /** A time that is still open may end at once: the limit on that side counts it as ended. */
    private static long atLeastOne(long endCount, boolean open) {
        return Math.max(1, open ? endCount + 1 : endCount);
    }

    private static OptionalDouble sum(OptionalDouble a, OptionalDouble b) {
        boolean both = a.isPresent() && b.isPresent();
        return both ? OptionalDouble.of(a.getAsDouble() + b.getAsDouble()) : OptionalDouble.empty();
    }

    private static void requireTotals(
            double upNs, long failureCount, double downNs, long repairCount, double confidence) {
        requireConfidence(confidence);
        Require.durationNs("upNs", upNs);
        Require.durationNs("downNs", downNs);
        Require.range("failureCount", failureCount, 0, MAX_EVENTS);
        Require.range("repairCount", repairCount, Math.max(0, failureCount - 1), failureCount + 1);
    }

    private static void requireConfidence(double confidence) {
        Require.range("confidence", confidence, MIN_CONFIDENCE, MAX_CONFIDENCE);
    }
}
