package io.ft4j.log.messagelog;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.sim.check.Check;
import io.ft4j.core.sim.protocol.SimulatedProcess;
import io.ft4j.core.sim.protocol.SimulatedSystem;
import io.ft4j.log.messagelog.node.CheckpointMark;
import io.ft4j.log.messagelog.node.MessageLogNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Processes that pass messages on, with checkpoints at random moments. What must hold: nobody has heard what its sender does
 * not say (no orphan), every channel is first in first out without loss and repetition, the outside is never told two
 * different things under one number, and in the end each input has led to exactly one output. Where orphans are rolled back,
 * what was said and heard may be taken back, so that channels are compared in the end; the outside is never told what is
 * taken back.
 */
final class RelaySystem implements SimulatedSystem, RelayProcess.Watcher {
    private static final int CHANNEL = MessageLogConfig.FIRST_OUTSIDE_CHANNEL;
    private static final int KEPT = 2;

    private record Said(int sourceId, int destinationId, long number) {}

    private record Saved(StateBytes bytes, CheckpointMark mark) {}

    private final MessageLogConfig config;
    private final int processCount;
    private final Prng prng;
    private final MessageLogNode[] nodes;
    private final RelayProcess[] relays;
    private final Map<Integer, Deque<Saved>> checkpoints = new HashMap<>();
    private final Map<Integer, Saved> unstable = new HashMap<>();
    private final Map<Said, Long> said = new HashMap<>();
    private final Map<Said, Long> heard = new HashMap<>();
    private final Map<Said, Long> outputs = new HashMap<>();
    private final Set<Long> answered = new HashSet<>();
    /** Inputs that can be lost no more. */
    private final long[] settled;

