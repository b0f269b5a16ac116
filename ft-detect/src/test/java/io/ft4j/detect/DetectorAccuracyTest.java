package io.ft4j.detect;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.sim.protocol.ProtocolSimulator;
import io.ft4j.core.sim.world.EngineSettings;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * False suspicions in an hour of a group of four in which nobody crashes and a part of all frames is lost; prints a table.
 * {@code -Dft4j.detector.hours=N} of virtual time for each number.
 */
final class DetectorAccuracyTest {
    private static final int HOURS = Integer.getInteger("ft4j.detector.hours", 1);
    private static final long SEED = 1;
    private static final int PROCESSES = 4;
    private static final long MS = DetectorHands.MS;
    private static final long HOUR_NS = 3_600_000 * MS;
    private static final int[] LOSS_PERCENT = {1, 5, 20};

    /** Like probes: as often, and with the same t. */
    private static final HeartbeatConfig RARE =
            HeartbeatConfig.builder().heartbeatIntervalNs(200 * MS).build();

    @Test
    void moreLossMakesMoreMistakesAndHelpersMakeFewer() {
        double[] heartbeat = mistakesPerHour("HEARTBEAT", DetectorKind.HEARTBEAT.byDefault());
        double[] rare = mistakesPerHour(
                "HEARTBEAT, each 200 ms",
                (board, selfId, members, incarnation) -> new HeartbeatDetector(RARE, selfId, members));
        double[] probe = mistakesPerHour("PROBE", DetectorKind.PROBE.byDefault());
        double[] phi = mistakesPerHour("PHI", DetectorKind.PHI.byDefault());
        for (double[] row : new double[][] {heartbeat, rare, probe, phi}) {
            assertTrue(row[0] <= row[1] && row[1] <= row[2], "more loss, more mistakes");
            assertTrue(row[2] > 0, "one frame in five lost makes mistakes");
        }
        for (int i = 0; i < LOSS_PERCENT.length; i++) {
            assertTrue(probe[i] <= rare[i], "at equal intervals and time-outs");
        }
    }

    private static double[] mistakesPerHour(String name, DetectorSystem.Factory factory) {
        double[] row = new double[LOSS_PERCENT.length];
        StringBuilder line = new StringBuilder("| ").append(name).append(" |");
        for (int i = 0; i < row.length; i++) {
            DetectorTally tally = new DetectorTally();
            run(factory, LOSS_PERCENT[i], tally);
            row[i] = tally.mistakes / (double) HOURS;
            line.append(String.format(Locale.ROOT, " %.1f |", row[i]));
        }
        System.out.println(line + " mistakes per hour at 1, 5, 20 % loss, hours=" + HOURS + " seed=" + SEED);
        return row;
    }

    private static void run(DetectorSystem.Factory factory, int lossPercent, DetectorTally tally) {
        long durationNs = HOURS * HOUR_NS;
        ProtocolSimulator simulator = new ProtocolSimulator(
                PROCESSES,
                durationNs,
                600_000 * MS,
                0,
                PROCESSES,
                new EngineSettings(5 * MS, 0, 500 * MS),
                Set.of(),
                ignored -> new DetectorSystem(PROCESSES, factory, tally));
        Fault loss = new Fault(
                FaultKind.LOSS, 0, durationNs, ProcessSet.firstN(PROCESSES), lossPercent * Fault.ALWAYS / 100);
        simulator.run(SEED, FaultPlan.none(PROCESSES).plus(loss)).requireSuccess();
    }
}
