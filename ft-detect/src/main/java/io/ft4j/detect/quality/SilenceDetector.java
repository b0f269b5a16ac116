package io.ft4j.detect.quality;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * Expected quality of the detector with a fixed time-out: heartbeats leave at the times i·η; the process is suspected
 * once no <em>newer</em> heartbeat (of a higher number than all before) has come for longer than t, and trusted again
 * with the next newer one. This is not NFD-S of Chen, Toueg, Aguilera 2002, which counts from the times of sending.
 *
 * <p>With loss p, q = 1 − p and delays D of distribution F, all independent, these are exact for every F, those that
 * reorder heartbeats too; the derivation is in {@code docs/detection-quality.md}:
 *
 * <ul>
 *   <li>mistakes per heartbeat sent: β = q · E[ Π_{k≥1} (1 − q·F(D + t − kη)) ]; T_MR = η / β
 *   <li>1 − P_A = (q/η) · ∫ F(v − t) · Π_{k≥1} (1 − q·F(v − kη)) dv; T_M = (1 − P_A) · T_MR
 *   <li>T_D = E[(D + t − W)⁺], where W is the age of the newest heartbeat not lost at the time of the crash; at most
 *       t + the largest delay
 * </ul>
 *
 * Sums where delays have atoms, quadrature where they are continuous. Pure functions; they allocate.
 */
public final class SilenceDetector {
    /** Most intervals in a time-out, and in the spread of delays: it bounds the work. */
    public static final int MAX_INTERVALS = 1_000;

    /** Beside a loss above this, the chance of a delay beyond {@link #farNs} is nothing. */
    private static final double SMALL = 1e-6;

    /** A product below this is 0. */
    private static final double TINY = 1e-300;

    private final double intervalNs;
    private final double timeoutNs;
    private final double loss;
    private final DelayDistribution delay;
    private final double farNs;
    private final double sureNs;

    private SilenceDetector(long intervalNs, long timeoutNs, HeartbeatLink link) {
        Require.range("timeoutNs", timeoutNs, 1, Require.MAX_NS);
        Require.range("intervalNs", intervalNs, leastIntervalNs(timeoutNs, link.delay()), Require.MAX_NS);
        this.intervalNs = intervalNs;
        this.timeoutNs = timeoutNs;
        loss = link.lossProbability();
        delay = link.delay();
        farNs = farNs(delay);
        sureNs = loss > SMALL ? farNs : delay.maxNs();
    }

    /** The shortest interval that is taken. */
    static long leastIntervalNs(long timeoutNs, DelayDistribution delay) {
        return 1 + (long) (Math.max(timeoutNs - 1, farNs(delay) - delay.minNs()) / MAX_INTERVALS);
    }

    /** The bound on delays, or what all but 10⁻¹⁶ of them keep. */
    private static double farNs(DelayDistribution delay) {
        return Double.isFinite(delay.maxNs()) ? delay.maxNs() : delay.quantileNs(Math.nextDown(1.0));
    }

    /** What to expect in the long run. */
    public static DetectionFigures expected(long intervalNs, long timeoutNs, HeartbeatLink link) {
        SilenceDetector detector = new SilenceDetector(intervalNs, timeoutNs, link);
        double mistakes = detector.mistakesPerHeartbeat();
        double wrongNs = mistakes == 0 ? 0 : detector.wrongNsPerHeartbeat();
        return new DetectionFigures(
                detector.detectionNs(),
                timeoutNs + detector.delay.maxNs(),
                intervalNs / mistakes,
                mistakes == 0 ? 0 : wrongNs / mistakes);
    }

    /** β. Grows with the interval, falls with the time-out. */
    static double mistakesPerHeartbeat(long intervalNs, long timeoutNs, HeartbeatLink link) {
        return new SilenceDetector(intervalNs, timeoutNs, link).mistakesPerHeartbeat();
    }

    private double mistakesPerHeartbeat() {
        double[] kinks = kinks(-timeoutNs, delay.minNs(), farNs);
        return (1 - loss) * delay.mean(xNs -> noneNewerBy(xNs + timeoutNs), kinks);
    }

    /** (1 − P_A) · η: the time of wrong suspicion that follows from one heartbeat, on the average. */
    private double wrongNsPerHeartbeat() {
        double lowNs = timeoutNs + delay.minNs();
        double highNs = timeoutNs + farNs;
        DoubleUnaryOperator wrong = vNs -> delay.cdf(vNs - timeoutNs) * noneNewerBy(vNs);
        double[] kinks = kinks(0, lowNs, highNs + intervalNs);
        double[] late = delay.kinks();
        double[] all = Arrays.copyOf(kinks, kinks.length + late.length);
        for (int i = 0; i < late.length; i++) {
            all[kinks.length + i] = late[i] + timeoutNs;
        }
        // From highNs on, each period is the one before times the probability of one more loss: a geometric series.
        double tail = Quadrature.integral(wrong, highNs, highNs + intervalNs, kinks) / (1 - loss);
        return (1 - loss) * (Quadrature.integral(wrong, lowNs, highNs, all) + tail);
    }

    /** The probability that, v after a heartbeat was sent, none of those sent after it has come. */
    private double noneNewerBy(double vNs) {
        double sure = Math.max(0, Math.floor((vNs - sureNs) / intervalNs));
        double product = Math.pow(loss, sure);
        double ageNs = vNs - (sure + 1) * intervalNs;
        while (ageNs >= delay.minNs() && product > TINY) {
            product *= loss + (1 - loss) * delay.survival(ageNs);
            ageNs -= intervalNs;
        }
        return product > TINY ? product : 0;
    }

    private double detectionNs() {
        double[] kinks = kinksAt(-timeoutNs, new double[] {0}, delay.minNs(), farNs);
        return delay.mean(xNs -> meanOverAge(xNs + timeoutNs), kinks);
    }

    /**
     * E[(z − W)⁺] = ∫ P(W ≤ w) dw from 0 to z, where W is uniform in an interval plus as many intervals as heartbeats
     * were lost: P(W ≤ nη + r) = 1 − pⁿ + pⁿ·q·r/η.
     */
    private double meanOverAge(double zNs) {
        double q = 1 - loss;
        double n = Math.floor(zNs / intervalNs);
        double r = zNs - n * intervalNs;
        double allLost = Math.pow(loss, n);
        double whole = n - (1 - q / 2) * (1 - allLost) / q;
        return whole * intervalNs + (1 - allLost) * r + allLost * q * r * r / (2 * intervalNs);
    }

    private double[] kinks(double shiftNs, double lowNs, double highNs) {
        return kinksAt(shiftNs, delay.kinks(), lowNs, highNs);
    }

    /** All of kink + kη + shift with k ≥ 0 between two limits. */
    private double[] kinksAt(double shiftNs, double[] kinks, double lowNs, double highNs) {
        return Arrays.stream(kinks)
                .flatMap(kink -> {
                    double first = Math.max(0, Math.ceil((lowNs - kink - shiftNs) / intervalNs));
                    double last = Math.floor((highNs - kink - shiftNs) / intervalNs);
                    return DoubleStream.iterate(first, k -> k <= last, k -> k + 1)
                            .map(k -> kink + shiftNs + k * intervalNs);
                })
                .toArray();
    }
}
