package io.ft4j.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.sim.protocol.ProtocolReport;
import io.ft4j.core.sim.protocol.ProtocolSimulator;
import io.ft4j.core.sim.world.EngineSettings;
import io.ft4j.core.sim.world.SimCounter;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The detectors among all faults of the simulator, seed by seed; a failure names its seed. */
final class DetectorSwarmTest {
    private static final int SEEDS = Integer.getInteger("ft4j.detector.seeds", 300);
    private static final long FIRST = Long.getLong("ft4j.first", 1);
    private static final long MS = 1_000_000;

    /** The clocks of the healed may still drift by a fifth, which no time-out is made for. */
    private static final Set<FaultKind> WITHOUT = EnumSet.noneOf(FaultKind.class);

    enum Kind {
        HEARTBEAT {
            @Override
            DetectorSystem.Factory factory() {
                HeartbeatConfig config = TestDetector.config().build();
                return (selfId, members, log, prng) -> new HeartbeatDetector(config, selfId, members);
            }
        };

        abstract DetectorSystem.Factory factory();
    }

    @ParameterizedTest
    @EnumSource
    void knowsInTheEndWhoIsUp(Kind kind) {
        long mistakes = 0;
        long detections = 0;
        long crashes = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            DetectorSystem system = new DetectorSystem(processCount(seed), 5_000 * MS, kind.factory());
            ProtocolReport report =
                    simulator(seed, system).run(seed, simulator(seed, system).plan(seed), Long.MAX_VALUE);
            if (!report.isSuccess()) {
                DetectorSystem again = new DetectorSystem(processCount(seed), 5_000 * MS, kind.factory());
                simulator(seed, again)
                        .run(seed, report.plan(), report.endNs() - 2_000 * MS)
                        .requireSuccess();
            }
            mistakes += system.mistakes;
            detections += system.detections;
            crashes += report.count(SimCounter.CRASHES);
        }
        System.out.println(kind + ": seeds " + FIRST + ".." + (FIRST + SEEDS - 1) + ", crashes=" + crashes
                + ", detections=" + detections + ", mistakes=" + mistakes);
        assertTrue(crashes > SEEDS && detections > crashes && mistakes > SEEDS, "the runs were meant to be hard");
    }

    @Test
    void aSeedIsOneRun() {
        DetectorSystem.Factory factory = Kind.HEARTBEAT.factory();
        DetectorSystem one = new DetectorSystem(5, 5_000 * MS, factory);
        DetectorSystem other = new DetectorSystem(5, 5_000 * MS, factory);
        assertEquals(
                simulator(3, one).run(3).sha256(), simulator(3, other).run(3).sha256());
        assertEquals(one.mistakes, other.mistakes);
    }

    private static int processCount(long seed) {
        return 2 + (int) (seed % 6);
    }

    private static ProtocolSimulator simulator(long seed, DetectorSystem system) {
        return new ProtocolSimulator(
                processCount(seed),
                60_000 * MS,
                120_000 * MS,
                0,
                1,
                new EngineSettings(5 * MS, 0, 500 * MS),
                WITHOUT,
                ignored -> system);
    }
}
