package io.ft4j.commit;

import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.sim.protocol.SimulatedProcess;
import io.ft4j.core.sim.protocol.SimulatedSystem;

/**
 * A group whose processes begin transactions at any time and take part in those of the others. All or nothing under faults;
 * once they are over and all are up, every transaction ends.
 */
final class CommitSystem implements SimulatedSystem, TestPart.Watcher {
    private final CommitConfig config;
    private final int processCount;
    private final Prng prng;
    private final Atomicity atomicity = new Atomicity();
    private final TestPart[] parts;
    private final CommitNode[] nodes;
    /** Who begins a transaction in its next step. */
    private long beginners;

    private Prng votes;
    private final long[] counts = new long[CommitCounter.values().length];
    private long begun;

    CommitSystem(CommitConfig config, int processCount, Prng prng) {
        this.config = config;
        this.processCount = processCount;
        this.prng = prng;
        parts = new TestPart[processCount];
        nodes = new CommitNode[processCount];
        for (int id = 0; id < processCount; id++) {
            parts[id] = new TestPart(id, this);
        }
    }

    /** What the parts vote, for each transaction anew, the same in all their lives. */
    void votes(Prng votes) {
        this.votes = votes;
    }

    long begun() {
        return begun;
    }

    /** In lives that have ended, and in those that run. */
    long count(CommitCounter counter) {
        long sum = counts[counter.ordinal()];
        for (CommitNode node : nodes) {
            sum += node == null ? 0 : node.counters().count(counter);
        }
        return sum;
    }

    @Override
    public Protocol[] newLife(int processId, DurableLog log, Prng life) {
        endLife(processId);
        nodes[processId] = new CommitNode(
                config,
                processId,
                ProcessSet.firstN(processCount),
                log.incarnation(),
                parts[processId],
                (id, outcome, causes) -> atomicity.onOutcome(processId, id, outcome),
                error -> {
                    throw (RuntimeException) error;
                });
        return new Protocol[] {nodes[processId]};
    }

    private void endLife(int processId) {
        if (nodes[processId] != null) {
            for (CommitCounter counter : CommitCounter.values()) {
                counts[counter.ordinal()] += nodes[processId].counters().count(counter);
            }
            nodes[processId] = null;
        }
    }

    @Override
    public void onCrash(SimulatedProcess process, long nowNs) {
        endLife(process.id());
    }

    @Override
    public int onTick(long nowNs, Prng ticks) {
        int id = ticks.nextInt(processCount);
        beginners = ProcessSet.add(beginners, id);
        return id;
    }

    @Override
    public void atDoors(SimulatedProcess process, long localNs, Outbox outbox) {
        int id = process.id();
        if (ProcessSet.contains(beginners, id)) {
            beginners = ProcessSet.remove(beginners, id);
            long transaction = nodes[id].begin(localNs);
            if (transaction > 0) {
                begun++;
                drawVotes(transaction);
                nodes[id].requestCommit(localNs, transaction, 1 + prng.nextInt((1 << processCount) - 1));
            }
        }
    }

    private void drawVotes(long transaction) {
        for (TestPart part : parts) {
            int drawn = votes.nextInt(20);
            part.voteFor(transaction, drawn == 0 ? Vote.ABORT : drawn < 4 ? Vote.READ_ONLY : Vote.COMMIT);
        }
    }

    @Override
    public String waitsFor(long nowNs) {
        for (int id = 0; id < processCount; id++) {
            if (nodes[id] == null) {
                return "process " + id;
            }
            int open = nodes[id].coordinatedCount() + nodes[id].participatedCount();
            if (open > 0) {
                return open + " transactions of process " + id;
            }
        }
        return null;
    }

    @Override
    public void onPrepare(int processId, int coordinatorId, long id, Vote vote) {}

    @Override
    public void onCommit(int processId, int coordinatorId, long id) {
        atomicity.onCommit(processId, coordinatorId, id);
    }

    @Override
    public void onAbort(int processId, int coordinatorId, long id) {
        atomicity.onAbort(processId, coordinatorId, id);
    }
}
