package io.ft4j.core.sim.check;

import io.ft4j.core.model.Quorum;

/** What a client was told is done is committed, and a majority holds it durably at that moment. */
public final class AcknowledgedDurable implements Check {
    private final ProcessFacts[] processes;
    private final CommittedEntries committed;

    public AcknowledgedDurable(ProcessFacts[] processes, CommittedEntries committed) {
        this.processes = processes;
        this.committed = committed;
    }

    @Override
    public void onReply(long sessionId, long sequence, long index, long replyHash) {
        if (index > committed.lastIndex()) {
            throw new Broken("acknowledged is durable: index " + index + " is answered, but committed is only "
                    + committed.lastIndex());
        }
        long chain = committed.chain(index);
        int holders = 0;
        for (ProcessFacts process : processes) {
            holders += process.log().holdsDurably(index, chain) ? 1 : 0;
        }
        if (holders < Quorum.majority(processes.length)) {
            throw new Broken("acknowledged is durable: index " + index + " is answered, but only " + holders
                    + " processes hold it durably");
        }
    }
}
