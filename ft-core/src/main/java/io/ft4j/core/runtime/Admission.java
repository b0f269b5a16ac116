package io.ft4j.core.runtime;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.client.ClientLink;

/**
 * Before a replica takes part it asks the others which life of it they have heard of last: one that its log does not know
 * means that the log is empty or an older copy, and has forgotten votes or acknowledgements. It waits until, with itself, a
 * majority has answered. Those that do not answer may have known more, so this finds most mistakes, not all.
 */
final class Admission implements ClientLink.Lives {
    private static final long QUERY_INTERVAL_NS = 50_000_000;

    private final Replicas replicas;
    private final int replicaId;
    private final ClientLink link;
    private final long lastLife;
    private long answered;
    private boolean complete;
    private long nextQueryNs = Long.MIN_VALUE;

    /** @param lastLife of this replica, as its log has it from before it was opened now; 0: it has never run. */
    Admission(Replicas replicas, int replicaId, ClientLink link, long lastLife) {
        this.replicas = replicas;
        this.replicaId = replicaId;
        this.link = link;
        this.lastLife = lastLife;
        answered = ProcessSet.of(replicaId);
    }

    /** Asks now and then. Returns whether the replica may take part. */
    boolean poll(long nowNs) {
        if (nowNs >= nextQueryNs) {
            nextQueryNs = nowNs + QUERY_INTERVAL_NS;
            link.askForLives();
        }
        complete = ProcessSet.size(answered) > replicas.size() / 2;
        return complete;
    }

    @Override
    public long knownLife(int id) {
        return replicas.launchedLife(id);
    }

    /** @throws LogException when the other one knows more. */
    @Override
    public void onReport(int sourceId, long life) {
        if (complete) {
            return; // a late answer tells of the life that has begun meanwhile
        }
        if (life > lastLife) {
            throw new LogException(
                    "replica " + replicaId + " has an empty log, or an older copy of it: its last life on"
                            + " record is " + lastLife + ", but replica " + sourceId + " has heard of " + life
                            + "; it may have forgotten its vote and is not admitted");
        }
        answered = ProcessSet.add(answered, sourceId);
    }
}
