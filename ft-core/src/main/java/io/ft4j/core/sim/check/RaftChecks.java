package io.ft4j.core.sim.check;

import org.agrona.DirectBuffer;

/** Everything that a group replicated by Raft promises, from a vote to the reply that a client gets. */
public final class RaftChecks implements Check {
    private final ElectionSafety elections = new ElectionSafety();
    private final LeaderAppendOnly appendOnly = new LeaderAppendOnly();
    private final LogMatching matching = new LogMatching();
    private final CommittedEntries committed;
    private final MajorityOverwritten overwritten;
    private final DurableTerms terms;
    private final MatchedEntries matched;
    private final RaftPromises promises;
    private final StateDivergence divergence = new StateDivergence();
    private final ExactlyOnce exactlyOnce;
    private final AcknowledgedDurable acknowledged;

    /** @param processes all of the group. */
    public RaftChecks(ProcessFacts[] processes) {
        committed = new CommittedEntries(processes);
        overwritten = new MajorityOverwritten(processes.length);
        terms = new DurableTerms(processes.length);
        matched = new MatchedEntries(processes, terms);
        promises = new RaftPromises(elections, terms);
        exactlyOnce = new ExactlyOnce(processes.length, divergence);
        acknowledged = new AcknowledgedDurable(processes, committed);
    }

    public ElectionSafety elections() {
        return elections;
    }

    public CommittedEntries committed() {
        return committed;
    }

    public MajorityOverwritten overwritten() {
        return overwritten;
    }

    @Override
    public void onEntry(ProcessFacts process, long index) {
        matching.onEntry(process, index);
    }

    @Override
    public void onTruncation(ProcessFacts process, long fromIndex) {
        committed.onTruncation(process, fromIndex);
    }

    @Override
    public void onDurableEntry(ProcessFacts process, long index) {
        overwritten.onDurableEntry(process, index);
    }

    @Override
    public void onDurableTruncation(ProcessFacts process, LogFacts log, long fromIndex) {
        overwritten.onDurableTruncation(process, log, fromIndex);
    }

    @Override
    public void onDurableState(ProcessFacts process, long term, int votedFor) {
        terms.onDurableState(process, term, votedFor);
    }

    @Override
    public void onSent(
            ProcessFacts source, int destinationId, DirectBuffer frame, int messageOffset, int messageLength) {
        promises.onSent(source, destinationId, frame, messageOffset, messageLength);
    }

    @Override
    public void onCrash(ProcessFacts process) {
        exactlyOnce.onCrash(process);
    }

    @Override
    public void onInvoked(long sessionId, long sequence, long commandHash) {
        exactlyOnce.onInvoked(sessionId, sequence, commandHash);
    }

    @Override
    public void onApplied(ProcessFacts process, long index, long timestampNs, long commandHash, long replyHash) {
        divergence.onApplied(process, index, timestampNs, commandHash, replyHash);
        exactlyOnce.onApplied(process, index, timestampNs, commandHash, replyHash);
    }

    @Override
    public void onDigest(ProcessFacts process, long index, long digest) {
        divergence.onDigest(process, index, digest);
    }

    @Override
    public void onReply(long sessionId, long sequence, long index, long replyHash) {
        exactlyOnce.onReply(sessionId, sequence, index, replyHash);
        acknowledged.onReply(sessionId, sequence, index, replyHash);
    }

    @Override
    public void afterStep(ProcessFacts process) {
        elections.afterStep(process);
        appendOnly.afterStep(process);
        committed.afterStep(process);
        terms.afterStep(process);
        matched.afterStep(process);
    }
}
