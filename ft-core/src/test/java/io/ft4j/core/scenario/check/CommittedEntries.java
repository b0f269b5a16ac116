package io.ft4j.core.scenario.check;

import io.ft4j.core.model.Quorum;
import io.ft4j.core.scenario.Cluster;
import io.ft4j.core.scenario.ClusterProcess;
import io.ft4j.core.scenario.TestLog;
import java.util.Arrays;

/**
 * Knows what was ever committed, and demands of it (Raft, Figure 3; thesis §3.6):
 *
 * <ul>
 *   <li>committed is only what a majority holds durably, and a follower commits nothing that no leader has committed;
 *   <li>leader completeness: who leads in a later term has it;
 *   <li>state-machine safety: what is committed or applied at an index is the same at all processes, over all time;
 *   <li>it is never cut.
 * </ul>
 */
public final class CommittedEntries implements Check {
    private final Cluster cluster;
    private long[] chains = new long[256];
    private long[] terms = new long[256];
    private long lastIndex;

    public CommittedEntries(Cluster cluster) {
        this.cluster = cluster;
        chains[0] = io.ft4j.core.scenario.EntryHash.START;
    }

    /** Of the whole group. */
    public long lastIndex() {
        return lastIndex;
    }

    @Override
    public void afterStep(ClusterProcess process) {
        if (process.isLeading() && !(process.wasLeading() && process.term() == process.previousTerm())) {
            checkComplete(process);
        }
        long commitIndex = process.commitIndex();
        if (commitIndex > process.log().lastIndex()) {
            throw broken(
                    process,
                    "commits up to " + commitIndex + " but has only "
                            + process.log().lastIndex());
        }
        if (commitIndex > lastIndex) {
            commit(process, commitIndex);
        } else if (commitIndex != process.previousCommitIndex()
                && !process.log().holds(commitIndex, chains[(int) commitIndex])) {
            throw broken(process, "commits another entry " + commitIndex + " than others did");
        }
        checkApplied(process);
    }

    @Override
    public void onTruncation(ClusterProcess process, long fromIndex) {
        if (fromIndex <= lastIndex && process.log().holds(fromIndex, chains[(int) fromIndex])) {
            throw broken(process, "cuts entry " + fromIndex + ", which is committed");
        }
    }

    /** A leader of an old term may commit late; then the leaders of later terms must have known already. */
    private void commit(ClusterProcess process, long commitIndex) {
        if (!process.isLeading() && !process.wasLeading()) {
            throw broken(process, "commits " + commitIndex + " as the first one, though it does not lead");
        }
        TestLog log = process.log();
        if (!log.holds(lastIndex, chains[(int) lastIndex])) {
            throw broken(process, "commits " + commitIndex + " above entries that differ from what is committed");
        }
        long term = process.wasLeading() ? process.previousTerm() : process.term();
        checkMajority(process, commitIndex);
        grow(commitIndex);
        while (lastIndex < commitIndex) {
            lastIndex++;
            chains[(int) lastIndex] = log.chain(lastIndex);
            terms[(int) lastIndex] = term;
        }
        for (int id = 0; id < cluster.processCount(); id++) {
            ClusterProcess other = cluster.process(id);
            if (other != process && other.isRunning() && other.isLeading() && other.term() > term) {
                checkComplete(other);
            }
        }
    }

    private void checkMajority(ClusterProcess process, long index) {
        long chain = process.log().chain(index);
        int holders = 0;
        for (int id = 0; id < cluster.processCount(); id++) {
            if (cluster.process(id).log().holdsDurably(index, chain)) {
                holders++;
            }
        }
        if (holders < Quorum.majority(cluster.processCount())) {
            throw broken(process, "commits entry " + index + ", which only " + holders + " hold durably");
        }
    }

    /** Leader completeness: the newest entry that was committed before its term stands for all. */
    private void checkComplete(ClusterProcess leader) {
        long index = lastIndex;
        while (index > 0 && terms[(int) index] >= leader.term()) {
            index--;
        }
        if (!leader.log().holds(index, chains[(int) index])) {
            throw broken(
                    leader,
                    "leads term " + leader.term() + " without entry " + index + ", committed in term "
                            + terms[(int) index]);
        }
    }

    private void checkApplied(ClusterProcess process) {
        long applied = process.node().sink().appliedIndex();
        if (applied > process.commitIndex()) {
            throw broken(process, "applies " + applied + " above its commit index " + process.commitIndex());
        }
        if (process.node().sink().chain() != chains[(int) applied]) {
            throw broken(process, "has applied up to " + applied + " something other than what is committed");
        }
    }

    private void grow(long index) {
        while (index >= chains.length) {
            chains = Arrays.copyOf(chains, 2 * chains.length);
            terms = Arrays.copyOf(terms, 2 * terms.length);
        }
    }

    private static Broken broken(ClusterProcess process, String what) {
        return new Broken("committed entries: " + process.id() + " " + what);
    }
}
