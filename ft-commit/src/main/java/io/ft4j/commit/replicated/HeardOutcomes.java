package io.ft4j.commit.replicated;

import org.agrona.BitUtil;

/**
 * Which outcomes the host has heard, by their numbers. They do not come in order: a replica that hears its whole log again
 * after a restart leaves out what finds no room, and may tell the next one before another replica tells that.
 *
 * <p>One thread. Allocates nothing after construction.
 */
final class HeardOutcomes {
    /** More than all that can be told between two looks of the host at all replicas. */
    private static final int WINDOWS = 8;

    private final long[] heard;

    HeardOutcomes(int maxTransactions) {
        heard = new long[BitUtil.findNextPositivePowerOfTwo(WINDOWS * maxTransactions)];
    }

    /** @return false: it was heard before, or is too old to be new. */
    boolean add(long number) {
        int at = (int) number & (heard.length - 1);
        if (heard[at] >= number) {
            return false;
        }
        heard[at] = number;
        return true;
    }
}
