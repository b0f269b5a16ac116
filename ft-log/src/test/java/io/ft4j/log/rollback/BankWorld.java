package io.ft4j.log.rollback;

import static io.ft4j.log.messagelog.MessageLogConfig.FIRST_OUTSIDE_CHANNEL;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.Durability;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.coordinated.AttemptOutcome;
import io.ft4j.log.coordinated.CoordinatedConfig;
import io.ft4j.log.messagelog.Out;
import io.ft4j.log.segment.SegmentConfig;
import io.ft4j.log.segment.SegmentLog;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;

/** Hosts of {@link BankProcess} over real folders, driven by hand; the clock moves by a millisecond a cycle. */
final class BankWorld implements AutoCloseable {
    static final long MS = 1_000_000;

    private static final long GROUP_ID = 7;
    private static final int SEGMENT_BYTES = 64 * 1024;
    private static final int MAX_CYCLES = 20_000;

    final BankLedger ledger;
    final RollbackHost[] hosts;
    final BankProcess[] banks;
    final long[] wanted;
    final Map<AttemptOutcome, Integer> outcomes = new EnumMap<>(AttemptOutcome.class);
    private final Path folder;
    private final int processCount;
    private final RollbackConfig config;
    private final InProcessNetwork network;
    private final Prng prng;
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[BankProcess.LENGTH]);
    private long nowNs = 1_000_000 * MS;
    int kills;

    BankWorld(Path folder, int processCount, RollbackConfig config, long seed) {
        this.folder = folder;
        this.processCount = processCount;
        this.config = config;
        ledger = new BankLedger(processCount);
        hosts = new RollbackHost[processCount];
        banks = new BankProcess[processCount];
        wanted = new long[processCount];
        network = new InProcessNetwork(processCount, 1 << 17, 1 << 14);
        prng = new Prng(seed);
        for (int id = 0; id < processCount; id++) {
            start(id);
        }
    }

    static RollbackConfig.Builder config(CheckpointMethod method) {
        return RollbackConfig.builder()
                .method(method)
                .initiatorId(0)
                .maxMessageBytes(64)
                .frameBytes(1024)
                .channelBytes(16 * 1024)
                .settleIntervalNs(20 * MS)
                .resendIntervalNs(20 * MS);
    }

    boolean isIndependent() {
        return config.method() == CheckpointMethod.INDEPENDENT;
    }

    Path logFolder(int id) {
        return folder.resolve("log-" + id);
    }

    Path checkpointFolder(int id) {
        return folder.resolve("checkpoints-" + id);
    }

    RollbackHostBuilder builder(int id) {
        stop(id);
        network.connect(id);
        long members = ProcessSet.firstN(processCount);
        banks[id] = new BankProcess(id, members, prng.fork("bank"), ledger);
        return RollbackHost.builder()
                .groupId(GROUP_ID)
                .process(id, members)
                .service(banks[id])
                .config(config)
                .coordinated(new CoordinatedConfig(200 * MS, 10 * MS, MS, true))
                .listener((attemptId, outcome, causes) -> outcomes.merge(outcome, 1, Integer::sum))
                .log(SegmentLog.open(
                        logFolder(id), SegmentConfig.of(Durability.PROCESS).withSegmentBytes(SEGMENT_BYTES)))
                .checkpoints(CheckpointStore.open(checkpointFolder(id), id, config.maxStateCount()))
                .transport(network.transport(id))
                .clock(() -> nowNs);
    }

    /** Tries again where a kill comes in the middle. */
    void start(int id) {
        try {
            hosts[id] = builder(id).build();
        } catch (BankLedger.Killed e) {
            kills++;
            start(id);
        }
    }

    void build(int id, UnaryOperator<RollbackHostBuilder> change) {
        hosts[id] = change.apply(builder(id)).build();
    }

    /** Without warning. */
    void stop(int id) {
        if (hosts[id] != null) {
            hosts[id].close();
            hosts[id] = null;
            network.disconnect(id);
        }
    }

    void restart(int id) {
        kills++;
        stop(id);
        start(id);
    }

    long settledInput(int id) {
        return hosts[id].node().settledInput(FIRST_OUTSIDE_CHANNEL);
    }

    void cycle() {
        nowNs += MS;
        for (int id = 0; id < processCount; id++) {
            if (hosts[id] != null) {
                try {
                    step(id);
                } catch (BankLedger.Killed e) {
                    restart(id);
                }
            }
        }
        if (isOneEpoch()) {
            ledger.checkNoOrphan(banks);
        }
    }

    private void step(int id) {
        RollbackHost host = hosts[id];
        for (long next = host.node().takenInput(FIRST_OUTSIDE_CHANNEL) + 1; next <= wanted[id]; next++) {
            long chainId = next * 64 + id;
            BankProcess.put(input, 0, next, chainId, chainId % 7, 0);
            if (host.offer(FIRST_OUTSIDE_CHANNEL, next, input, 0, BankProcess.LENGTH) < 0) {
                break;
            }
        }
        host.doWork();
        host.poll((number, buffer, offset, length) -> ledger.onOutput(id, number, buffer, offset), 64);
        if (!host.checkpoints().isRecovering()) {
            ledger.checkOutputs(id, banks[id]);
        }
    }

    private boolean isOneEpoch() {
        return Arrays.stream(hosts)
                .allMatch(host -> host != null
                        && !host.checkpoints().isRecovering()
                        && host.node().epoch() == hosts[0].node().epoch());
    }

    /** @return the id of the attempt, or a negative code. */
    long checkpoint(int id) {
        try {
            return hosts[id].checkpoint();
        } catch (BankLedger.Killed e) {
            restart(id);
            return RollbackHost.BUSY;
        }
    }

    boolean isFree() {
        return Arrays.stream(hosts)
                .allMatch(host -> !host.checkpoints().isInAttempt()
                        && !host.checkpoints().hasOpenDecision()
                        && !host.checkpoints().isRecovering());
    }

    /** Whether nothing is under way but outputs that wait for a checkpoint. */
    boolean isQuiet() {
        for (int id = 0; id < processCount; id++) {
            if (banks[id].isWaiting()
                    || !hosts[id].node().isQuiet()
                    || hosts[id].node().takenInput(FIRST_OUTSIDE_CHANNEL) < wanted[id]) {
                return false;
            }
        }
        return isFree();
    }

    private boolean isDone() {
        for (int id = 0; id < processCount; id++) {
            if (settledInput(id) < wanted[id] || banks[id].saidTo(Out.OUTSIDE) > ledger.outputsOf(id)) {
                return false;
            }
        }
        return isQuiet();
    }

    void runUntilQuiet() {
        for (int i = 0; !isQuiet(); i++) {
            requireProgress(i);
            cycle();
        }
    }

    /** Takes checkpoints, at whom nobody may depend on as well, until each input has led to its output; then all money is there. */
    void finish() {
        for (int i = 0; !isDone(); i++) {
            requireProgress(i);
            if (i % 20 == 0 && isIndependent()) {
                for (int id = 0; id < processCount; id++) {
                    checkpoint(id);
                }
            } else if (i % 20 == 0 && isFree()) {
                checkpoint(config.method() == CheckpointMethod.DEPENDENCIES ? i / 20 % processCount : 0);
            }
            cycle();
        }
        BankLedger.checkConservation(banks);
        ledger.checkNoOrphan(banks);
        for (int id = 0; id < processCount; id++) {
            for (long number = 1; number <= wanted[id]; number++) {
                BankLedger.require(ledger.isAnswered(number * 64 + id), "exactly-once: input " + number + " of " + id);
            }
        }
    }

    private void requireProgress(int cycles) {
        BankLedger.require(
                cycles < MAX_CYCLES,
                "progress: "
                        + Arrays.toString(
                                Arrays.stream(hosts).map(RollbackHost::node).toArray()));
    }

    @Override
    public void close() {
        for (int id = 0; id < processCount; id++) {
            stop(id);
        }
    }
}
