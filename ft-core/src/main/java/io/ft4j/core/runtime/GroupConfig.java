package io.ft4j.core.runtime;

import io.ft4j.core.consensus.raft.RaftConfig;
import io.ft4j.core.runtime.client.Ingress;
import org.agrona.BitUtil;

/**
 * What all replicas of a group have in common. The first five are part of the replicated state, so a group that comes
 * back with others is refused.
 *
 * @param maxCommandBytes longest command.
 * @param maxReplyBytes   longest reply of the state machine.
 * @param maxSessions     sessions that are remembered; a further one evicts the one that was silent for longest.
 * @param maxOutstanding  replies that are kept per session at most: what a client may have outstanding.
 * @param ingressCapacity commands that may wait at one replica, a power of two.
 * @param tailBytes       newest entries that are kept in memory, a power of two.
 * @param linkBytes       of the ring from one replica to another, a power of two.
 */
record GroupConfig(
        long groupId,
        int processCount,
        int maxCommandBytes,
        int maxReplyBytes,
        int maxSessions,
        int maxOutstanding,
        int ingressCapacity,
        int tailBytes,
        int linkBytes,
        long seed,
        Threading threading,
        RaftConfig raft) {
    private static final int MIN_COMMAND_BYTES = 16;
    private static final int MAX_COMMAND_BYTES = 1 << 20;
    private static final int MAX_REPLY_BYTES = 1 << 16;
    private static final int MAX_COUNT = 1 << 20;
    private static final int MAX_OUTSTANDING = 1 << 16;

    GroupConfig {
        requireRange("maxCommandBytes", maxCommandBytes, MIN_COMMAND_BYTES, MAX_COMMAND_BYTES);
        requireRange("maxReplyBytes", maxReplyBytes, 0, MAX_REPLY_BYTES);
        requireRange("maxSessions", maxSessions, 1, MAX_COUNT);
        requireRange("maxOutstanding", maxOutstanding, 1, MAX_OUTSTANDING);
        requireRange("ingressCapacity", ingressCapacity, 2, MAX_COUNT);
        requirePowerOfTwo("ingressCapacity", ingressCapacity);
        requireAtMost(
                "ingressCapacity",
                ingressCapacity,
                "2 GiB / maxCommandBytes",
                Integer.MAX_VALUE / Ingress.slotBytes(maxCommandBytes));
        requirePowerOfTwo("tailBytes", tailBytes);
        requirePowerOfTwo("linkBytes", linkBytes);
        requireAtLeast("tailBytes", tailBytes, "4 * raft.maxFrameBytes", 4L * raft.maxFrameBytes());
        requireAtLeast("linkBytes", linkBytes, "8 * raft.maxFrameBytes", 8L * raft.maxFrameBytes());
    }

    private static void requireRange(String field, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(field + "=" + value + " is outside " + low + ".." + high);
        }
    }

    private static void requirePowerOfTwo(String field, int value) {
        if (!BitUtil.isPowerOfTwo(value)) {
            throw new IllegalArgumentException(field + "=" + value + " must be a power of two");
        }
    }

    private static void requireAtMost(String field, int value, String limitName, long limit) {
        if (value > limit) {
            throw new IllegalArgumentException(field + "=" + value + " is above " + limitName + "=" + limit);
        }
    }

    private static void requireAtLeast(String field, int value, String limitName, long limit) {
        if (value < limit) {
            throw new IllegalArgumentException(field + "=" + value + " is below " + limitName + "=" + limit);
        }
    }
}
