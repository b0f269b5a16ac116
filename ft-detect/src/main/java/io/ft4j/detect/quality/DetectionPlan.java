package io.ft4j.detect.quality;

/**
 * The answer to "how often must heartbeats come, and how long a silence is too long?" for the detector with a fixed
 * time-out ({@link SilenceDetector}): the fewest heartbeats that reach the goal, or why none do.
 *
 * <p>The detection time does not depend on the interval: the last heartbeat before the crash is the one that delays the
 * suspicion. So the time-out is what the delay leaves of the detection time, and of all intervals up to that time-out
 * the longest with few enough mistakes is taken. Longer intervals are left out: every heartbeat would end a mistake.
 * So are those shorter than a {@link SilenceDetector#MAX_INTERVALS}th of the time-out or of the spread of delays.
 *
 * <p>Immutable; pure functions.
 */
public sealed interface DetectionPlan {
    /** The interval is the longest up to this part of the time-out, or to a nanosecond. */
    double RESOLUTION = 1e-6;

    static DetectionPlan of(DetectionGoal goal, HeartbeatLink link) {
        double quantileNs = link.delay().quantileNs(goal.detectionProbability());
        if (Double.isInfinite(quantileNs)) {
            return new Impossible("delays have no bound, so no time-out detects with detectionProbability="
                    + goal.detectionProbability() + ": ask for less than 1");
        }
        long delayNs = (long) Math.ceil(quantileNs);
        long timeoutNs = goal.detectionNs() - delayNs;
        long leastNs = Math.max(goal.minIntervalNs(), SilenceDetector.leastIntervalNs(timeoutNs, link.delay()));
        if (timeoutNs < leastNs) {
            return new Impossible("detectionNs=" + goal.detectionNs() + " minus the delay of " + delayNs
                    + " ns leaves a time-out of " + timeoutNs + " ns, shorter than the least interval of " + leastNs
                    + " ns");
        }
        return of(goal, link, timeoutNs, leastNs);
    }

    private static DetectionPlan of(DetectionGoal goal, HeartbeatLink link, long timeoutNs, long leastNs) {
        long intervalNs = new IntervalSearch(timeoutNs, goal.mistakeRecurrenceNs(), link).longest(leastNs);
        if (intervalNs == IntervalSearch.NONE) {
            double mistakes = SilenceDetector.mistakesPerHeartbeat(leastNs, timeoutNs, link);
            return new Impossible("with lossProbability=" + link.lossProbability() + " and a time-out of " + timeoutNs
                    + " ns, mistakes recur after " + Math.round(leastNs / mistakes)
                    + " ns even at the least interval of " + leastNs + " ns, before mistakeRecurrenceNs="
                    + goal.mistakeRecurrenceNs() + ", and no longer interval does better");
        }
        return new Sufficient(intervalNs, timeoutNs, SilenceDetector.expected(intervalNs, timeoutNs, link));
    }

    /** @param expected what these parameters give. */
    record Sufficient(long intervalNs, long timeoutNs, DetectionFigures expected) implements DetectionPlan {}

    /** @param reason names what stands in the way, with its values. */
    record Impossible(String reason) implements DetectionPlan {}
}
