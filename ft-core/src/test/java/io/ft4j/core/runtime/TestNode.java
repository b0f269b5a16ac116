package io.ft4j.core.runtime;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.Consensus;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.runtime.driver.NodeWiring;
import org.agrona.DirectBuffer;

/** One life of a process: the classes of the product around its protocols, stepped by a harness. */
public final class TestNode {
    /** The group of all harnesses. */
    public static final long GROUP_ID = 7;

    private final Protocol[] protocols;
    /** Null where nobody orders commands; it is asked about committed ones only. */
    private final Consensus consensus;

    private final DurableLog log;
    private final ProtocolStack stack;
    private final EffectDriver driver;
    private final RecordingSink sink = new RecordingSink();

    public TestNode(
            int processId, int processCount, DurableLog log, Transport transport, HotTail tail, Protocol... protocols) {
        this.protocols = protocols.clone();
        this.log = log;
        consensus = find(Consensus.class);
        stack = new ProtocolStack(GROUP_ID, processId, ProcessSet.firstN(processCount), protocols);
        NodeWiring wiring = new NodeWiring(GROUP_ID, processId, log, transport);
        driver = new EffectDriver(wiring, stack, consensus, tail, sink);
    }

    public void start(long nowNs) {
        log.replay(stack::onRecord);
        driver.start(nowNs);
    }

    /** One duty cycle; returns how much was done. */
    public int cycle(long nowNs) {
        return driver.cycle(nowNs);
    }

    /** At the door: takes effect with the next cycle. */
    public long propose(long nowNs, long sequence, DirectBuffer command, int length) {
        return driver.hasRoomForStep()
                ? consensus.propose(nowNs, 1, sequence, command, 0, length, driver.outbox())
                : Consensus.BACK_PRESSURED;
    }

    /** The first protocol of this type; null: there is none. */
    public <T extends Protocol> T find(Class<T> type) {
        for (Protocol protocol : protocols) {
            if (type.isInstance(protocol)) {
                return type.cast(protocol);
            }
        }
        return null;
    }

    public RecordingSink sink() {
        return sink;
    }

    public long nextDeadlineNs() {
        return stack.nextDeadlineNs();
    }

    /** Frames that the stack refused for this reason. */
    public long dropped(ProtocolStack.Drop reason) {
        return stack.dropped(reason);
    }

    public void checkInvariants() {
        stack.checkInvariants();
    }
}
