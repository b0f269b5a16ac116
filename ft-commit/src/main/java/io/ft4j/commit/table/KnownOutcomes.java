package io.ft4j.commit.table;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import java.util.Arrays;

/**
 * What a participant remembers of transactions that it has in no slot any more, or never had: of each coordinator the newest
 * ones, a byte each. It decides whether a request is the first one of its transaction, or one that comes late, after its end.
 *
 * <p>A crash takes this away. What is left then is the <em>horizon</em> of each coordinator, a record: up to this id a
 * transaction without records of its own may have been here before, and its outcome is not known. It is written ahead of
 * read-only votes, which have no record, and in place of records that are released.
 *
 * <p>One thread. Allocates nothing after construction.
 */
public final class KnownOutcomes {
    /** What is known of a transaction that has no slot. */
    public enum Fate {
        /** It never was here. */
        UNSEEN,
        /** It may have been here, with any outcome. */
        FORGOTTEN,
        READ_ONLY,
        /** Aborted by this participant alone; a crash would take that away. */
        ABORTED_HERE,
        /** Aborted, by a record, before it was asked for its vote: the application may have begun to work only after that. */
        GIVEN_UP,
        /** Aborted, by a record or by the coordinator. */
        ABORTED,
        COMMITTED
    }

    private static final Fate[] FATES = Fate.values();

    private final int mask;
    private final byte[][] rings = new byte[ProcessSet.MAX_PROCESSES][];
    private final long[] newest = new long[ProcessSet.MAX_PROCESSES];
    /** Of ids that a record names. */
    private final long[] newestRecorded = new long[ProcessSet.MAX_PROCESSES];

    private final long[] horizon = new long[ProcessSet.MAX_PROCESSES];
    private final long[] startHorizon = new long[ProcessSet.MAX_PROCESSES];
    private final long[] horizonPosition = new long[ProcessSet.MAX_PROCESSES];

    public KnownOutcomes(int capacity, long coordinators) {
        mask = capacity - 1;
        for (long rest = coordinators; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            rings[ProcessSet.first(rest)] = new byte[capacity];
        }
    }

    /** The horizons of earlier lives count from here on. */
    public void start() {
        System.arraycopy(horizon, 0, startHorizon, 0, horizon.length);
    }

    public Fate fate(int coordinatorId, long id) {
        if (id <= newest[coordinatorId]) {
            if (newest[coordinatorId] - id > mask) {
                return Fate.FORGOTTEN;
            }
            Fate fate = FATES[rings[coordinatorId][(int) id & mask]];
            if (fate != Fate.UNSEEN) {
                return fate;
            }
        }
        return id <= startHorizon[coordinatorId] ? Fate.FORGOTTEN : Fate.UNSEEN;
    }

    public void note(int coordinatorId, long id, Fate fate) {
        byte[] ring = rings[coordinatorId];
        long last = newest[coordinatorId];
        if (id > last) {
            if (id - last > mask) {
                Arrays.fill(ring, (byte) 0);
            } else {
                for (long passed = last + 1; passed < id; passed++) {
                    ring[(int) passed & mask] = 0;
                }
            }
            newest[coordinatorId] = id;
        } else if (last - id > mask) {
            return;
        }
        ring[(int) id & mask] = (byte) fate.ordinal();
    }

    /** The horizon of earlier lives, where this id is not beyond it; else 0. */
    public long refusedUpTo(int coordinatorId, long id) {
        return id <= startHorizon[coordinatorId] ? startHorizon[coordinatorId] : 0;
    }

    public void recorded(int coordinatorId, long id) {
        newestRecorded[coordinatorId] = Math.max(newestRecorded[coordinatorId], id);
    }

    public long newestRecorded(int coordinatorId) {
        return newestRecorded[coordinatorId];
    }

    public long horizon(int coordinatorId) {
        return horizon[coordinatorId];
    }

    /** Of its record. */
    public long horizonPosition(int coordinatorId) {
        return horizonPosition[coordinatorId];
    }

    public void raiseHorizon(int coordinatorId, long id, long position) {
        Invariant.check(id >= horizon[coordinatorId], "C5 a horizon never falls", id, horizon[coordinatorId]);
        horizon[coordinatorId] = id;
        horizonPosition[coordinatorId] = position;
    }
}
