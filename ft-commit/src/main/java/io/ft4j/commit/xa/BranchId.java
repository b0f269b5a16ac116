package io.ft4j.commit.xa;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ft4j.commit.wire.TransactionIds;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.transaction.xa.Xid;

/**
 * The part of a transaction at one participant, as resources know it. Immutable.
 *
 * <table>
 * <caption>Layout, big endian</caption>
 * <tr><th>field</th><th>content</th></tr>
 * <tr><td>format id</td><td>{@link XaIdentity#FORMAT_ID}</td></tr>
 * <tr><td>global transaction id</td><td>group id, long; coordinator, int; transaction id, long</td></tr>
 * <tr><td>branch qualifier</td><td>process id, int; life of the participant, long; name, UTF-8</td></tr>
 * </table>
 */
public final class BranchId implements Xid {
    private final XaIdentity identity;
    private final int coordinatorId;
    private final long transactionId;
    private final byte[] global;
    private final byte[] qualifier;

    BranchId(XaIdentity identity, int coordinatorId, long transactionId) {
        this.identity = identity;
        this.coordinatorId = coordinatorId;
        this.transactionId = transactionId;
        global = ByteBuffer.allocate(XaIdentity.GLOBAL_BYTES)
                .putLong(identity.groupId())
                .putInt(coordinatorId)
                .putLong(transactionId)
                .array();
        byte[] name = identity.name().getBytes(UTF_8);
        qualifier = ByteBuffer.allocate(XaIdentity.FIXED_QUALIFIER_BYTES + name.length)
                .putInt(identity.processId())
                .putLong(identity.life())
                .put(name)
                .array();
    }

    /** The participant, in the life in which it began the branch. */
    public XaIdentity identity() {
        return identity;
    }

    public int coordinatorId() {
        return coordinatorId;
    }

    public long transactionId() {
        return transactionId;
    }

    BranchKey key() {
        return new BranchKey(coordinatorId, transactionId);
    }

    @Override
    public int getFormatId() {
        return XaIdentity.FORMAT_ID;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return global.clone();
    }

    @Override
    public byte[] getBranchQualifier() {
        return qualifier.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BranchId
                && Arrays.equals(global, ((BranchId) other).global)
                && Arrays.equals(qualifier, ((BranchId) other).qualifier);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(global) + Arrays.hashCode(qualifier);
    }

    /** As {@code 2.17 of coordinator 0 at 1 'orders' life 3, group 5}. */
    @Override
    public String toString() {
        return TransactionIds.toString(transactionId) + " of coordinator " + coordinatorId + " at "
                + identity.processId() + " '" + identity.name() + "' life " + identity.life() + ", group "
                + identity.groupId();
    }
}
