package io.ft4j.commit.wire;

import io.ft4j.commit.codec.RecordKind;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;

/**
 * One record for the transactions of a coordinator that come to the same point within one batch: ids of one time are neighbours,
 * and the lowest six bits of 64 of them are a set. The record of one alone is the one that it would have had without this. What
 * is added has to be written before the batch ends. Nobody waits for it enough to force it.
 *
 * <p>One thread. No allocation.
 */
public final class SharedRecord {
    private static final int NEIGHBOURS = 64;

    private final CommitRecords records;
    private final RecordKind ofOne;
    private final RecordKind ofSeveral;
    private int coordinatorId;
    private long id;
    private long set;

    public SharedRecord(CommitRecords records, RecordKind ofOne, RecordKind ofSeveral) {
        this.records = records;
        this.ofOne = ofOne;
        this.ofSeveral = ofSeveral;
    }

    /** The id that this bit of a set stands for, in a record of this id. */
    public static long id(long idOfRecord, int bit) {
        return (idOfRecord & -NEIGHBOURS) | bit;
    }

    public boolean isEmpty() {
        return set == 0;
    }

    /** @return false: it is no neighbour of those that are here, which are to be written first. */
    public boolean add(int newCoordinatorId, long newId) {
        if (set != 0 && (newCoordinatorId != coordinatorId || (newId ^ id) >>> 6 != 0)) {
            return false;
        }
        coordinatorId = newCoordinatorId;
        id = newId;
        set |= 1L << newId;
        return true;
    }

    public int coordinatorId() {
        return coordinatorId;
    }

    /** One of those that were added last. */
    public long id() {
        return id;
    }

    /** The lowest six bits of all of them. */
    public long set() {
        return set;
    }

    /** Begins anew. @return the position. */
    public long write(Outbox outbox) {
        boolean alone = ProcessSet.size(set) == 1;
        long position = records.appendUnforced(
                alone ? ofOne : ofSeveral, coordinatorId, id, alone ? CommitRecords.NONE : set, outbox);
        set = 0;
        return position;
    }
}
