package io.ft4j.commit.manager;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Whose log this is: a state record that every start of a manager writes into the log of each node. It marks the first
 * boot, and carries the newest life of every node that was known then: a node that comes back with an empty or an older log
 * has forgotten votes and decisions, and must not take part.
 *
 * <table>
 * <caption>Record, little endian</caption>
 * <tr><th>offset</th><th>field</th></tr>
 * <tr><td>0</td><td>group id, long</td></tr>
 * <tr><td>8</td><td>node id, int</td></tr>
 * <tr><td>12</td><td>number of nodes, int</td></tr>
 * <tr><td>16</td><td>when this life began, in ns of the manager's clock, long</td></tr>
 * <tr><td>24</td><td>newest life of each node, longs</td></tr>
 * <tr><td></td><td>name, UTF-8, to the end</td></tr>
 * </table>
 */
final class NodeIdentity {
    /** Record type; below those of protocols, and not that of a replica group. */
    static final int RECORD_TYPE = 4;

    private static final int GROUP_ID = 0;
    private static final int NODE_ID = 8;
    private static final int NODE_COUNT = 12;
    private static final int START_NS = 16;
    private static final int LIVES = 24;

    private final long groupId;
    private final int nodeId;
    private final String name;
    private final int nodeCount;
    private final long[] knownLives = new long[ProcessSet.MAX_PROCESSES];
    private boolean found;
    private boolean used;

    NodeIdentity(long groupId, int nodeId, String name, int nodeCount) {
        this.groupId = groupId;
        this.nodeId = nodeId;
        this.name = name;
        this.nodeCount = nodeCount;
    }

    /** A record of the log that is no record of the protocol: an identity, or a reason to refuse the log. */
    void onRecord(long position, int recordType, DirectBuffer buffer, int offset, int length) {
        if (recordType != RECORD_TYPE || !isReadable(buffer, offset, length)) {
            throw new LogException(
                    "the log given to " + this + " is none of a transaction manager: the record at position " + position
                            + " has type " + recordType + " and " + length + " bytes");
        }
        require("groupId", groupId(buffer, offset), groupId);
        require("nodeId", nodeId(buffer, offset), nodeId);
        int count = buffer.getInt(offset + NODE_COUNT, LITTLE_ENDIAN);
        if (count > nodeCount) {
            throw new LogException(
                    "the log given to " + this + " was written with " + (count - 1) + " participants, this manager has "
                            + (nodeCount - 1) + ": those that are missing may be in doubt");
        }
        String recordedName = name(buffer, offset, length);
        if (!recordedName.equals(name)) {
            throw new LogException("the log given to " + this + " belongs to '" + recordedName + "'");
        }
        found = true;
        for (int i = 0; i < count; i++) {
            knownLives[i] = Math.max(knownLives[i], life(buffer, offset, i));
        }
    }

    /** False: a record of this type, but of something else. */
    static boolean isReadable(DirectBuffer buffer, int offset, int length) {
        if (length < LIVES) {
            return false;
        }
        int count = buffer.getInt(offset + NODE_COUNT, LITTLE_ENDIAN);
        return count >= 1 && count <= ProcessSet.MAX_PROCESSES && length > LIVES + Long.BYTES * count;
    }

    static long groupId(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + GROUP_ID, LITTLE_ENDIAN);
    }

    static int nodeId(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + NODE_ID, LITTLE_ENDIAN);
    }

    static long startNs(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + START_NS, LITTLE_ENDIAN);
    }

    /** Newest life of a node that is known there. */
    static long life(DirectBuffer buffer, int offset, int id) {
        return buffer.getLong(offset + LIVES + Long.BYTES * id, LITTLE_ENDIAN);
    }

    static String name(DirectBuffer buffer, int offset, int length) {
        int nameAt = LIVES + Long.BYTES * buffer.getInt(offset + NODE_COUNT, LITTLE_ENDIAN);
        byte[] bytes = new byte[length - nameAt];
        buffer.getBytes(offset + nameAt, bytes);
        return new String(bytes, UTF_8);
    }

    private void require(String field, long recorded, long configured) {
        if (recorded != configured) {
            throw new LogException("the log given to " + this + " was written with " + field + "=" + recorded
                    + ", this manager has " + configured);
        }
    }

    void onProtocolRecord() {
        used = true;
    }

    long knownLife(int id) {
        return knownLives[id];
    }

    /**
     * A participant that never took part may be new to the group.
     *
     * @param newestKnown life of this node that any log knows; 0: it never took part.
     */
    void requireKnown(long newestKnown) {
        if (!found && (used || newestKnown > 0)) {
            throw new LogException(this + " has " + (used ? "a log without identity" : "an empty log") + ", but group "
                    + groupId + " has been running: it may have forgotten what it promised and is not admitted");
        }
    }

    /**
     * What the log says of its own last life counts, since every opening raises the life, that of an old copy too.
     *
     * @param newestKnown life of this node that any log knows.
     */
    void requireNewest(long life, long newestKnown) {
        if (knownLives[nodeId] < newestKnown || life <= newestKnown) {
            throw new LogException(this + " has an older copy of its log: its last life on record is "
                    + knownLives[nodeId] + ", opened as incarnation=" + life + ", but the group has seen " + newestKnown
                    + "; it may have forgotten what it promised and is not admitted");
        }
    }

    /** Length of the record in bytes. */
    int length() {
        return LIVES + Long.BYTES * nodeCount + name.getBytes(UTF_8).length;
    }

    void encode(long[] lives, long startNs, MutableDirectBuffer buffer, int offset) {
        buffer.putLong(offset + GROUP_ID, groupId, LITTLE_ENDIAN);
        buffer.putInt(offset + NODE_ID, nodeId, LITTLE_ENDIAN);
        buffer.putInt(offset + NODE_COUNT, nodeCount, LITTLE_ENDIAN);
        buffer.putLong(offset + START_NS, startNs, LITTLE_ENDIAN);
        for (int i = 0; i < nodeCount; i++) {
            buffer.putLong(offset + LIVES + Long.BYTES * i, lives[i], LITTLE_ENDIAN);
        }
        byte[] bytes = name.getBytes(UTF_8);
        buffer.putBytes(offset + LIVES + Long.BYTES * nodeCount, bytes);
    }

    @Override
    public String toString() {
        return "node " + nodeId + " '" + name + "'";
    }
}
