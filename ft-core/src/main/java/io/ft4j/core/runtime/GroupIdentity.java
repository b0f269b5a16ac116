package io.ft4j.core.runtime;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.LogException;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Whose log this is: a state record that every start of a group writes into the log of each replica. It marks the
 * first boot, and it carries the newest life of every replica that was known then: a voter that comes back with an empty
 * or an older log has forgotten votes and acknowledgements, and must not vote.
 */
final class GroupIdentity {
    /** Record type; below those of protocols. */
    static final int RECORD_TYPE = 3;

    private static final int GROUP_ID = 0;
    private static final int REPLICA_ID = 8;
    private static final int PROCESS_COUNT = 12;
    private static final int MAX_COMMAND_BYTES = 16;
    private static final int MAX_REPLY_BYTES = 20;
    private static final int MAX_SESSIONS = 24;
    private static final int MAX_OUTSTANDING = 28;
    private static final int INCARNATIONS = 32;

    private final GroupConfig config;
    private final int replicaId;
    private final long[] knownIncarnations;
    private boolean found;
    private boolean used;

    GroupIdentity(GroupConfig config, int replicaId) {
        this.config = config;
        this.replicaId = replicaId;
        knownIncarnations = new long[config.processCount()];
    }

    /** A record of the log. */
    void onRecord(int recordType, DirectBuffer buffer, int offset, int length) {
        if (recordType != RECORD_TYPE) {
            used = true;
            return;
        }
        require("groupId", buffer.getLong(offset + GROUP_ID, LITTLE_ENDIAN), config.groupId());
        require("replicaId", buffer.getInt(offset + REPLICA_ID, LITTLE_ENDIAN), replicaId);
        require("processCount", buffer.getInt(offset + PROCESS_COUNT, LITTLE_ENDIAN), config.processCount());
        require("an identity of length", length, length(config.processCount()));
        require("maxCommandBytes", buffer.getInt(offset + MAX_COMMAND_BYTES, LITTLE_ENDIAN), config.maxCommandBytes());
        require("maxReplyBytes", buffer.getInt(offset + MAX_REPLY_BYTES, LITTLE_ENDIAN), config.maxReplyBytes());
        require("maxSessions", buffer.getInt(offset + MAX_SESSIONS, LITTLE_ENDIAN), config.maxSessions());
        require("maxOutstanding", buffer.getInt(offset + MAX_OUTSTANDING, LITTLE_ENDIAN), config.maxOutstanding());
        found = true;
        for (int i = 0; i < knownIncarnations.length; i++) {
            long known = buffer.getLong(offset + INCARNATIONS + Long.BYTES * i, LITTLE_ENDIAN);
            knownIncarnations[i] = Math.max(knownIncarnations[i], known);
        }
    }

    long knownIncarnation(int processId) {
        return knownIncarnations[processId];
    }

    /** Whether the log holds more than identities. */
    boolean isUsed() {
        return used;
    }

    /**
     * Of a replica whose peers cannot be asked, since they are in other processes.
     *
     * @param firstBoot whether somebody says that this replica has never run.
     */
    void requireBoot(boolean firstBoot) {
        if (firstBoot && (found || used)) {
            throw new LogException(
                    "firstBoot is declared for replica " + replicaId + ", but it has run before: leave it out");
        }
        if (!firstBoot && !found) {
            throw new LogException("replica " + replicaId + " has "
                    + (used ? "a log without identity" : "an empty log") + ": it may have forgotten its vote and is not"
                    + " admitted; declare firstBoot if it has never run");
        }
    }

    /** @param groupIsUsed whether any log of the group holds more than identities. */
    void requireKnown(boolean groupIsUsed) {
        if (!found && (groupIsUsed || used)) {
            throw new LogException("replica " + replicaId + " has "
                    + (used ? "a log without identity" : "an empty log") + ", but group " + config.groupId()
                    + " has been running: it may have forgotten its vote and is not admitted");
        }
    }

    /**
     * What the log says of its own last life counts, since every opening raises the incarnation, that of an old copy too.
     *
     * @param newestKnown life of this replica that the group has seen.
     */
    void requireNewest(long incarnation, long newestKnown) {
        long lastLife = knownIncarnation(replicaId);
        if (lastLife < newestKnown || incarnation <= newestKnown) {
            throw new LogException("replica " + replicaId + " has an older copy of its log: its last life on record is "
                    + lastLife + ", opened as incarnation=" + incarnation + ", but the group has seen " + newestKnown
                    + "; it may have forgotten its vote and is not admitted");
        }
    }

    /** Length of the record in bytes. */
    static int length(int processCount) {
        return INCARNATIONS + Long.BYTES * processCount;
    }

    static void encode(GroupConfig config, int replicaId, long[] incarnations, MutableDirectBuffer buffer, int offset) {
        buffer.putLong(offset + GROUP_ID, config.groupId(), LITTLE_ENDIAN);
        buffer.putInt(offset + REPLICA_ID, replicaId, LITTLE_ENDIAN);
        buffer.putInt(offset + PROCESS_COUNT, config.processCount(), LITTLE_ENDIAN);
        buffer.putInt(offset + MAX_COMMAND_BYTES, config.maxCommandBytes(), LITTLE_ENDIAN);
        buffer.putInt(offset + MAX_REPLY_BYTES, config.maxReplyBytes(), LITTLE_ENDIAN);
        buffer.putInt(offset + MAX_SESSIONS, config.maxSessions(), LITTLE_ENDIAN);
        buffer.putInt(offset + MAX_OUTSTANDING, config.maxOutstanding(), LITTLE_ENDIAN);
        for (int i = 0; i < incarnations.length; i++) {
            buffer.putLong(offset + INCARNATIONS + Long.BYTES * i, incarnations[i], LITTLE_ENDIAN);
        }
    }

    private void require(String field, long recorded, long configured) {
        if (recorded != configured) {
            throw new LogException("the log given to replica " + replicaId + " was written with " + field + "="
                    + recorded + ", this group has " + configured);
        }
    }
}
