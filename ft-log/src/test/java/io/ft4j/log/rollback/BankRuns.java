package io.ft4j.log.rollback;

import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.model.Prng;
import io.ft4j.core.sim.protocol.ProtocolReport;
import io.ft4j.core.sim.protocol.ProtocolSimulator;
import io.ft4j.core.sim.world.EngineSettings;
import io.ft4j.log.FolderImage;
import io.ft4j.log.coordinated.CoordinatedConfig;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** Runs seeds over real stores of checkpoints, in a folder that goes when it is closed. */
final class BankRuns implements AutoCloseable {
    private static final long MS = 1_000_000;

    /** It does not survive a log that has lost what it had acknowledged: it refuses such a one. */
    private static final Set<FaultKind> WITHOUT = EnumSet.of(
            FaultKind.FORCE_LIES,
            FaultKind.BIT_ROT,
            FaultKind.MISDIRECTED_WRITE,
            FaultKind.STALE_RECORD,
            FaultKind.EMPTY_DISK,
            FaultKind.OLD_DISK);

    private final Path base;
    private int runs;
    private BankSystem system;

    BankRuns(Path base) {
        this.base = base;
    }

    /** Of the last run. */
    BankSystem system() {
        return system;
    }

    ProtocolReport run(CheckpointMethod method, long seed) {
        ProtocolReport report = simulator(method, seed).run(seed);
        system.close();
        return report;
    }

    private ProtocolSimulator simulator(CheckpointMethod method, long seed) {
        int processCount = 2 + (int) (seed % 3);
        boolean isSnapshot = method == CheckpointMethod.SNAPSHOT;
        RollbackConfig config = RollbackConfig.builder()
                .method(method)
                .initiatorId(isSnapshot ? (int) (seed % processCount) : RollbackConfig.NOBODY)
                .maxMessageBytes(64)
                .maxMessagesPerEvent(2)
                .frameBytes(512)
                .channelBytes(isSnapshot ? 1024 : 8 * 1024)
                .transitBytes(4096)
                .maxUnsettled(2 + (int) (seed % 4))
                .settleIntervalNs(200 * MS)
                .resendIntervalNs(50 * MS)
                .build();
        CoordinatedConfig coordinated =
                new CoordinatedConfig(1_000 * MS, 50 * MS, 10 * MS, !isSnapshot && seed % 3 != 0);
        return new ProtocolSimulator(
                processCount,
                20_000 * MS,
                600_000 * MS,
                50 * MS,
                processCount,
                new EngineSettings(2 * MS, 3 * MS, 500 * MS),
                WITHOUT,
                run -> newSystem(config, coordinated, processCount, new Prng(run).fork("actions")));
    }

    private BankSystem newSystem(RollbackConfig config, CoordinatedConfig coordinated, int processCount, Prng prng) {
        if (system != null) {
            system.close();
        }
        system = new BankSystem(config, coordinated, processCount, base.resolve("run-" + runs++), prng);
        return system;
    }

    @Override
    public void close() {
        if (system != null) {
            system.close();
        }
        FolderImage.deleteAll(base);
    }
}
