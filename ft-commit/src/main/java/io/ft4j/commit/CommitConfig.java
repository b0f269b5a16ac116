package io.ft4j.commit;

/**
 * Settings of two-phase commit; equal in all members of a group. Immutable. The compact constructor refuses values that do
 * not fit together and says which.
 *
 * @param initTimeoutNs     a transaction that its coordinator was not asked to commit, or of which a participant did not hear
 *                          or whose vote it did not know within this time, is aborted; default 10 s.
 * @param voteTimeoutNs     a coordinator aborts when a vote is missing after this time; default 1 s.
 * @param resendIntervalNs  how often what was not answered is sent again, and how often in doubt somebody is asked; default
 *                          100 ms. A decision that somebody does not take is sent less and less often, down to 32 times.
 * @param readyTimeoutNs    a participant that voted for a transaction asks when it heard no decision within this time; default
 *                          500 ms.
 * @param maxTransactions   in flight at a node, in each role; default 4,096. Above it {@code begin} answers BACK_PRESSURED,
 *                          and a participant does not vote.
 * @param rememberedOutcomes how many transactions of each coordinator, counted back from its newest one, a participant
 *                          remembers the end of; a power of two, default 65,536, a byte each. Older ones are refused.
 * @param maxBatchItems     items of one frame, and bound of what one step does; default 512.
 * @param compactionInterval after so many records those that are still needed are written again and the ones before released;
 *                          default 65,536.
 */
public record CommitConfig(
        long initTimeoutNs,
        long voteTimeoutNs,
        long resendIntervalNs,
        long readyTimeoutNs,
        int maxTransactions,
        int rememberedOutcomes,
        int maxBatchItems,
        int compactionInterval) {

    private static final long MAX_TIMEOUT_NS = 1L << 50;
    private static final long MAX_FORCE_DELAY_NS = 1_000_000;

    public CommitConfig {
        require(resendIntervalNs >= 1, "resendIntervalNs", resendIntervalNs, "at least", 1);
        require(initTimeoutNs >= 1, "initTimeoutNs", initTimeoutNs, "at least", 1);
        require(initTimeoutNs <= MAX_TIMEOUT_NS, "initTimeoutNs", initTimeoutNs, "at most", MAX_TIMEOUT_NS);
        require(voteTimeoutNs <= MAX_TIMEOUT_NS, "voteTimeoutNs", voteTimeoutNs, "at most", MAX_TIMEOUT_NS);
        require(
                voteTimeoutNs > resendIntervalNs,
                "voteTimeoutNs",
                voteTimeoutNs,
                "above resendIntervalNs =",
                resendIntervalNs);
        require(readyTimeoutNs >= 1, "readyTimeoutNs", readyTimeoutNs, "at least", 1);
        require(readyTimeoutNs <= MAX_TIMEOUT_NS, "readyTimeoutNs", readyTimeoutNs, "at most", MAX_TIMEOUT_NS);
        require(maxTransactions >= 1, "maxTransactions", maxTransactions, "at least", 1);
        require(maxTransactions <= 1 << 20, "maxTransactions", maxTransactions, "at most", 1 << 20);
        require(
                Integer.bitCount(rememberedOutcomes) == 1 && rememberedOutcomes > 0,
                "rememberedOutcomes",
                rememberedOutcomes,
                "a power of two up to",
                1 << 24);
        require(rememberedOutcomes <= 1 << 24, "rememberedOutcomes", rememberedOutcomes, "at most", 1 << 24);
        require(
                rememberedOutcomes >= maxTransactions,
                "rememberedOutcomes",
                rememberedOutcomes,
                "at least maxTransactions =",
                maxTransactions);
        require(maxBatchItems >= 1, "maxBatchItems", maxBatchItems, "at least", 1);
        require(maxBatchItems <= 1 << 12, "maxBatchItems", maxBatchItems, "at most", 1 << 12);
        require(
                compactionInterval >= 2L * maxTransactions,
                "compactionInterval",
                compactionInterval,
                "at least twice maxTransactions =",
                maxTransactions);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What nobody waits for is forced after this time where nothing else was: before the coordinator asks again. */
    long forceDelayNs() {
        return Math.min(MAX_FORCE_DELAY_NS, (resendIntervalNs + 1) / 2);
    }

    /** After this many attempts in vain. */
    long backOffNs(int attempts) {
        return resendIntervalNs << Math.min(attempts, 5);
    }

    private static void require(boolean holds, String field, long value, String relation, long limit) {
        if (!holds) {
            throw new IllegalArgumentException(field + "=" + value + " must be " + relation + " " + limit);
        }
    }

    /** Starts from the defaults. Not thread-safe. */
    public static final class Builder {
        private long initTimeoutNs = 10_000_000_000L;
        private long voteTimeoutNs = 1_000_000_000;
        private long resendIntervalNs = 100_000_000;
        private long readyTimeoutNs = 500_000_000;
        private int maxTransactions = 4096;
        private int rememberedOutcomes = 1 << 16;
        private int maxBatchItems = 512;
        private int compactionInterval = 1 << 16;

        private Builder() {}

        public Builder initTimeoutNs(long value) {
            initTimeoutNs = value;
            return this;
        }

        public Builder voteTimeoutNs(long value) {
            voteTimeoutNs = value;
            return this;
        }

        public Builder resendIntervalNs(long value) {
            resendIntervalNs = value;
            return this;
        }

        public Builder readyTimeoutNs(long value) {
            readyTimeoutNs = value;
            return this;
        }

        public Builder maxTransactions(int value) {
            maxTransactions = value;
            return this;
        }

        public Builder rememberedOutcomes(int value) {
            rememberedOutcomes = value;
            return this;
        }

        public Builder maxBatchItems(int value) {
            maxBatchItems = value;
            return this;
        }

        public Builder compactionInterval(int value) {
            compactionInterval = value;
            return this;
        }

        public CommitConfig build() {
            return new CommitConfig(
                    initTimeoutNs,
                    voteTimeoutNs,
                    resendIntervalNs,
                    readyTimeoutNs,
                    maxTransactions,
                    rememberedOutcomes,
                    maxBatchItems,
                    compactionInterval);
        }
    }
}
