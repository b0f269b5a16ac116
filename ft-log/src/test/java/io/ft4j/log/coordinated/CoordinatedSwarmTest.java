package io.ft4j.log.coordinated;

import static org.junit.jupiter.api.Assertions.assertTrue;

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

/** Coordinated checkpoints among all faults of the simulator that they claim to survive; a failure names its seed. */
final class CoordinatedSwarmTest {
    private static final int SEEDS = Integer.getInteger("ft4j.coordinated.swarm", 30);
    private static final long FIRST = Long.getLong("ft4j.first", 1);
    private static final long MS = 1_000_000;

    /** They do not survive a log that has lost what it had acknowledged: whoever opens logs refuses such a one. */
    private static final Set<FaultKind> WITHOUT = EnumSet.of(
            FaultKind.FORCE_LIES,
            FaultKind.BIT_ROT,
            FaultKind.MISDIRECTED_WRITE,
            FaultKind.STALE_RECORD,
            FaultKind.EMPTY_DISK,
            FaultKind.OLD_DISK);

    /** Rare branches that some seed must reach, or the runs prove nothing about them. */
    private static final Set<CoordinatedCounter> REACHED = EnumSet.of(
            CoordinatedCounter.PERMANENT,
            CoordinatedCounter.ROLLED_BACK,
            CoordinatedCounter.REFUSED,
            CoordinatedCounter.TIMED_OUT,
            CoordinatedCounter.YIELDED,
            CoordinatedCounter.NOT_WRITTEN,
            CoordinatedCounter.LEFT,
            CoordinatedCounter.LOCAL_EPOCH,
            CoordinatedCounter.REQUEST_DEFERRED,
            CoordinatedCounter.REFUSED_OLD_EPOCH,
            CoordinatedCounter.REFUSED_RECOVERING,
            CoordinatedCounter.REFUSED_BUSY,
            CoordinatedCounter.NOT_NEEDED,
            CoordinatedCounter.ALREADY_IN,
            CoordinatedCounter.PRESUMED_DISCARD,
            CoordinatedCounter.ASKED_INITIATOR,
            CoordinatedCounter.RECOVERED_IN_DOUBT,
            CoordinatedCounter.RECOVERED_DECISION);

    @Test
    void theLineIsConsistentUnderEverySeed() {
        Map<CoordinatedCounter, Long> met = new EnumMap<>(CoordinatedCounter.class);
        long crashes = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            CoordinatedSystem[] system = new CoordinatedSystem[1];
            ProtocolReport report = simulator(seed, system).run(seed).requireSuccess();
            crashes += report.count(SimCounter.CRASHES);
            for (CoordinatedCounter counter : CoordinatedCounter.values()) {
                met.merge(counter, system[0].count(counter), Long::sum);
            }
        }
        System.out.println("CoordinatedSwarmTest: seeds " + FIRST + ".." + (FIRST + SEEDS - 1) + ", crashes=" + crashes
                + " " + met);
        for (CoordinatedCounter counter : REACHED) {
            assertTrue(met.get(counter) > 0, counter + " was never reached");
        }
    }

    private static ProtocolSimulator simulator(long seed, CoordinatedSystem[] system) {
        int processCount = 2 + (int) (seed % 4);
        CoordinatedConfig config = new CoordinatedConfig(1_000 * MS, 50 * MS, 10 * MS, seed % 3 != 0);
        return new ProtocolSimulator(
                processCount,
                30_000 * MS,
                600_000 * MS,
                25 * MS,
                processCount,
                new EngineSettings(2 * MS, 3 * MS, 500 * MS),
                WITHOUT,
                run -> system[0] = new CoordinatedSystem(config, processCount, new Prng(run).fork("actions")));
    }
}
