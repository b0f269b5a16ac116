package io.ft4j.detect;

import io.ft4j.core.model.ProcessSet;

/** Refuses settings that cannot work, with field, value and limit. */
final class ConfigChecks {
    private ConfigChecks() {}

    static void require(boolean holds, String field, long value, String relation, long limit) {
        if (!holds) {
            throw new IllegalArgumentException(field + "=" + value + " must be " + relation + " " + limit);
        }
    }

    static void requireMember(int selfId, long memberSet) {
        if (!ProcessSet.contains(memberSet, selfId)) {
            throw new IllegalArgumentException(
                    "selfId=" + selfId + " is not in memberSet=" + ProcessSet.toString(memberSet));
        }
    }

    static void requireAtLeast(String field, long value, long limit) {
        require(value >= limit, field, value, "at least", limit);
    }

    static void requireAtMost(String field, long value, long limit) {
        require(value <= limit, field, value, "at most", limit);
    }

    /** Between the first time-out and its cap. */
    static void requireCap(long initialTimeoutNs, long maxTimeoutNs) {
        requireAtMost("maxTimeoutNs", maxTimeoutNs, HeartbeatConfig.NO_CAP_NS);
        require(
                maxTimeoutNs >= initialTimeoutNs,
                "maxTimeoutNs",
                maxTimeoutNs,
                "at least initialTimeoutNs =",
                initialTimeoutNs);
    }

    static void requireGrowth(long incrementNs) {
        requireAtLeast("incrementNs", incrementNs, 1);
        requireAtMost("incrementNs", incrementNs, HeartbeatConfig.NO_CAP_NS);
    }
}
