package io.ft4j.core.sim.check;

import java.util.Arrays;

/**
 * Total order and determinism: at an index every process, in every life, executes the same command with the same
 * timestamp, gives the same reply, and is in the same state afterwards (Schneider 1990, the state machine approach).
 */
public final class StateDivergence implements Check {
    private static final int UNKNOWN = -1;

    private long[] commands = new long[256];
    private long[] timestamps = new long[256];
    private long[] replies = new long[256];
    private long[] digests = new long[256];
    /** Who executed it first, and who told its digest first. */
    private int[] executedBy = new int[256];

    private int[] digestBy = new int[256];

    private long newestIndex;
    private long newestTimestampNs = Long.MIN_VALUE;

    public StateDivergence() {
        Arrays.fill(executedBy, UNKNOWN);
        Arrays.fill(digestBy, UNKNOWN);
    }

    @Override
    public void onApplied(ProcessFacts process, long index, long timestampNs, long commandHash, long replyHash) {
        int at = slot(index);
        if (executedBy[at] == UNKNOWN) {
            executedBy[at] = process.id();
            commands[at] = commandHash;
            timestamps[at] = timestampNs;
            replies[at] = replyHash;
            checkTime(process, index, timestampNs);
            return;
        }
        if (commands[at] != commandHash || timestamps[at] != timestampNs) {
            throw new Broken("total order: " + process.id() + " executes another command at index " + index + " than "
                    + executedBy[at] + " did");
        }
        if (replies[at] != replyHash) {
            throw new Broken("state divergence: at index " + index + " " + process.id() + " gives another reply than "
                    + executedBy[at] + " did");
        }
    }

    /** Time does not go back along the log, whatever the clocks of its leaders say. */
    private void checkTime(ProcessFacts process, long index, long timestampNs) {
        if (index > newestIndex) {
            if (timestampNs < newestTimestampNs) {
                throw new Broken("timestamps: " + process.id() + " executes index " + index + " at " + timestampNs
                        + ", and index " + newestIndex + " was executed at " + newestTimestampNs);
            }
            newestIndex = index;
            newestTimestampNs = timestampNs;
        }
    }

    @Override
    public void onDigest(ProcessFacts process, long index, long digest) {
        int at = slot(index);
        if (digestBy[at] == UNKNOWN) {
            digestBy[at] = process.id();
            digests[at] = digest;
        } else if (digests[at] != digest) {
            throw new Broken("state divergence: behind index " + index + " " + process.id()
                    + " is in another state than " + digestBy[at] + " was; digests " + Long.toHexString(digest)
                    + " and " + Long.toHexString(digests[at]));
        }
    }

    /** Whether any process has executed a command at this index. */
    boolean isExecuted(long index) {
        return index < executedBy.length && executedBy[(int) index] != UNKNOWN;
    }

    long replyHash(long index) {
        return replies[(int) index];
    }

    private int slot(long index) {
        int at = (int) index;
        int length = commands.length;
        if (at >= length) {
            int longer = Math.max(2 * length, at + 1);
            commands = Arrays.copyOf(commands, longer);
            timestamps = Arrays.copyOf(timestamps, longer);
            replies = Arrays.copyOf(replies, longer);
            digests = Arrays.copyOf(digests, longer);
            executedBy = Arrays.copyOf(executedBy, longer);
            digestBy = Arrays.copyOf(digestBy, longer);
            Arrays.fill(executedBy, length, longer, UNKNOWN);
            Arrays.fill(digestBy, length, longer, UNKNOWN);
        }
        return at;
    }
}
