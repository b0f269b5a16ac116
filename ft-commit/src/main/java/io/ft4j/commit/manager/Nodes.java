package io.ft4j.commit.manager;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.OutcomeListener;
import io.ft4j.commit.TransactionParticipant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.core.runtime.observe.CounterPublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.agrona.BitUtil;
import org.agrona.ErrorHandler;

/**
 * The nodes of a manager: opened, compared with each other, started and closed together. Number 0 coordinates, the others take
 * part. One thread.
 */
final class Nodes {
    private static final int COORDINATOR_ID = TransactionManager.COORDINATOR_ID;
    private static final long AWAIT_PARK_NS = 50_000;
    private static final long DURABLE_TIMEOUT_NS = 10_000_000_000L;
    private static final long COUNTER_INTERVAL_NS = 100_000_000;
    private static final int FRAMES_PER_LINK = 8;

    private final TransactionManagerBuilder builder;
    private final String[] names;
    private final long members;
    private final InProcessNetwork network;
    private final HostedNode[] all;
    /** Null: it coordinates. */
    private final ManagedNode[] participants;

    private final List<CounterPublisher> publishers = new ArrayList<>();
    private CoordinatingNode coordinator;
    /** Null: each node has one of its own. */
    private SharedLog sharedLog;

    private long compactedPosition;

    Nodes(TransactionManagerBuilder builder, String[] names) {
        this.builder = builder;
        this.names = names;
        members = ProcessSet.firstN(names.length);
        int frameBytes = Frames.HEADER_LENGTH + TransactionManagerBuilder.maxFrameBytes(builder.commit());
        network = new InProcessNetwork(
                names.length, BitUtil.findNextPositivePowerOfTwo(FRAMES_PER_LINK * frameBytes), frameBytes);
        all = new HostedNode[names.length];
        participants = new ManagedNode[names.length];
    }

    CoordinatingNode coordinator() {
        return coordinator;
    }

    HostedNode get(int id) {
        return all[id];
    }

    ManagedNode participant(int id) {
        return participants[id];
    }

    int size() {
        return all.length;
    }

    /** Opens and replays all of them. */
    void open(IntFunction<Answers> answers, OutcomeListener listener, ErrorHandler errorHandler) {
        CommitConfig config = builder.commit();
        if (builder.sharedLog() != null) {
            sharedLog = new SharedLog(
                    Objects.requireNonNull(builder.sharedLog().get(), "sharedLog gave null"), names.length);
        }
        coordinator = openCoordinator(listener, errorHandler);
        all[COORDINATOR_ID] = coordinator;
        coordinator.replay();
        for (int id = COORDINATOR_ID + 1; id < all.length; id++) {
            TransactionParticipant participant = builder.participants().get(id - 1);
            if (participant instanceof ThreadedParticipant threaded) {
                threaded.start(answers.apply(id));
            }
            NodeIdentity identity = identity(id);
            participants[id] = openLog(
                    id,
                    wiring -> new ManagedNode(config, identity, wiring, members, participant, listener, errorHandler));
            all[id] = participants[id];
            if (sharedLog != null && builder.replicas() == null) {
                participants[id].protocol().shareLog(ProcessSet.of(COORDINATOR_ID));
            }
            participants[id].replay();
        }
    }

    private CoordinatingNode openCoordinator(OutcomeListener listener, ErrorHandler errorHandler) {
        NodeIdentity identity = identity(COORDINATOR_ID);
        if (builder.replicas() == null) {
            return openLog(
                    COORDINATOR_ID,
                    wiring ->
                            new LocalCoordinator(builder.commit(), identity, wiring, members, listener, errorHandler));
        }
        Transport transport = network.transport(COORDINATOR_ID);
        try {
            return new GroupCoordinator(builder, identity, members, transport, listener);
        } catch (RuntimeException | Error cause) {
            transport.close();
            throw cause;
        }
    }

    private NodeIdentity identity(int id) {
        return new NodeIdentity(builder.groupId(), id, names[id], names.length);
    }

    private <N extends ManagedNode> N openLog(int id, Function<NodeWiring, N> newNode) {
        DurableLog log = sharedLog == null
                ? Objects.requireNonNull(builder.logs().apply(id), () -> "log gave null for node " + id)
                : sharedLog.of(id);
        try {
            return newNode.apply(new NodeWiring(builder.groupId(), id, log, network.transport(id)));
        } catch (RuntimeException | Error cause) {
            log.close();
            throw cause;
        }
    }

    /** Nobody takes part before everybody's new life is on record: a log that does not know it has lost something then. */
    void boot() {
        long[] launched = new long[all.length];
        long[] lives = new long[all.length];
        for (int id = 0; id < all.length; id++) {
            lives[id] = all[id].life();
            for (HostedNode node : all) {
                launched[id] = Math.max(launched[id], node.identity().knownLife(id));
            }
            all[id].identity().requireKnown(launched[id]);
            all[id].identity().requireNewest(lives[id], launched[id]);
        }
        for (int id = 0; id < all.length; id++) {
            long[] known = launched.clone();
            known[id] = lives[id];
            all[id].writeIdentity(known, builder.clock().nanoTime());
        }
        for (HostedNode node : all) {
            awaitDurable(node);
        }
        for (HostedNode node : all) {
            node.start(builder.clock().nanoTime(), lives);
        }
    }

    private static void awaitDurable(HostedNode node) {
        long beginNs = System.nanoTime();
        while (!node.isDurable()) {
            if (System.nanoTime() - beginNs >= DURABLE_TIMEOUT_NS) {
                throw new IllegalStateException("the log of " + node.identity() + " did not become durable within "
                        + DURABLE_TIMEOUT_NS + " ns");
            }
            LockSupport.parkNanos(AWAIT_PARK_NS);
        }
    }

    /** Where the builder says; nowhere if it says nothing. @return the publisher of the coordinator, or null. */
    CounterPublisher publishCounters() {
        if (builder.counters() == null) {
            return null;
        }
        for (int id = 0; id < all.length; id++) {
            HostedNode node = all[id];
            CounterPublisher publisher =
                    new CounterPublisher(builder.counters(), builder.groupId(), id, COUNTER_INTERVAL_NS);
            publishers.add(publisher);
            publisher.add("running", () -> node.isStopped() ? 0 : 1);
            node.publish(publisher);
        }
        return publishers.get(COORDINATOR_ID);
    }

    void pollCounters(long nowNs) {
        for (int i = 0; i < publishers.size(); i++) {
            publishers.get(i).poll(nowNs);
        }
    }

    /** A node that has little to write would keep the records of the others in a log that they share. */
    void compactTogether() {
        if (sharedLog == null
                || sharedLog.position() - compactedPosition < builder.commit().compactionInterval()) {
            return;
        }
        compactedPosition = sharedLog.position();
        for (HostedNode node : all) {
            if (node instanceof ManagedNode managed && !managed.isStopped()) {
                managed.protocol().compact();
            }
        }
    }

    /** The counters last: a node may count until it is closed. */
    void close() {
        for (HostedNode node : all) {
            if (node != null) {
                node.close();
            }
        }
        if (sharedLog != null) {
            sharedLog.close();
        }
        publishers.forEach(CounterPublisher::close);
    }
}
