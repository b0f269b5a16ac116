package io.ft4j.log.coordinated;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.sim.protocol.SimulatedProcess;
import io.ft4j.core.sim.protocol.SimulatedSystem;
import org.agrona.DirectBuffer;

/**
 * Processes that send each other money and take checkpoints at any time. The line is consistent under faults; once they are over
 * and all are up, every attempt ends, every message arrives, and no money is lost.
 */
final class CoordinatedSystem implements SimulatedSystem {
    private static final long RESEND_NS = 150_000_000;

    private final CoordinatedConfig config;
    private final int processCount;
    private final Prng prng;
    private final TestStorage[] storages;
    private final TestHost[] hosts;
    private final CoordinatedCheckpoints[] nodes;
    private final long[] counts = new long[CoordinatedCounter.values().length];
    /** Who does something in its next step. */
    private long actors;

    CoordinatedSystem(CoordinatedConfig config, int processCount, Prng prng) {
        this.config = config;
        this.processCount = processCount;
        this.prng = prng;
        storages = new TestStorage[processCount];
        hosts = new TestHost[processCount];
        nodes = new CoordinatedCheckpoints[processCount];
        for (int id = 0; id < processCount; id++) {
            storages[id] = new TestStorage(Saved.initial(processCount, CoordinatedWorld.BALANCE));
        }
    }

    /** In lives that have ended, and in those that run. */
    long count(CoordinatedCounter counter) {
        long sum = counts[counter.ordinal()];
        for (CoordinatedCheckpoints node : nodes) {
            sum += node == null ? 0 : node.counters().count(counter);
        }
        return sum;
    }

    @Override
    public Protocol[] newLife(int processId, DurableLog log, Prng life) {
        endLife(processId);
        hosts[processId] = new TestHost(processId, processCount, storages[processId], RESEND_NS);
        nodes[processId] = new CoordinatedCheckpoints(
                config,
                processId,
                ProcessSet.firstN(processCount),
                log.incarnation(),
                hosts[processId],
                (id, outcome, causes) -> {});
        return new Protocol[] {hosts[processId], nodes[processId]};
    }

    private void endLife(int processId) {
        if (nodes[processId] != null) {
            for (CoordinatedCounter counter : CoordinatedCounter.values()) {
                counts[counter.ordinal()] += nodes[processId].counters().count(counter);
            }
            nodes[processId] = null;
            hosts[processId] = null;
        }
        storages[processId].crash();
    }

    @Override
    public void onCrash(SimulatedProcess process, long nowNs) {
        endLife(process.id());
    }

    @Override
    public int onTick(long nowNs, Prng ticks) {
        int id = ticks.nextInt(processCount);
        actors = ProcessSet.add(actors, id);
        return id;
    }

    @Override
    public void atDoors(SimulatedProcess process, long localNs, Outbox outbox) {
        int id = process.id();
        if (!ProcessSet.contains(actors, id)) {
            return;
        }
        actors = ProcessSet.remove(actors, id);
        storages[id].polls = prng.nextInt(4);
        storages[id].failsNext = prng.chance(0.05);
        double draw = prng.nextDouble();
        if (draw < 0.7) {
            int receiverId = (id + 1 + prng.nextInt(processCount - 1)) % processCount;
            hosts[id].transfer(localNs, receiverId, 1 + prng.nextInt(5), outbox);
        } else if (draw < 0.8) {
            nodes[id].checkpointAll(localNs, outbox);
        } else {
            nodes[id].checkpointDependencies(localNs, outbox);
        }
    }

    @Override
    public void afterStep(SimulatedProcess process, long nowNs) {
        LineCheck.check(nodes, hosts, CoordinatedWorld.BALANCE * processCount);
    }

    @Override
    public String waitsFor(long nowNs) {
        for (int id = 0; id < processCount; id++) {
            if (nodes[id] == null) {
                return "process " + id;
            }
            if (nodes[id].isInAttempt() || nodes[id].hasOpenDecision() || nodes[id].isRecovering()) {
                return "the attempt of process " + id;
            }
            if (!hosts[id].isQuiet()) {
                return "messages of process " + id;
            }
        }
        return null;
    }

    @Override
    public String describe(DirectBuffer buffer, int offset, int length) {
        return CoordinatedText.message(buffer, offset);
    }
}
