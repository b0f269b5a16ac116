package io.ft4j.log.messagelog.causal;

import io.ft4j.core.model.ProcessSet;

/** Of each peer the newest life that was heard of, and up to where its stream of determinants is known. */
final class HeardStreams {
    private static final int NUMBER_BITS = 40;

    private final long[] lives = new long[ProcessSet.MAX_PROCESSES];
    private final long[] numbers = new long[ProcessSet.MAX_PROCESSES];

    /** What stands in a frame with messages. */
    static long timeline(long life, long number) {
        return life << NUMBER_BITS | number;
    }

    static long life(long timeline) {
        return timeline >>> NUMBER_BITS;
    }

    static long number(long timeline) {
        return timeline & (1L << NUMBER_BITS) - 1;
    }

    /** Whether the life is newer than all that were heard of: its stream begins anew. */
    boolean hear(int peerId, long life) {
        if (life <= lives[peerId]) {
            return false;
        }
        lives[peerId] = life;
        numbers[peerId] = 0;
        return true;
    }

    long life(int peerId) {
        return lives[peerId];
    }

    long number(int peerId) {
        return numbers[peerId];
    }

    void advance(int peerId, long number) {
        numbers[peerId] = Math.max(numbers[peerId], number);
    }
}
