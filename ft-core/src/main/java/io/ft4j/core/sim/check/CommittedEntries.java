package io.ft4j.core.sim.check;

import io.ft4j.core.model.Quorum;
import java.util.Arrays;

/**
 * Knows what was ever committed, and demands of it (Raft, Figure 3; thesis §3.6):
 *
 * <ul>
 *   <li>committed is only what a majority holds durably, and a follower commits nothing that no leader has committed;
 *   <li>a leader commits by counting only entries of its own term, and with them all before (§5.4.2);
 *   <li>leader completeness: who leads in a later term has it;
 *   <li>state-machine safety: what is committed or applied at an index is the same at all processes, over all time;
 *   <li>it is never cut.
 * </ul>
 */
public final class CommittedEntries implements Check {
    private final ProcessFacts[] processes;
    private long[] chains = new long[256];
    private long[] terms = new long[256];
    private long lastIndex;

    public CommittedEntries(ProcessFacts[] processes) {
        this.processes = processes;
        chains[0] = EntryHash.START;
    }

    /** Of the whole group. */
    public long lastIndex() {
        return lastIndex;
    }

    /** Of everything committed up to this index. */
    public long chain(long index) {
        return chains[(int) index];
    }

    @Override
    public void afterStep(ProcessFacts process) {
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
    public void onTruncation(ProcessFacts process, long fromIndex) {
        if (fromIndex <= lastIndex && process.log().holds(fromIndex, chains[(int) fromIndex])) {
            throw broken(process, "cuts entry " + fromIndex + ", which is committed");
        }
    }

    /** A leader of an old term may commit late; then the leaders of later terms must have known already. */
    private void commit(ProcessFacts process, long commitIndex) {
        if (!process.isLeading() && !process.wasLeading()) {
            throw broken(process, "commits " + commitIndex + " as the first one, though it does not lead");
        }
        LogFacts log = process.log();
        if (!log.holds(lastIndex, chains[(int) lastIndex])) {
            throw broken(process, "commits " + commitIndex + " above entries that differ from what is committed");
        }
        long term = process.wasLeading() ? process.previousTerm() : process.term();
        if (log.term(commitIndex) != term) {
            throw broken(
                    process,
                    "leads term " + term + " and commits entry " + commitIndex + " of term " + log.term(commitIndex));
        }
        checkMajority(process, commitIndex);
        grow(commitIndex);
        while (lastIndex < commitIndex) {
            lastIndex++;
            chains[(int) lastIndex] = log.chain(lastIndex);
            terms[(int) lastIndex] = term;
        }
        for (int id = 0; id < processes.length; id++) {
            ProcessFacts other = processes[id];
            if (other != process && other.isRunning() && other.isLeading() && other.term() > term) {
                checkComplete(other);
            }
        }
    }

    private void checkMajority(ProcessFacts process, long index) {
        long chain = process.log().chain(index);
        int holders = 0;
        for (int id = 0; id < processes.length; id++) {
            if (processes[id].log().holdsDurably(index, chain)) {
                holders++;
            }
        }
        if (holders < Quorum.majority(processes.length)) {
            throw broken(process, "commits entry " + index + ", which only " + holders + " hold durably");
        }
    }

    /** Leader completeness: the newest entry that was committed before its term stands for all. */
    private void checkComplete(ProcessFacts leader) {
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

    private void checkApplied(ProcessFacts process) {
        long applied = process.appliedIndex();
        if (applied > process.commitIndex()) {
            throw broken(process, "applies " + applied + " above its commit index " + process.commitIndex());
        }
        if (process.appliedChain() != chains[(int) applied]) {
            throw broken(process, "has applied up to " + applied + " something other than what is committed");
        }
    }

    private void grow(long index) {
        while (index >= chains.length) {
            chains = Arrays.copyOf(chains, 2 * chains.length);
            terms = Arrays.copyOf(terms, 2 * terms.length);
        }
    }

    private static Broken broken(ProcessFacts process, String what) {
        return new Broken("committed entries: " + process.id() + " " + what);
    }
}
