package io.ft4j.log.messagelog.record;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.log.messagelog.MessageLogConfig;
import java.util.Arrays;

/**
 * Where this process stands in the channels that lead to it: those of its peers, by their ids, and those of the outside.
 * Owner of what was taken, told and saved of each.
 */
public final class InboundChannels {
    private final long[] takenSsns;
    private final long[] toldSsns;
    private final long[] checkpointedSsns;
    /** Peers that are to hear where this process stands. */
    private long owedSet;

    public InboundChannels(int outsideChannels) {
        int count = MessageLogConfig.FIRST_OUTSIDE_CHANNEL + outsideChannels;
        takenSsns = new long[count];
        toldSsns = new long[count];
        checkpointedSsns = new long[count];
    }

    public int count() {
        return takenSsns.length;
    }

    /** Of the newest message that was taken, or will be replayed. */
    public long takenSsn(int channelId) {
        return takenSsns[channelId];
    }

    public void take(int channelId) {
        takenSsns[channelId]++;
    }

    /** From the log or a checkpoint. */
    public void restoreTaken(int channelId, long ssn) {
        takenSsns[channelId] = Math.max(takenSsns[channelId], ssn);
    }

    /** The log was cut: what it still has is taken from it anew. */
    public void forgetTaken() {
        System.arraycopy(toldSsns, 0, takenSsns, 0, takenSsns.length);
    }

    /** Of the newest message that the process was told; part of its state. */
    public long toldSsn(int channelId) {
        return toldSsns[channelId];
    }

    public void told(int channelId, long ssn) {
        toldSsns[channelId] = ssn;
    }

    /** Of the newest message that is part of every checkpoint which may still be restored. */
    public long checkpointedSsn(int channelId) {
        return checkpointedSsns[channelId];
    }

    /** Peers may forget these messages. */
    public void checkpointed(long[] ssns) {
        System.arraycopy(ssns, 0, checkpointedSsns, 0, checkpointedSsns.length);
    }

    /** From a checkpoint. */
    public void restoreCheckpointed(int channelId, long ssn) {
        checkpointedSsns[channelId] = ssn;
    }

    public void copyTold(long[] into) {
        System.arraycopy(toldSsns, 0, into, 0, toldSsns.length);
    }

    public void restore(long[] ssns) {
        for (int channelId = 0; channelId < ssns.length; channelId++) {
            toldSsns[channelId] = ssns[channelId];
            restoreTaken(channelId, ssns[channelId]);
        }
    }

    public void owe(int peerId) {
        owedSet = ProcessSet.add(owedSet, peerId);
    }

    public long takeOwed() {
        long owed = owedSet;
        owedSet = ProcessSet.EMPTY;
        return owed;
    }

    @Override
    public String toString() {
        return Arrays.toString(takenSsns);
    }
}
