package io.ft4j.core.consensus.raft;

import io.ft4j.core.model.Invariant;

/**
 * Owns what a leader knows of one follower, in one term.
 *
 * <p>PROBE: where their logs part is not known; one empty frame at a time asks for it, and each refusal moves
 * {@code nextIndex} down. REPLICATE: the logs agree up to {@code nextIndex − 1} as far as is known; frames follow each
 * other without waiting, up to the size of the window, and {@code nextIndex} runs ahead of what is acknowledged.
 */
final class FollowerProgress {
    /** How a follower is served. */
    enum Mode {
        PROBE,
        REPLICATE
    }

    /** Last index of each frame under way, oldest first; a ring. */
    private final long[] inflightLastIndexes;

    private int inflightHead;
    private int inflightCount;
    private Mode mode = Mode.PROBE;
    private long matchIndex;
    private long nextIndex = 1;
    private long lastHeardNs;
    private boolean probeOutstanding;

    FollowerProgress(int maxInflightFrames) {
        inflightLastIndexes = new long[maxInflightFrames];
    }

    /** A new term: nothing is known but a guess. */
    void reset(long guessedNextIndex, long nowNs) {
        matchIndex = 0;
        lastHeardNs = nowNs;
        probeFrom(guessedNextIndex);
    }

    /** Up to here the follower's log is durable and equal to the leader's. */
    long matchIndex() {
        return matchIndex;
    }

    /** Of the first entry of the next frame. */
    long nextIndex() {
        return nextIndex;
    }

    Mode mode() {
        return mode;
    }

    long lastHeardNs() {
        return lastHeardNs;
    }

    int inflightCount() {
        return inflightCount;
    }

    void heard(long nowNs) {
        lastHeardNs = nowNs;
    }

    /** Frames under way are given up; the next one asks whether the logs agree in front of this index. */
    void probeFrom(long index) {
        Invariant.check(index > matchIndex, "R7 match < next", matchIndex, index);
        mode = Mode.PROBE;
        nextIndex = index;
        probeOutstanding = false;
        inflightHead = 0;
        inflightCount = 0;
    }

    /** A new life of the follower: what the old one acknowledged is asked again before it counts again. */
    void forgetMatch() {
        matchIndex = 0;
        probeFrom(nextIndex);
    }

    boolean needsProbe() {
        return mode == Mode.PROBE && !probeOutstanding;
    }

    void probeSent() {
        probeOutstanding = true;
    }

    boolean mayTakeEntries() {
        return mode == Mode.REPLICATE && inflightCount < inflightLastIndexes.length;
    }

    void entriesSent(long lastIndex) {
        Invariant.check(mayTakeEntries(), "R7 the window holds", inflightCount, inflightLastIndexes.length);
        int slot = inflightHead + inflightCount;
        inflightLastIndexes[slot < inflightLastIndexes.length ? slot : slot - inflightLastIndexes.length] = lastIndex;
        inflightCount++;
        nextIndex = lastIndex + 1;
    }

    /**
     * The follower has these indexes in common with the leader.
     *
     * @return whether more is durable there than was known.
     */
    boolean acknowledge(long durableIndex, long verifiedIndex) {
        boolean advanced = durableIndex > matchIndex;
        matchIndex = Math.max(matchIndex, durableIndex);
        releaseFrames();
        if (mode == Mode.PROBE && verifiedIndex >= nextIndex - 1) {
            mode = Mode.REPLICATE;
        }
        nextIndex = Math.max(nextIndex, verifiedIndex + 1);
        return advanced;
    }

    /** Whether this refusal says something that is not known better by now. */
    boolean isNews(long rejectedPrevIndex) {
        return rejectedPrevIndex > matchIndex
                && (mode == Mode.PROBE ? rejectedPrevIndex == nextIndex - 1 : rejectedPrevIndex < nextIndex);
    }

    private void releaseFrames() {
        while (inflightCount > 0 && inflightLastIndexes[inflightHead] <= matchIndex) {
            inflightHead = inflightHead + 1 < inflightLastIndexes.length ? inflightHead + 1 : 0;
            inflightCount--;
        }
    }
}
