package io.ft4j.commit.xa;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import javax.transaction.xa.Xid;

/**
 * Names the branches of one participant, and knows them again in the list of a resource. Immutable.
 *
 * <p>Two participants with one group id, process id and name at one resource would take the branches of the other for
 * their own: a copy of a whole installation needs another group id, or another name.
 *
 * @param groupId   of the group that commits.
 * @param processId of the participant in that group.
 * @param life      incarnation of the participant's log, from 1 on: branches of earlier lives are those of a process
 *                  that crashed.
 * @param name      of the resource, 1 to 40 bytes in UTF-8.
 */
public record XaIdentity(long groupId, int processId, long life, String name) {
    /** "ft4j" in ASCII. */
    public static final int FORMAT_ID = 0x6674346A;

    static final int GLOBAL_BYTES = Long.BYTES + Integer.BYTES + Long.BYTES;
    static final int FIXED_QUALIFIER_BYTES = Integer.BYTES + Long.BYTES;
    private static final int MAX_NAME_BYTES = 40;

    public XaIdentity {
        Objects.requireNonNull(name, "name");
        int nameBytes = name.getBytes(UTF_8).length;
        if (nameBytes < 1 || nameBytes > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "name='" + name + "' has " + nameBytes + " bytes, must have 1.." + MAX_NAME_BYTES);
        }
        if (life < 1) {
            throw new IllegalArgumentException("life=" + life + " must be at least 1");
        }
        if (processId < 0) {
            throw new IllegalArgumentException("processId=" + processId + " must not be negative");
        }
    }

    /** Of a transaction, in this life. */
    public BranchId branch(int coordinatorId, long transactionId) {
        return new BranchId(this, coordinatorId, transactionId);
    }

    /** Null: not a branch of this participant, in any life. */
    public BranchId read(Xid xid) {
        if (xid.getFormatId() != FORMAT_ID) {
            return null;
        }
        byte[] global = xid.getGlobalTransactionId();
        byte[] qualifier = xid.getBranchQualifier();
        byte[] nameBytes = name.getBytes(UTF_8);
        if (global.length != GLOBAL_BYTES || qualifier.length != FIXED_QUALIFIER_BYTES + nameBytes.length) {
            return null;
        }
        ByteBuffer globalFields = ByteBuffer.wrap(global);
        ByteBuffer fields = ByteBuffer.wrap(qualifier);
        long group = globalFields.getLong();
        int coordinatorId = globalFields.getInt();
        long transactionId = globalFields.getLong();
        int process = fields.getInt();
        long branchLife = fields.getLong();
        boolean sameName =
                Arrays.equals(qualifier, FIXED_QUALIFIER_BYTES, qualifier.length, nameBytes, 0, nameBytes.length);
        if (group != groupId || process != processId || !sameName || branchLife < 1) {
            return null;
        }
        return new XaIdentity(groupId, processId, branchLife, name).branch(coordinatorId, transactionId);
    }
}