    private final long[] counts = new long[MessageLogCounter.values().length];
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[RelayProcess.LENGTH]);
    private final int[] wantedInputs;
    private final boolean[] wantsCheckpoint;
    private long core = -1;

    RelaySystem(MessageLogConfig config, int processCount, Prng prng) {
        this.config = config;
        this.processCount = processCount;
        this.prng = prng;
        nodes = new MessageLogNode[processCount];
        relays = new RelayProcess[processCount];
        settled = new long[processCount];
        wantedInputs = new int[processCount];
        wantsCheckpoint = new boolean[processCount];
    }

    @Override
    public Protocol[] newLife(int id, DurableLog log, Prng lifePrng) {
        long members = ProcessSet.firstN(processCount);
        relays[id] = new RelayProcess(id, ProcessSet.remove(members, id), this);
        nodes[id] = new MessageLogNode(config, id, members, relays[id], log);
        unstable.remove(id);
        Deque<Saved> saved = checkpoints.computeIfAbsent(id, unused -> new ArrayDeque<>());
        if (saved.size() == KEPT && prng.chance(0.2)) {
            // The newest is damaged, say: the one before, and a longer replay.
            saved.removeLast();
        }
        if (!saved.isEmpty()) {
            nodes[id].restore(saved.peekLast().bytes.source());
        }
        return new Protocol[] {nodes[id]};
    }

    @Override
    public int onTick(long nowNs, Prng ticks) {
        int id = ticks.nextInt(processCount);
        wantedInputs[id] += 1 + ticks.nextInt(4);
        wantsCheckpoint[id] |= ticks.chance(0.1);
        return id;
    }

    @Override
    public void atDoors(SimulatedProcess process, long localNs, Outbox outbox) {
        int id = process.id();
        MessageLogNode node = nodes[id];
        poll(id);
        if (wantsCheckpoint[id] && !unstable.containsKey(id)) {
            wantsCheckpoint[id] = false;
            StateBytes bytes = new StateBytes();
            unstable.put(id, new Saved(bytes, node.save(bytes)));
        }
        if (unstable.containsKey(id) && node.isStable(unstable.get(id).mark)) {
            checkpoint(id, unstable.remove(id));
        }
        for (; wantedInputs[id] > 0; wantedInputs[id]--) {
            // What a crash has taken from the journal comes again.
            if (!offer(node, localNs, id, node.takenInput(CHANNEL) + 1)) {
                break;
            }
        }
    }

    private int poll(int id) {
        return nodes[id].poll((number, buffer, offset, length) -> onOutput(id, number, buffer, offset), 16);
    }

    private boolean offer(MessageLogNode node, long localNs, int id, long number) {
        long chainId = number * 64 + id;
        RelayProcess.put(input, 0, number, chainId, chainId % 7);
        return node.offer(localNs, CHANNEL, number, input, 0, RelayProcess.LENGTH) > 0;
    }

    private void checkpoint(int id, Saved newest) {
        Deque<Saved> saved = checkpoints.get(id);
        saved.addLast(newest);
        if (saved.size() > KEPT) {
            saved.removeFirst();
        }
        if (saved.size() == KEPT) {
            nodes[id].release(saved.peekFirst().mark);
        }
    }

    private boolean onOutput(int id, long number, DirectBuffer buffer, int offset) {
        long chainId = RelayProcess.chainId(buffer, offset);
        Long before = outputs.put(new Said(id, Out.OUTSIDE, number), chainId);
        if (before == null) {
            require(answered.add(chainId), "exactly-once: chain " + chainId + " is answered twice");
        } else {
            require(before == chainId, "output-commit: output " + number + " of " + id + " was another one before");
        }
        return true;
    }

    @Override
    public void onSaid(int sourceId, int destinationId, long number, long content) {
        said.put(new Said(sourceId, destinationId, number), content);
        Long known = heard.get(new Said(sourceId, destinationId, number));
        require(
                known == null || known == content || allowsOrphans(),
                "no-orphan: " + destinationId + " has heard another message " + number + " of " + sourceId
                        + " than it says now");
    }

    @Override
    public void onHeard(int sourceId, int destinationId, long number, long content) {
        if (sourceId < CHANNEL) {
            Long known = heard.put(new Said(sourceId, destinationId, number), content);
            require(
                    known == null || known == content || allowsOrphans(),
                    "same-message: " + destinationId + " hears another message " + number + " of " + sourceId);
        }
    }

    private boolean allowsOrphans() {
        return config.style() == LoggingStyle.OPTIMISTIC;
    }

    @Override
    public void afterStep(SimulatedProcess process, long nowNs) {
        int id = process.id();
        // Outputs may be set free by a message, and then nothing else wakes the process.
        while (poll(id) > 0) {}
        settled[id] = Math.max(settled[id], nodes[id].settledInput(CHANNEL));
        require(
                nodes[id].takenInput(CHANNEL) >= settled[id],
                "settled-input: " + id + " has lost input " + settled[id]);
        if (nodes[id].needsRestart()) {
            // Its host ends it; the simulator knows one end only.
            process.fuse().light(0);
            process.fuse().burn();
        }
    }

    @Override
    public void onHealed(long coreSet, long nowNs) {
        core = coreSet;
    }

    @Override
    public String waitsFor(long nowNs) {
        for (int id = 0; id < processCount; id++) {
            MessageLogNode node = nodes[id];
            if (node.isReplaying() || node.toldRsn() < node.takenRsn()) {
                return id + " at event " + node.toldRsn() + " of " + node.takenRsn();
            }
            for (int other = 0; other < processCount; other++) {
                if (relays[id].saidTo(other) != relays[other].heardFrom(id)) {
                    return id + " to " + other + ": " + relays[id].saidTo(other) + " said, "
                            + relays[other].heardFrom(id) + " heard; " + node + " and " + nodes[other];
                }
            }
            if (relays[id].isWaiting() || relays[id].saidTo(Out.OUTSIDE) > node.takenOutput()) {
                return "timers and outputs of " + id;
            }
        }
        for (int id = 0; id < processCount; id++) {
            requireNoOrphan(id);
            for (long number = 1; number <= settled[id]; number++) {
                require(
                        answered.contains(number * 64 + id),
                        "exactly-once: input " + number + " of " + id + " is lost");
            }
        }
        return null;
    }

    private void requireNoOrphan(int sourceId) {
        for (int other = 0; other < processCount; other++) {
            for (long number = 1; number <= relays[sourceId].saidTo(other); number++) {
                Said message = new Said(sourceId, other, number);
                require(
                        said.get(message).equals(heard.get(message)),
                        "no-orphan: " + other + " has heard another message " + number + " of " + sourceId);
            }
        }
    }

    private static void require(boolean holds, String broken) {
        if (!holds) {
            throw new Check.Broken(broken);
        }
    }

    @Override
    public void onCrash(SimulatedProcess process, long nowNs) {
        collect(nodes[process.id()]);
    }

    private void collect(MessageLogNode node) {
        for (MessageLogCounter counter : MessageLogCounter.values()) {
            counts[counter.ordinal()] += node.counters().count(counter);
        }
    }

    void collectAll() {
        for (MessageLogNode node : nodes) {
            collect(node);
        }
    }

    long count(MessageLogCounter counter) {
        return counts[counter.ordinal()];
    }

    int answered() {
        return answered.size();
    }
}
