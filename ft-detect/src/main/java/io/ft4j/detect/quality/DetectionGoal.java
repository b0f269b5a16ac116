package io.ft4j.detect.quality;

/**
 * What is asked of a detector.
 *
 * @param detectionNs          a crash is suspected for good within this time, whenever it comes.
 * @param detectionProbability of that; 1 only where delays have a bound.
 * @param mistakeRecurrenceNs  from one mistake to the next, at least this on the average.
 * @param minIntervalNs        heartbeats come no faster than this: what sender and network bear.
 */
public record DetectionGoal(
        long detectionNs, double detectionProbability, long mistakeRecurrenceNs, long minIntervalNs) {
    public DetectionGoal {
        Require.range("detectionNs", detectionNs, 1, Require.MAX_NS);
        Require.range("detectionProbability", detectionProbability, Double.MIN_VALUE, 1);
        Require.range("mistakeRecurrenceNs", mistakeRecurrenceNs, 1, Long.MAX_VALUE);
        Require.range("minIntervalNs", minIntervalNs, 1, Require.MAX_NS);
    }
}
