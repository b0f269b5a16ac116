package io.ft4j.core.protocol;

import org.agrona.MutableDirectBuffer;

/**
 * The effects of the steps of one duty cycle, in memory that was allocated before. The driver carries them out after
 * the cycle, in this order: frames → appends and truncations as they were written → one force, if anything asks for it →
 * frames whose appends are durable → committed records to the state machine → releases.
 *
 * <p>A claim returns the offset in {@link #buffer()} where {@code length} bytes may be written, SBE message header
 * first for frames; {@link #publish} ends it. One claim at a time.
 */
public interface Outbox {
    long NO_INDEX = io.ft4j.core.port.DurableLog.NO_INDEX;

    MutableDirectBuffer buffer();

    /** A frame that may leave at once. */
    int claim(int destinationId, int length);

    /** One frame for all of a {@link io.ft4j.core.model.ProcessSet}. */
    int claimAll(long destinationSet, int length);

    /** A frame that leaves when every append so far, of earlier steps too, is durable. */
    int claimAfterDurable(int destinationId, int length);

    int claimAllAfterDurable(long destinationSet, int length);

    /** A record without index: a term, a vote, a promise. */
    int claimState(int recordType, int length);

    /**
     * As {@link #claimState}, for a record that need not be forced for its own sake: it becomes durable along with one that is,
     * or by {@link #force}. Where everything is forced anyway there is no difference.
     */
    default int claimUnforcedState(int recordType, int length) {
        return claimState(recordType, length);
    }

    /** What was written without a force is to become durable now. */
    default void force() {}

    /**
     * A frame whose head is written here and whose body is the entries {@code fromIndex..toIndex} of the {@link
     * HotTail}, which must hold them together: ask {@link HotTail#slice} for a range that it can give.
     */
    int claimWithEntries(long destinationSet, int headerLength, long fromIndex, long toIndex);

    /** Ends any claim. Of a state record: its position; else 0. */
    long publish(int claimOffset);

    /** Appends entries that stand in the {@link HotTail}; no bytes are copied here. Returns the position of the last one. */
    long appendRange(long fromIndex, long toIndex);

    /** Cuts the log. Returns the position of the cut. The tail is cut by its owner. */
    long truncateFrom(long index);

    /** Acts once all earlier appends are durable. */
    void releaseBefore(long position);

    /** Records up to this index are committed: they are given to the state machine, in order, each once. */
    void commitUpTo(long index);

    /** How a failure detector speaks to the other protocols of its stack, in the same cycle. */
    void suspect(int processId);

    void restore(int processId);
}
