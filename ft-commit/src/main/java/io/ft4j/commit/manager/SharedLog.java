package io.ft4j.commit.manager;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordHandler;
import org.agrona.DirectBuffer;

/**
 * One log for several nodes of a process: each sees its own records only, and what all of them write stands in the order in
 * which it was written. So one force is enough for all, and a crash leaves what all had done up to one moment (Samaras, Britton,
 * Citron, Mohan, "Two-Phase Commit Optimizations in a Commercial Distributed Environment", 1995, sharing the log).
 *
 * <p>A record that could not be written stops all nodes: a vote may have left that rests on it, and no decision must follow.
 *
 * <p>The type of a record says whose it is. A node has positions of its own; those of its records that an earlier life has left
 * are the positions of the log.
 *
 * <p>One thread. No allocation once all nodes have theirs.
 */
final class SharedLog {
    private static final int NODE_SHIFT = 8;
    private static final int MAX_TYPE = (1 << NODE_SHIFT) - 1;

    private final DurableLog log;
    /** Null: the node has its records elsewhere, as a coordinator that is replicated. */
    private final View[] views;

    private Throwable failure;

    /** Takes the log over. */
    SharedLog(DurableLog log, int nodeCount) {
        this.log = log;
        views = new View[nodeCount];
    }

    /** Whether a record of this type is one of several nodes' log. */
    static boolean isShared(int recordType) {
        return recordType > MAX_TYPE;
    }

    private static int nodeId(int recordType) {
        return (recordType >>> NODE_SHIFT) - 1;
    }

    private static int checkedNodeId(long position, int recordType) {
        int nodeId = nodeId(recordType);
        if (nodeId >= ProcessSet.MAX_PROCESSES) {
            throw new IllegalArgumentException("this is no log of a transaction manager: the record at position "
                    + position + " has type " + recordType);
        }
        return nodeId;
    }

    private static int type(int nodeId, int recordType) {
        return (nodeId + 1) << NODE_SHIFT | recordType;
    }

    /** The log of one node; of all of them before any is written. Closing it closes nothing: the others go on. */
    DurableLog of(int nodeId) {
        if (views[nodeId] == null) {
            views[nodeId] = new View(nodeId);
        }
        return views[nodeId];
    }

    /** The nodes of which records are here; empty where there are others too, since those are of no log that nodes share. */
    static long nodes(DurableLog log) {
        long[] set = new long[1];
        boolean[] hasOthers = new boolean[1];
        log.replay((position, index, recordType, buffer, offset, length) -> {
            if (isShared(recordType)) {
                set[0] = ProcessSet.add(set[0], checkedNodeId(position, recordType));
            } else {
                hasOthers[0] = true;
            }
        });
        return hasOthers[0] ? ProcessSet.EMPTY : set[0];
    }

    /** Of the newest record of all nodes. */
    long position() {
        return log.position();
    }

    void close() {
        log.close();
    }

    private void requireSound() {
        if (failure != null) {
            throw new LogException("the log that the nodes share failed before: " + failure.getMessage(), failure);
        }
    }

    /** What no node needs any more. */
    private void release() {
        long position = Long.MAX_VALUE;
        for (View view : views) {
            if (view != null) {
                position = Math.min(position, view.neededFrom);
            }
        }
        log.releaseBefore(position);
    }

    private final class View implements DurableLog {
        private final int nodeId;
        private final Undurable undurable = new Undurable();
        private final Samples samples = new Samples();
        private long position = log.position();
        private long durablePosition;
        private long neededFrom;

        View(int nodeId) {
            this.nodeId = nodeId;
            note(position);
        }

        private void note(long at) {
            undurable.add(position, at);
            samples.add(position, at);
        }

        @Override
        public void replay(RecordHandler handler) {
            log.replay((recordPosition, index, recordType, buffer, offset, length) -> {
                if (!isShared(recordType) || nodeId(recordType) >= views.length) {
                    throw new LogException("the log that nodes 0.." + (views.length - 1)
                            + " share has a record of none of them at position " + recordPosition + ", of type "
                            + recordType);
                }
                if (nodeId(recordType) == nodeId) {
                    handler.onRecord(recordPosition, index, recordType & MAX_TYPE, buffer, offset, length);
                }
            });
        }

