package io.ft4j.detect;

import io.ft4j.core.sim.protocol.ProtocolReport;
import io.ft4j.core.sim.protocol.ProtocolSimulator;
import io.ft4j.core.sim.world.EngineSettings;
import java.util.Set;

/** Groups of two to seven detectors among all faults of the simulator. */
final class DetectorSwarm {
    private static final long MS = DetectorHands.MS;

    private final DetectorSystem.Factory factory;
    final DetectorTally tally = new DetectorTally();
    private DetectorSystem newest;

    DetectorSwarm(DetectorKind kind) {
        factory = kind.underFaults();
    }

    ProtocolReport run(long seed) {
        int processCount = 2 + (int) (seed % 6);
        ProtocolSimulator simulator = new ProtocolSimulator(
                processCount,
                60_000 * MS,
                120_000 * MS,
                0,
                1,
                new EngineSettings(5 * MS, 0, 500 * MS),
                Set.of(),
                ignored -> newest = new DetectorSystem(processCount, factory, tally));
        ProtocolReport report = simulator.run(seed);
        newest.end();
        return report;
    }
}
