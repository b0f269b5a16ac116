package io.ft4j.commit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.model.Prng;
import io.ft4j.core.sim.protocol.ProtocolReport;
import io.ft4j.core.sim.protocol.ProtocolSimulator;
import io.ft4j.core.sim.world.EngineSettings;
import io.ft4j.core.sim.world.SimCounter;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two-phase commit among all faults of the simulator that it claims to survive; a failure names its seed. */
final class CommitSwarmTest {
    private static final int SEEDS = Integer.getInteger("ft4j.commit.swarm", 60);
    private static final long FIRST = Long.getLong("ft4j.first", 1);
    private static final long MS = 1_000_000;

    /** It does not survive a log that has lost what it had acknowledged: whoever opens logs refuses such a one. */
    private static final Set<FaultKind> WITHOUT = EnumSet.of(
            FaultKind.FORCE_LIES,
            FaultKind.BIT_ROT,
            FaultKind.MISDIRECTED_WRITE,
            FaultKind.STALE_RECORD,
            FaultKind.EMPTY_DISK,
            FaultKind.OLD_DISK);

    /** Rare branches that some seed must reach, or the runs prove nothing about them. */
    private static final Set<CommitCounter> REACHED = EnumSet.of(
            CommitCounter.COMMITTED,
            CommitCounter.ABORTED_BY_VOTE,
            CommitCounter.ABORTED_BY_TIMEOUT,
            CommitCounter.INDETERMINATE,
            CommitCounter.LOCAL_READ_ONLY,
            CommitCounter.ONE_PHASE_COMMIT,
            CommitCounter.PRESUMED_ABORT,
            CommitCounter.ASKED_PEER,
            CommitCounter.DECISION_OF_PEER,
            CommitCounter.BLOCKED,
            CommitCounter.RECOVERED_COMMIT,
            CommitCounter.RECOVERED_READY,
            CommitCounter.COMPACTION);

    @Test
    void allOrNothingUnderEverySeed() {
        Map<CommitCounter, Long> met = new EnumMap<>(CommitCounter.class);
        long begun = 0;
        long crashes = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            CommitSystem[] system = new CommitSystem[1];
            ProtocolReport report = simulator(seed, system).run(seed).requireSuccess();
            begun += system[0].begun();
            crashes += report.count(SimCounter.CRASHES);
            for (CommitCounter counter : CommitCounter.values()) {
                met.merge(counter, system[0].count(counter), Long::sum);
            }
        }
        System.out.println("CommitSwarmTest: seeds " + FIRST + ".." + (FIRST + SEEDS - 1) + ", transactions=" + begun
                + ", crashes=" + crashes + " " + met);
        for (CommitCounter counter : REACHED) {
            assertTrue(met.get(counter) > 0, counter + " was never reached");
        }
    }

    private static ProtocolSimulator simulator(long seed, CommitSystem[] system) {
        int processCount = 2 + (int) (seed % 4);
        CommitConfig config = CommitConfig.builder()
                .maxTransactions(64)
                .rememberedOutcomes(1_024)
                .maxBatchItems(8)
                .compactionInterval(128)
                .build();
        return new ProtocolSimulator(
                processCount,
                30_000 * MS,
                600_000 * MS,
                25 * MS,
                processCount,
                new EngineSettings(2 * MS, 3 * MS, 500 * MS),
                WITHOUT,
                run -> {
                    Prng prng = new Prng(run).fork("transactions");
                    system[0] = new CommitSystem(config, processCount, prng);
                    system[0].votes(prng.fork("votes"));
                    return system[0];
                });
    }
}
