package io.ft4j.core.redundancy;

/**
 * How often, how soon and how long a failed operation is tried again. Immutable; any thread. The compact constructor
 * refuses values that do not fit together and says which.
 *
 * @param baseDelayNs upper bound of the delay after the first failure, doubled after every further one; default 10 ms.
 * @param maxDelayNs  where the doubling ends; default 1 s.
 * @param timeoutNs   after this time from the beginning of the operation no attempt begins; default 10 s.
 * @param maxAttempts the first one included; default 10.
 */
public record RetryPolicy(long baseDelayNs, long maxDelayNs, long timeoutNs, int maxAttempts) {
    private static final long MAX_TIMEOUT_NS = 1L << 50;

    public RetryPolicy {
        require(baseDelayNs >= 1, "baseDelayNs", baseDelayNs, "at least", 1);
        require(maxDelayNs >= baseDelayNs, "maxDelayNs", maxDelayNs, "at least baseDelayNs =", baseDelayNs);
        require(timeoutNs >= maxDelayNs, "timeoutNs", timeoutNs, "at least maxDelayNs =", maxDelayNs);
        require(timeoutNs <= MAX_TIMEOUT_NS, "timeoutNs", timeoutNs, "at most", MAX_TIMEOUT_NS);
        require(maxAttempts >= 1, "maxAttempts", maxAttempts, "at least", 1);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Bound, exclusive, of the delay after this many failures: min(maxDelayNs, baseDelayNs · 2^(failures − 1)). */
    long delayBoundNs(int failures) {
        int doublings = failures - 1;
        return doublings >= Long.numberOfLeadingZeros(baseDelayNs) - 1
                ? maxDelayNs
                : Math.min(maxDelayNs, baseDelayNs << doublings);
    }

    private static void require(boolean holds, String field, long value, String relation, long limit) {
        if (!holds) {
            throw new IllegalArgumentException(field + "=" + value + " must be " + relation + " " + limit);
        }
    }

    /** Starts from the defaults. Not thread-safe. */
    public static final class Builder {
        private long baseDelayNs = 10_000_000;
        private long maxDelayNs = 1_000_000_000;
        private long timeoutNs = 10_000_000_000L;
        private int maxAttempts = 10;

        private Builder() {}

        public Builder baseDelayNs(long value) {
            baseDelayNs = value;
            return this;
        }

        public Builder maxDelayNs(long value) {
            maxDelayNs = value;
            return this;
        }

        public Builder timeoutNs(long value) {
            timeoutNs = value;
            return this;
        }

        public Builder maxAttempts(int value) {
            maxAttempts = value;
            return this;
        }

        public RetryPolicy build() {
            return new RetryPolicy(baseDelayNs, maxDelayNs, timeoutNs, maxAttempts);
        }
    }
}
