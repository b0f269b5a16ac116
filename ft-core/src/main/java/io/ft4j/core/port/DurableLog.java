package io.ft4j.core.port;

import org.agrona.DirectBuffer;

/**
 * The stable storage of one protocol instance: records that carry an index (entries), records without one (state: a
 * term, a vote, a promise), and truncations, in one sequence.
 *
 * <p><b>Positions.</b> Every record has a position, its ordinal number in this log from 1 on; a truncation takes one as
 * well. Positions only grow and are never reused, also not after a crash cut an unacknowledged tail: the log continues
 * behind the last record that it kept. Indexes are reused after a truncation.
 *
 * <p><b>Threads.</b> One: the duty cycle's. A log at {@link Durability#DISK} has one thread of its own that forces.
 * <b>Allocation.</b> None after open, rolls to a new file aside. <b>Errors.</b> Any I/O error is thrown as {@link
 * LogException}, from then on by every call: the node must stop. A log is never repaired by trying again.
 */
public interface DurableLog extends LogReader, AutoCloseable {
    long NO_INDEX = -1;

    /** Record type of a truncation in {@link RecordHandler}; protocols number theirs from 1 to {@link #MAX_RECORD_TYPE}. */
    int TRUNCATION = 0;

    int MAX_RECORD_TYPE = 0x7FFF;

    /**
     * Gives all records from the oldest kept to the newest to the handler, truncated ones and truncations included.
     * Called before the first append.
     *
     * @throws LogException when the files hold something other than what was acknowledged; says file, offset and reason.
     */
    void replay(RecordHandler handler);

    /**
     * Appends entries that stand in record format in the slice, consecutive, the first one {@code lastIndex() + 1} or
     * the first of an empty log. Copied before this returns.
     *
     * @return the position of the last one.
     */
    long append(EntrySlice entries);

    /** Appends a record without index; {@code recordType} is 1 to {@link #MAX_RECORD_TYPE}. Returns its position. */
    long appendState(int recordType, DirectBuffer buffer, int offset, int length);

    /** Cuts all entries with this index and above, of which there is at least one. Returns the position of the cut. */
    long truncateFrom(long index);

    /** Position of the newest record; 0 when nothing was ever appended. */
    long position();

    /** Asks for everything so far to become durable. Returns at once; cheap when it already is. */
    void requestForce();

    /**
     * All records up to this position have reached {@link #durability()}, and a later {@link #replay} will either give
     * them back or refuse: the log marks them as acknowledged before it returns their position.
     */
    long durablePosition();

    /**
     * Records before this position may be forgotten; whole files are deleted. The newest record of every state record
     * type is kept.
     */
    void releaseBefore(long position);

    /** How often this log was opened for writing, from 1 on; raised and forced at open. */
    long incarnation();

    Durability durability();

    /** Releases handles and memory; writes and forces nothing, so that a close and a kill leave the same. Idempotent. */
    @Override
    void close();
}