        @Override
        public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
            if (recordType < 1 || recordType > MAX_TYPE) {
                throw new IllegalArgumentException("recordType=" + recordType + " must be 1 to " + MAX_TYPE);
            }
            requireSound();
            try {
                long at = log.appendState(type(nodeId, recordType), buffer, offset, length);
                position++;
                note(at);
                return position;
            } catch (RuntimeException | Error cause) {
                failure = cause;
                throw cause;
            }
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void requestForce() {
            log.requestForce();
        }

        @Override
        public long durablePosition() {
            requireSound();
            durablePosition = undurable.takeUpTo(log.durablePosition(), durablePosition);
            return durablePosition;
        }

        @Override
        public void releaseBefore(long newPosition) {
            neededFrom = samples.takeUpTo(Math.min(newPosition, position), neededFrom);
            release();
        }

        @Override
        public long incarnation() {
            return log.incarnation();
        }

        @Override
        public Durability durability() {
            return log.durability();
        }

        @Override
        public void close() {}

        @Override
        public long firstIndex() {
            return 1;
        }

        @Override
        public long lastIndex() {
            return 0;
        }

        @Override
        public int read(long fromIndex, int maxBytes, EntrySlice out) {
            out.clear();
            return 0;
        }

        @Override
        public long append(EntrySlice entries) {
            throw noEntries();
        }

        @Override
        public long truncateFrom(long index) {
            throw noEntries();
        }

        private static IllegalStateException noEntries() {
            return new IllegalStateException("a log that nodes share has no entries");
        }
    }

    /** Where the newest records of a node stand in the log; of each pair the first position is the node's own. */
    private static final class Undurable {
        private static final int CAPACITY = 8192;

        private final long[] own = new long[CAPACITY];
        private final long[] shared = new long[CAPACITY];
        private long head;
        private long tail;

        /** Where there is no room, the newest one becomes durable along with this one. */
        void add(long ownPosition, long sharedPosition) {
            int at = (int) (tail - head == CAPACITY ? tail - 1 : tail++) & (CAPACITY - 1);
            own[at] = ownPosition;
            shared[at] = sharedPosition;
        }

        /** Returns the own position of the newest that stands up to there, or the given one where there is none. */
        long takeUpTo(long sharedPosition, long otherwise) {
            long taken = otherwise;
            while (head < tail && shared[(int) head & (CAPACITY - 1)] <= sharedPosition) {
                taken = own[(int) head++ & (CAPACITY - 1)];
            }
            return taken;
        }
    }

    /** Where some of the records of a node stand in the log: the fewer, the more there are. */
    private static final class Samples {
        private static final int CAPACITY = 64;

        private final long[] own = new long[CAPACITY];
        private final long[] shared = new long[CAPACITY];
        private int count;
        private long stride = 1;

        void add(long ownPosition, long sharedPosition) {
            if (count > 0 && ownPosition < own[count - 1] + stride) {
                return;
            }
            if (count == CAPACITY) {
                thinOut();
            }
            own[count] = ownPosition;
            shared[count++] = sharedPosition;
        }

        private void thinOut() {
            count = CAPACITY / 2;
            for (int i = 0; i < count; i++) {
                own[i] = own[2 * i];
                shared[i] = shared[2 * i];
            }
            stride *= 2;
        }

        /** Returns where the newest one up to there stands in the log, or the given position where there is none. */
        long takeUpTo(long ownPosition, long otherwise) {
            int taken = 0;
            while (taken < count && own[taken] <= ownPosition) {
                taken++;
            }
            if (taken == 0) {
                return otherwise;
            }
            long found = shared[taken - 1];
            count -= taken;
            System.arraycopy(own, taken, own, 0, count);
            System.arraycopy(shared, taken, shared, 0, count);
            return found;
        }
    }
}
