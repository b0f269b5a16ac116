package io.ft4j.core.sim.check;

import java.util.List;
import org.agrona.DirectBuffer;

/** Several checks as one. */
public final class Checks implements Check {
    private final Check[] checks;

    public Checks(List<Check> checks) {
        this.checks = checks.toArray(new Check[0]);
    }

    @Override
    public void onEntry(ProcessFacts process, long index) {
        for (Check check : checks) {
            check.onEntry(process, index);
        }
    }

    @Override
    public void onTruncation(ProcessFacts process, long fromIndex) {
        for (Check check : checks) {
            check.onTruncation(process, fromIndex);
        }
    }

    @Override
    public void onDurableEntry(ProcessFacts process, long index) {
        for (Check check : checks) {
            check.onDurableEntry(process, index);
        }
    }

    @Override
    public void onDurableTruncation(ProcessFacts process, LogFacts log, long fromIndex) {
        for (Check check : checks) {
            check.onDurableTruncation(process, log, fromIndex);
        }
    }

    @Override
    public void onDurableState(ProcessFacts process, long term, int votedFor) {
        for (Check check : checks) {
            check.onDurableState(process, term, votedFor);
        }
    }

    @Override
    public void onSent(
            ProcessFacts source, int destinationId, DirectBuffer frame, int messageOffset, int messageLength) {
        for (Check check : checks) {
            check.onSent(source, destinationId, frame, messageOffset, messageLength);
        }
    }

    @Override
    public void onCrash(ProcessFacts process) {
        for (Check check : checks) {
            check.onCrash(process);
        }
    }

    @Override
    public void onInvoked(long sessionId, long sequence, long commandHash) {
        for (Check check : checks) {
            check.onInvoked(sessionId, sequence, commandHash);
        }
    }

    @Override
    public void onApplied(ProcessFacts process, long index, long timestampNs, long commandHash, long replyHash) {
        for (Check check : checks) {
            check.onApplied(process, index, timestampNs, commandHash, replyHash);
        }
    }

    @Override
    public void onDigest(ProcessFacts process, long index, long digest) {
        for (Check check : checks) {
            check.onDigest(process, index, digest);
        }
    }

    @Override
    public void onReply(long sessionId, long sequence, long index, long replyHash) {
        for (Check check : checks) {
            check.onReply(sessionId, sequence, index, replyHash);
        }
    }

    @Override
    public void afterStep(ProcessFacts process) {
        for (Check check : checks) {
            check.afterStep(process);
        }
    }
}
