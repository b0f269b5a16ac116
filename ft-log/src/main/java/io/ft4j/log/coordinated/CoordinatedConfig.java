package io.ft4j.log.coordinated;

/**
 * Settings of coordinated checkpoints; equal in all members of a group. Immutable. The compact constructor refuses values that
 * do not fit together and says which.
 *
 * @param attemptTimeoutNs    who has not agreed within this time leaves the attempt, and the initiator ends it; it covers the
 *                            writing of the slowest checkpoint; default 10 s.
 * @param resendIntervalNs    how often what was not answered is sent again, and the initiator is asked for its decision; default
 *                            100 ms.
 * @param pollIntervalNs      how often the subject is asked for its tentative checkpoint, at the least; default 1 ms.
 * @param incrementalRollback whether only those go back that depend on what a crash has undone; else all do; default true.
 */
public record CoordinatedConfig(
        long attemptTimeoutNs, long resendIntervalNs, long pollIntervalNs, boolean incrementalRollback) {
    private static final long MAX_TIMEOUT_NS = 1L << 50;

    public CoordinatedConfig {
        require(pollIntervalNs >= 1, "pollIntervalNs", pollIntervalNs, "at least", 1);
        require(resendIntervalNs >= 1, "resendIntervalNs", resendIntervalNs, "at least", 1);
        require(
                attemptTimeoutNs > resendIntervalNs,
                "attemptTimeoutNs",
                attemptTimeoutNs,
                "above resendIntervalNs =",
                resendIntervalNs);
        require(
                attemptTimeoutNs > pollIntervalNs,
                "attemptTimeoutNs",
                attemptTimeoutNs,
                "above pollIntervalNs =",
                pollIntervalNs);
        require(attemptTimeoutNs <= MAX_TIMEOUT_NS, "attemptTimeoutNs", attemptTimeoutNs, "at most", MAX_TIMEOUT_NS);
    }

    public static CoordinatedConfig defaults() {
        return new CoordinatedConfig(10_000_000_000L, 100_000_000, 1_000_000, true);
    }

    private static void require(boolean holds, String field, long value, String relation, long limit) {
        if (!holds) {
            throw new IllegalArgumentException(field + "=" + value + " must be " + relation + " " + limit);
        }
    }
}
