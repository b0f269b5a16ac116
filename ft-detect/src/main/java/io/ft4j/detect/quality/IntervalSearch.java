package io.ft4j.detect.quality;

/**
 * Finds the longest interval with few enough mistakes. The rate β(η)/η is a saw: it falls while η grows, and jumps where
 * one heartbeat less fits into the time-out. But β alone only grows, so on [a, b] the rate is at least β(a)/b. Where that
 * is too much, nothing between needs a look: branch and bound, the longer half first.
 */
final class IntervalSearch {
    static final long NONE = -1;

    private final long timeoutNs;
    private final double recurrenceNs;
    private final HeartbeatLink link;
    private final long resolutionNs;

    IntervalSearch(long timeoutNs, long recurrenceNs, HeartbeatLink link) {
        this.timeoutNs = timeoutNs;
        this.recurrenceNs = recurrenceNs;
        this.link = link;
        resolutionNs = Math.max(1, (long) (timeoutNs * DetectionPlan.RESOLUTION));
    }

    /** @return the longest up to the time-out, or {@link #NONE}. */
    long longest(long minIntervalNs) {
        return isEnough(timeoutNs, mistakes(timeoutNs)) ? timeoutNs : longestBelow(minIntervalNs, timeoutNs);
    }

    /** In [low, high), where high is too long. */
    private long longestBelow(long lowNs, long highNs) {
        double mistakes = mistakes(lowNs);
        if (lowNs >= highNs || !isEnough(highNs, mistakes)) {
            return NONE;
        }
        if (highNs - lowNs <= resolutionNs) {
            return isEnough(lowNs, mistakes) ? lowNs : NONE;
        }
        long middleNs = lowNs + (highNs - lowNs) / 2;
        long above = longestBelow(middleNs, highNs);
        if (above != NONE || isEnough(middleNs, mistakes(middleNs))) {
            return Math.max(above, middleNs);
        }
        return longestBelow(lowNs, middleNs);
    }

    private boolean isEnough(long intervalNs, double mistakes) {
        return mistakes * recurrenceNs <= intervalNs;
    }

    private double mistakes(long intervalNs) {
        return SilenceDetector.mistakesPerHeartbeat(intervalNs, timeoutNs, link);
    }
}
