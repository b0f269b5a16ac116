package io.ft4j.log.rollback;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.sim.protocol.ProtocolReport;
import io.ft4j.core.sim.world.SimCounter;
import io.ft4j.log.FolderImage;
import io.ft4j.log.independent.SettlementCounter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The host's node among all faults of the simulator that it claims to survive; a failure names its seed. */
final class RollbackSwarmTest {
    private static final int SEEDS = Integer.getInteger("ft4j.rollback.swarm", 30);
    private static final long FIRST = Long.getLong("ft4j.first", 1);

    private static final Set<RollbackCounter> SNAPSHOT_ONLY = EnumSet.of(
            RollbackCounter.SNAPSHOT_BEGUN, RollbackCounter.TRANSIT_RECORDED, RollbackCounter.TRANSIT_DELIVERED);

    /** What some seed must reach, or the runs prove nothing about it. */
    private static final Set<RollbackCounter> REACHED = EnumSet.complementOf(EnumSet.of(
            RollbackCounter.MESSAGE_MALFORMED,
            RollbackCounter.FRAME_UNREADABLE,
            RollbackCounter.INPUT_REPEATED,
            RollbackCounter.SNAPSHOT_BEGUN,
            RollbackCounter.TRANSIT_RECORDED,
            RollbackCounter.TRANSIT_DELIVERED,
            RollbackCounter.CHECKPOINT_WITHOUT_ROOM,
            RollbackCounter.CHECKPOINT_USELESS,
            RollbackCounter.CHECKPOINT_UNDONE));

    private static final Set<RollbackCounter> INDEPENDENT_ONLY = EnumSet.of(
            RollbackCounter.CHECKPOINT_WITHOUT_ROOM,
            RollbackCounter.CHECKPOINT_USELESS,
            RollbackCounter.CHECKPOINT_UNDONE);

    /** Nobody in the simulator says what nobody could mean, nor speaks of a group that it is not in. */
    private static final Set<SettlementCounter> UNREACHED =
            EnumSet.of(SettlementCounter.SENDER_UNKNOWN, SettlementCounter.MESSAGE_UNREADABLE);

    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource(CheckpointMethod.class)
    void nothingIsLostOrUndoneUnderEverySeed(CheckpointMethod method) {
        Map<RollbackCounter, Long> met = new EnumMap<>(RollbackCounter.class);
        Map<SettlementCounter, Long> settlements = new EnumMap<>(SettlementCounter.class);
        long answered = 0;
        long crashes = 0;
        try (BankRuns runs = new BankRuns(FolderImage.fastFolder(temporary))) {
            for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
                ProtocolReport report = runs.run(method, seed).requireSuccess();
                answered += runs.system().answered();
                crashes += report.count(SimCounter.CRASHES);
                for (SettlementCounter counter : SettlementCounter.values()) {
                    settlements.merge(counter, runs.system().count(counter), Long::sum);
                }
                for (RollbackCounter counter : RollbackCounter.values()) {
                    met.merge(counter, runs.system().count(counter), Long::sum);
                }
            }
        }
        System.out.println("RollbackSwarmTest: " + method + " seeds " + FIRST + ".." + (FIRST + SEEDS - 1)
                + ", answered=" + answered + ", crashes=" + crashes + " " + met + " " + settlements);
        for (RollbackCounter counter : REACHED) {
            assertTrue(met.get(counter) > 0, counter + " was never reached");
        }
        for (RollbackCounter counter : SNAPSHOT_ONLY) {
            assertTrue(met.get(counter) > 0 == (method == CheckpointMethod.SNAPSHOT), counter.name());
        }
        boolean isIndependent = method == CheckpointMethod.INDEPENDENT;
        for (RollbackCounter counter : INDEPENDENT_ONLY) {
            assertTrue(met.get(counter) > 0 == isIndependent, counter.name());
        }
        for (SettlementCounter counter : EnumSet.complementOf(EnumSet.copyOf(UNREACHED))) {
            assertTrue(settlements.get(counter) > 0 == isIndependent, counter.name());
        }
    }
}
