package io.ft4j.core.testing;

import io.ft4j.core.protocol.Outbox;

/** For protocols that use little of an outbox: whatever is not overridden is refused. */
public abstract class RefusingOutbox implements Outbox {
    private final String usage;

    /** @param usage what the protocol does with it. */
    protected RefusingOutbox(String usage) {
        this.usage = usage;
    }

    @Override
    public int claim(int destinationId, int length) {
        throw refusal();
    }

    @Override
    public int claimAll(long destinationSet, int length) {
        throw refusal();
    }

    @Override
    public int claimAfterDurable(int destinationId, int length) {
        throw refusal();
    }

    @Override
    public int claimAllAfterDurable(long destinationSet, int length) {
        throw refusal();
    }

    @Override
    public int claimWithEntries(long destinationSet, int headerLength, long fromIndex, long toIndex) {
        throw refusal();
    }

    @Override
    public int claimState(int recordType, int length) {
        throw refusal();
    }

    @Override
    public int claimUnforcedState(int recordType, int length) {
        throw refusal();
    }

    @Override
    public void force() {
        throw refusal();
    }

    @Override
    public long appendRange(long fromIndex, long toIndex) {
        throw refusal();
    }

    @Override
    public long truncateFrom(long index) {
        throw refusal();
    }

    @Override
    public void releaseBefore(long position) {
        throw refusal();
    }

    @Override
    public void commitUpTo(long index) {
        throw refusal();
    }

    @Override
    public void suspect(int processId) {
        throw refusal();
    }

    @Override
    public void restore(int processId) {
        throw refusal();
    }

    private UnsupportedOperationException refusal() {
        return new UnsupportedOperationException(usage);
    }
}
