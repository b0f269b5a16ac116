package io.ft4j.commit.manager;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.CommitNode;
import io.ft4j.commit.OutcomeListener;
import io.ft4j.commit.TransactionParticipant;
import io.ft4j.commit.wire.CommitRecords;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.core.runtime.driver.OutboxBuffer;
import io.ft4j.core.runtime.observe.CounterPublisher;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.UnsafeBuffer;

/** One node of a manager, from its log to its participant. One thread. Allocates nothing after {@link #start}. */
class ManagedNode implements HostedNode {
    /** Of the records of two-phase commit, see {@code commit.xml}. */
    static final int PROTOCOL_RECORD_TYPE = CommitRecords.RECORD_TYPE;

    private final NodeIdentity identity;
    private final DurableLog log;
    private final CommitNode protocol;
    private final Transport transport;
    private final ProtocolStack stack;
    private final EffectDriver driver;
    private boolean stopped;

    /** Closes nothing when it fails. */
    ManagedNode(
            CommitConfig config,
            NodeIdentity identity,
            NodeWiring wiring,
            long members,
            TransactionParticipant participant,
            OutcomeListener listener,
            ErrorHandler errorHandler) {
        this.identity = identity;
        log = wiring.log();
        transport = wiring.transport();
        int id = wiring.processId();
        protocol = new CommitNode(config, id, members, log.incarnation(), participant, listener, errorHandler);
        stack = new ProtocolStack(wiring.groupId(), id, members, protocol);
        driver = new EffectDriver(wiring, stack);
    }

    @Override
    public void replay() {
        log.replay((position, index, recordType, buffer, offset, length) -> {
            if (recordType == PROTOCOL_RECORD_TYPE) {
                identity.onProtocolRecord();
                stack.onRecord(position, index, recordType, buffer, offset, length);
            } else {
                identity.onRecord(position, recordType, buffer, offset, length);
            }
        });
    }

    @Override
    public void writeIdentity(long[] lives, long nowNs) {
        UnsafeBuffer record = new UnsafeBuffer(new byte[identity.length()]);
        identity.encode(lives, nowNs, record, 0);
        log.appendState(NodeIdentity.RECORD_TYPE, record, 0, record.capacity());
        log.requestForce();
    }

    @Override
    public boolean isDurable() {
        return log.durablePosition() >= log.position();
    }

    @Override
    public void start(long nowNs, long[] lives) {
        driver.start(nowNs);
        OutboxBuffer outbox = driver.outbox();
        int offset = outbox.claimState(NodeIdentity.RECORD_TYPE, identity.length());
        identity.encode(lives, nowNs, outbox.buffer(), offset);
        outbox.publish(offset);
    }

    @Override
    public int doWork(long nowNs) {
        return driver.cycle(nowNs);
    }

    @Override
    public NodeIdentity identity() {
        return identity;
    }

    @Override
    public long life() {
        return log.incarnation();
    }

    CommitNode protocol() {
        return protocol;
    }

    EffectDriver driver() {
        return driver;
    }

    @Override
    public void publish(CounterPublisher publisher) {
        publisher
                .add("transactions.coordinated", protocol::coordinatedCount)
                .add("transactions.participated", protocol::participatedCount)
                .add("frames.not_taken", driver::droppedFrames)
                .addAll("commit", protocol.counters());
    }

    @Override
    public boolean isStopped() {
        return stopped;
    }

    @Override
    public void close() {
        stopped = true;
        transport.close();
        log.close();
    }
}
