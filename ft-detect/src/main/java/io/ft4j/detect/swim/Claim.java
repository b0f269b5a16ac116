package io.ft4j.detect.swim;

import io.ft4j.core.model.Invariant;

/**
 * What is claimed of a process: an incarnation and a state in one {@code long}, so that the claim that overrides another is
 * the greater number. A later incarnation overrides whatever was claimed of an earlier one; within one incarnation suspect
 * overrides alive, failed overrides suspect, left overrides failed.
 *
 * <p>An incarnation begins at the life of its process, shifted, and is raised by one with each refutation; so it is (life,
 * refutations) as long as there are fewer than 65,536 of them, and still increases afterwards.
 *
 * <p><b>One message moves an incarnation by at most {@link #MAX_JUMP}</b>, in the eyes of those who hear it as in those of
 * its owner. A claim that is further ahead counts for that much. So a wild number can be refuted, step by step, and it takes
 * 4,096 of them to use the numbers up. A true one is never so far ahead: every life starts within one jump of 0.
 */
final class Claim {
    /** Of a process that nothing was heard of. Below every claim. */
    static final long UNKNOWN = -1;

    /** Lives are counted from 1. */
    static final long MAX_LIFE = (1L << 32) - 1;

    static final long MAX_JUMP = 1L << 48;
    static final long MAX_INCARNATION = 1L << 60;

    private static final int LIFE_SHIFT = 16;
    private static final int STATE_BITS = 2;

    private Claim() {}

    static long firstIncarnation(long life) {
        return life << LIFE_SHIFT;
    }

    static long of(long incarnation, MemberState state) {
        Invariant.check(incarnation >= 0 && incarnation <= MAX_INCARNATION, "S6 0 ≤ incarnation ≤ 2⁶⁰");
        return incarnation << STATE_BITS | state.ordinal();
    }

    /** 0 of an unknown process. */
    static long incarnation(long claim) {
        return Math.max(claim, 0) >> STATE_BITS;
    }

    static MemberState state(long claim) {
        return claim == UNKNOWN ? MemberState.UNKNOWN : MemberState.of((int) claim & (1 << STATE_BITS) - 1);
    }

    /** As far as one message may move what is known. */
    static long bounded(long knownIncarnation, long claimedIncarnation) {
        return Math.min(claimedIncarnation, knownIncarnation + MAX_JUMP);
    }
}
