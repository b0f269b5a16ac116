package io.ft4j.log.rollback;

import static io.ft4j.log.messagelog.MessageLogConfig.FIRST_OUTSIDE_CHANNEL;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.sim.protocol.SimulatedProcess;
import io.ft4j.core.sim.protocol.SimulatedSystem;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.coordinated.CoordinatedCheckpoints;
import io.ft4j.log.coordinated.CoordinatedConfig;
import io.ft4j.log.independent.Settlement;
import io.ft4j.log.independent.SettlementCounter;
import io.ft4j.log.messagelog.Out;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Accounts in the real nodes, over real stores of checkpoints. Whoever crashes, nobody has heard what is not said, no output is
 * undone or told twice; in the end each input has led to one output, and all money is there.
 */
final class BankSystem implements SimulatedSystem, AutoCloseable {
    private static final long TICK_NS = 100_000_000;
    private static final int MAX_KEPT = 8;

    private final RollbackConfig config;
    private final CoordinatedConfig coordinated;
    private final int processCount;
    private final Path folder;
    private final Prng prng;
    private final BankLedger ledger;
    private final RollbackNode[] nodes;
    private final CoordinatedCheckpoints[] checkpoints;
    private final BankProcess[] banks;
    private final CheckpointStore[] stores;
    private final Settlement[] settlements;
    private final long[] wantedInputs;
    private final long[] settled;
    private final long[] counts = new long[RollbackCounter.values().length];
    private final long[] settleCounts = new long[SettlementCounter.values().length];
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[BankProcess.LENGTH]);
    private boolean isHealed;

    BankSystem(RollbackConfig config, CoordinatedConfig coordinated, int processCount, Path folder, Prng prng) {
        this.config = config;
        this.coordinated = coordinated;
        this.processCount = processCount;
        this.folder = folder;
        this.prng = prng;
        ledger = new BankLedger(processCount);
        nodes = new RollbackNode[processCount];
        checkpoints = new CoordinatedCheckpoints[processCount];
        banks = new BankProcess[processCount];
        stores = new CheckpointStore[processCount];
        settlements = new Settlement[processCount];
        wantedInputs = new long[processCount];
        settled = new long[processCount];
    }

    @Override
    public Protocol[] newLife(int id, DurableLog log, Prng life) {
        endLife(id);
        long members = ProcessSet.firstN(processCount);
        banks[id] = new BankProcess(id, members, life.fork("bank"), ledger);
        stores[id] = CheckpointStore.open(folder.resolve("checkpoints-" + id), id, MAX_KEPT);
        nodes[id] = new RollbackNode(config, id, members, banks[id], stores[id]);
        checkpoints[id] = new CoordinatedCheckpoints(
                coordinated, id, members, log.incarnation(), nodes[id], (attemptId, outcome, causes) -> {});
        if (!isIndependent()) {
            return new Protocol[] {nodes[id], checkpoints[id], new Ticker(TICK_NS)};
        }
        settlements[id] = new Settlement(id, members, 0, log.incarnation(), config.settleIntervalNs(), nodes[id]);
        return new Protocol[] {nodes[id], checkpoints[id], settlements[id], new Ticker(TICK_NS)};
    }

    private boolean isIndependent() {
        return config.method() == CheckpointMethod.INDEPENDENT;
    }

    private void endLife(int id) {
        if (nodes[id] != null) {
            for (RollbackCounter counter : RollbackCounter.values()) {
                counts[counter.ordinal()] += nodes[id].counters().count(counter);
            }
            for (SettlementCounter counter : SettlementCounter.values()) {
                settleCounts[counter.ordinal()] +=
                        isIndependent() ? settlements[id].counters().count(counter) : 0;
            }
            stores[id].close();
            nodes[id] = null;
            checkpoints[id] = null;
            banks[id] = null;
        }
    }

    @Override
    public void onCrash(SimulatedProcess process, long nowNs) {
        endLife(process.id());
    }

    @Override
    public int onTick(long nowNs, Prng ticks) {
        int id = ticks.nextInt(processCount);
        wantedInputs[id] += 1 + ticks.nextInt(3);
        return id;
    }

    @Override
    public void atDoors(SimulatedProcess process, long localNs, Outbox outbox) {
        int id = process.id();
        RollbackNode node = nodes[id];
        banks[id].failsNextSave = !isHealed && prng.chance(0.05);
        if (isIndependent()) {
            takeOwn(id);
        } else if (isCheckpointDue(id)) {
            if (config.method() == CheckpointMethod.DEPENDENCIES && prng.chance(0.7)) {
                checkpoints[id].checkpointDependencies(localNs, outbox);
            } else {
                checkpoints[id].checkpointAll(localNs, outbox);
            }
        }
        while (node.takenInput(FIRST_OUTSIDE_CHANNEL) < wantedInputs[id]) {
            // What a rollback has undone comes again.
            if (!offer(node, localNs, id, node.takenInput(FIRST_OUTSIDE_CHANNEL) + 1)) {
                break;
            }
        }
    }

    private void takeOwn(int id) {
        if (isHealed ? nodes[id].eventsSinceCheckpoint() > 0 : prng.chance(0.2)) {
            nodes[id].takeCheckpoint();
        }
    }

    private boolean isCheckpointDue(int id) {
        boolean mayBegin = config.initiatorId() == RollbackConfig.NOBODY || config.initiatorId() == id;
        boolean isFree = !checkpoints[id].isInAttempt() && !checkpoints[id].hasOpenDecision();
        return mayBegin && isFree && (isHealed ? hasUncommitted() : prng.chance(0.05));
    }

    private boolean hasUncommitted() {
        for (int id = 0; id < processCount; id++) {
            if (nodes[id] != null && nodes[id].eventsSincePermanent() > 0) {
                return true;
            }
        }
        return false;
    }

    private boolean offer(RollbackNode node, long localNs, int id, long number) {
        long chainId = number * 64 + id;
        BankProcess.put(input, 0, number, chainId, chainId % 7, 0);
        return node.offer(localNs, FIRST_OUTSIDE_CHANNEL, number, input, 0, BankProcess.LENGTH) > 0;
    }

    private int poll(int id) {
        return nodes[id].poll((number, buffer, offset, length) -> ledger.onOutput(id, number, buffer, offset), 16);
    }

    @Override
    public void afterStep(SimulatedProcess process, long nowNs) {
        int id = process.id();
        while (poll(id) > 0) {}
        if (!checkpoints[id].isRecovering()) {
            ledger.checkOutputs(id, banks[id]);
        }
        long now = nodes[id].settledInput(FIRST_OUTSIDE_CHANNEL);
        BankLedger.require(now >= settled[id], "settled-input: " + id + " has lost input " + settled[id]);
        settled[id] = now;
        if (isOneEpoch()) {
            ledger.checkNoOrphan(banks);
        }
    }

    private boolean isOneEpoch() {
        for (int id = 0; id < processCount; id++) {
            if (nodes[id] == null || checkpoints[id].isRecovering() || nodes[id].epoch() != nodes[0].epoch()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void onHealed(long core, long nowNs) {
        isHealed = true;
    }

    @Override
    public String waitsFor(long nowNs) {
        for (int id = 0; id < processCount; id++) {
            if (nodes[id] == null || checkpoints[id].isRecovering() || checkpoints[id].hasOpenDecision()) {
                return "process " + id;
            }
            if (checkpoints[id].isInAttempt()) {
                return "the attempt of " + nodes[id] + "; " + Arrays.toString(nodes);
            }
        }
        for (int id = 0; id < processCount; id++) {
            if (banks[id].isWaiting() || !nodes[id].isQuiet() || banks[id].saidTo(Out.OUTSIDE) > ledger.outputsOf(id)) {
                return "messages, timers or outputs of " + nodes[id];
            }
            if (nodes[id].settledInput(FIRST_OUTSIDE_CHANNEL) < wantedInputs[id]) {
                return "inputs of " + nodes[id];
            }
        }
        BankLedger.checkConservation(banks);
        ledger.checkNoOrphan(banks);
        for (int id = 0; id < processCount; id++) {
            for (long number = 1; number <= wantedInputs[id]; number++) {
                BankLedger.require(
                        ledger.isAnswered(number * 64 + id),
                        "exactly-once: input " + number + " of " + id + " is lost");
            }
        }
        return null;
    }

    @Override
    public String describe(DirectBuffer buffer, int offset, int length) {
        return RollbackText.message(buffer, offset, length);
    }

    long count(RollbackCounter counter) {
        return counts[counter.ordinal()];
    }

    long count(SettlementCounter counter) {
        return settleCounts[counter.ordinal()];
    }

    int answered() {
        return ledger.answered();
    }

    @Override
    public void close() {
        for (int id = 0; id < processCount; id++) {
            endLife(id);
        }
    }
}
