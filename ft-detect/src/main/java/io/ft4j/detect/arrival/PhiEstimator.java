package io.ft4j.detect.arrival;

/**
 * How suspicious a silence of one process is, and how long one is borne: the formula of φ accrual, in one place
 * (Hayashibara, Défago, Yared, Katayama, "The φ Accrual Failure Detector", 2004, §4).
 *
 * <p>φ = −log₁₀ P(a silence lasts longer). Silences are taken as normal: mean μ and deviation σ are those of the newest ones
 * that ended, with two bounds from below. No μ counts that is below the interval at which heartbeats are sent, since nobody
 * can send faster for long: neither a burst nor a flood shortens the wait below that. No σ counts that is below a least one,
 * or perfect regularity would make the smallest delay a proof. With p, the pause that is accepted,
 *
 * <pre>   φ(silence) = −log₁₀ Q((silence − μ − p) / σ),      longest silence = μ + p + z·σ,      φ(z) = threshold. </pre>
 *
 * Q is the exact normal tail, ½ erfc(z/√2), by its logarithm: φ grows with the silence without end, is never infinite and
 * never NaN. Toolkits often take the logistic function with the exponent z·(1.5976 + 0.070566·z²) instead. That is close
 * below φ = 3, but its exponent grows with z³ where that of the normal tail grows with z²: at the z of an exact 8 it says
 * 9.3, at that of 12 it says 15.5, at z = 20 it says 259 instead of 89, and above z = 21.6 infinite. A threshold of 8 there
 * is one of 7.1 here.
 *
 * <p>A silence above a cap is kept as the cap. It is evidence that silences get long, so it is not left out; but one alone
 * must not rule the window, and a process that gets slower and slower must not be waited for longer each time without end:
 * no silence is borne for longer than cap · (1 + z/2) + p.
 *
 * <p>What queued up in a silence that is {@linkplain #leaveOut left out} comes in at once behind it, and is as little a sample:
 * silences below half an interval are left out too, until there is a longer one.
 *
 * <p>One thread. Allocates nothing after construction, but in {@link #copy}.
 */
public final class PhiEstimator {
    /** Below, a silence of about the mean would be suspected. */
    public static final double MIN_THRESHOLD = 0.5;

    public static final double MAX_THRESHOLD = 300;
    public static final int MIN_WINDOW_COUNT = 2;
    public static final int MAX_WINDOW_COUNT = ArrivalWindow.MAX_COUNT;

    /** Of intervals, caps and deviations: 19 hours. */
    public static final long MAX_NS = ArrivalWindow.MAX_NS;

    /** What became of a silence. */
    public enum Sample {
        KEPT,
        /** It was above the cap, and is kept as the cap. */
        CLAMPED,
        /** It lies in the backlog of a silence that was left out. */
        LEFT_OUT
    }

    private final long intervalNs;
    private final double deviate;
    private final long minDeviationNs;
    private final long maxSampleNs;
    private final ArrivalWindow window;
    /** A backlog may be coming in, since a silence that was left out has ended. */
    private boolean draining;

    /**
     * Begins with the interval as mean and a quarter of it as deviation.
     *
     * @param intervalNs     at which heartbeats are sent.
     * @param threshold      φ above which a silence is too long.
     * @param windowCount    silences that are kept.
     * @param minDeviationNs least σ.
     * @param maxSampleNs    cap of a silence that is kept.
     */
    public PhiEstimator(long intervalNs, double threshold, int windowCount, long minDeviationNs, long maxSampleNs) {
        this(
                require("intervalNs", intervalNs, 1, MAX_NS / 2),
                NormalTail.deviate(requireThreshold(threshold)),
                require("minDeviationNs", minDeviationNs, 1, MAX_NS),
                require("maxSampleNs", maxSampleNs, 2 * intervalNs, MAX_NS),
                new ArrivalWindow(
                        (int) require("windowCount", windowCount, MIN_WINDOW_COUNT, MAX_WINDOW_COUNT), intervalNs));
    }

    private PhiEstimator(long intervalNs, double deviate, long minDeviationNs, long maxSampleNs, ArrivalWindow window) {
        this.intervalNs = intervalNs;
        this.deviate = deviate;
        this.minDeviationNs = minDeviationNs;
        this.maxSampleNs = maxSampleNs;
        this.window = window;
    }

    /** A second one that knows the same. */
    public PhiEstimator copy() {
        PhiEstimator copy = new PhiEstimator(intervalNs, deviate, minDeviationNs, maxSampleNs, window.copy());
        copy.draining = draining;
        return copy;
    }

    private static double requireThreshold(double threshold) {
        if (!(threshold >= MIN_THRESHOLD && threshold <= MAX_THRESHOLD)) {
            throw new IllegalArgumentException(
                    "threshold=" + threshold + " is outside " + MIN_THRESHOLD + ".." + MAX_THRESHOLD);
        }
        return threshold;
    }

    private static long require(String field, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(field + "=" + value + " is outside " + low + ".." + high);
        }
        return value;
    }

    /** A silence has ended that says nothing of how heartbeats come, as it was suspected, for one. */
    public void leaveOut() {
        draining = true;
    }

    /** A silence has ended, and nothing but the way of heartbeats made it. */
    public Sample add(long silenceNs) {
        if (draining && silenceNs < intervalNs / 2) {
            return Sample.LEFT_OUT;
        }
        draining = false;
        window.add(Math.max(0, Math.min(silenceNs, maxSampleNs)));
        return silenceNs > maxSampleNs ? Sample.CLAMPED : Sample.KEPT;
    }

    /** Of a silence that has lasted for so long. */
    public double phi(long silenceNs, long pauseNs) {
        return NormalTail.phi((silenceNs - meanNs() - pauseNs) / deviationNs());
    }

    /** φ exceeds the threshold when a silence is longer. */
    public long longestSilenceNs(long pauseNs) {
        return longestSilenceNs(meanNs(), pauseNs, deviationNs());
    }

    /** So long is waited at least, whatever the window holds. */
    public long leastSilenceNs(long pauseNs) {
        return longestSilenceNs(intervalNs, pauseNs, minDeviationNs);
    }

    private long longestSilenceNs(double meanNs, long pauseNs, double deviationNs) {
        return (long) (meanNs + pauseNs + deviate * deviationNs);
    }

    /** μ. */
    public double meanNs() {
        return Math.max(intervalNs, window.meanNs());
    }

    /** σ. */
    public double deviationNs() {
        return Math.max(minDeviationNs, window.deviationNs());
    }
}
