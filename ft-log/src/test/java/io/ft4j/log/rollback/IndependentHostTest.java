package io.ft4j.log.rollback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.log.FolderImage;
import io.ft4j.log.checkpoint.CheckpointInfo;
import io.ft4j.log.checkpoint.CheckpointScan;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.line.CheckpointGraph;
import io.ft4j.log.line.CountedStates;
import io.ft4j.log.line.DependencyVector;
import io.ft4j.log.line.RecoveryLine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that take their checkpoints on their own. */
final class IndependentHostTest {
    private static final long SEED = 20_261_127;
    private static final int RUNS = 12;
    private static final long NEVER_NS = 1L << 50;

    @TempDir
    Path folder;

    private BankWorld world;

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private static RollbackConfig.Builder config() {
        return BankWorld.config(CheckpointMethod.INDEPENDENT);
    }

    private long count(int id, RollbackCounter counter) {
        return world.hosts[id].counters().count(counter);
    }

    private static long newestNumber(RollbackHost host) {
        CountedStates states = host.node().states();
        return states.number(states.count() - 1);
    }

    @Test
    void takesNoMoreThanMayBeUnsettled() {
        world = new BankWorld(
                folder, 2, config().maxUnsettled(2).settleIntervalNs(NEVER_NS).build(), SEED);
        world.cycle();
        assertEquals(2, world.checkpoint(0));
        assertEquals(3, world.checkpoint(0));
        assertEquals(RollbackHost.BUSY, world.checkpoint(0));
        assertEquals(1, count(0, RollbackCounter.CHECKPOINT_WITHOUT_ROOM));
    }

    @Test
    void eachTakesCheckpointsByItself() {
        world = new BankWorld(folder, 3, config().checkpointInterval(5).build(), SEED);
        for (int round = 0; round < 30; round++) {
            for (int id = 0; id < 3; id++) {
                world.wanted[id] += 2;
            }
            world.runUntilQuiet();
        }
        assertTrue(world.ledger.answered() > 60, () -> "answered=" + world.ledger.answered());
        for (int id = 0; id < 3; id++) {
            assertTrue(count(id, RollbackCounter.CHECKPOINT_PERMANENT) > 3);
        }
    }

    /** Nobody comes to the end of an interval. */
    @Test
    void aQuietMomentIsSettledByItself() {
        world = new BankWorld(folder, 3, config().checkpointInterval(1_000).build(), SEED);
        for (int id = 0; id < 3; id++) {
            world.wanted[id] = 5;
        }
        world.runUntilQuiet();
        for (int i = 0; world.ledger.answered() < 15; i++) {
            assertTrue(i < 1_000, "answered=" + world.ledger.answered());
            world.cycle();
        }
        assertEquals(5, world.settledInput(1));
    }

    /** As {@code ft4j recovery-line} computes it, of the same files. */
    @Test
    void allGoBackToTheLineThatTheFilesTell() throws IOException {
        Path base = FolderImage.fastFolder(folder);
        int behind = 0;
        for (int run = 0; run < RUNS; run++) {
            Prng prng = new Prng(SEED + run);
            world = new BankWorld(
                    base.resolve("run-" + run),
                    3,
                    config().settleIntervalNs(NEVER_NS).build(),
                    SEED + run);
            for (int cycle = 0; cycle < 120; cycle++) {
                world.wanted[prng.nextInt(3)] += prng.nextInt(3) == 0 ? 1 : 0;
                if (prng.nextInt(6) == 0) {
                    world.checkpoint(prng.nextInt(3));
                }
                world.cycle();
            }
            long[] newest = new long[3];
            for (int id = 0; id < 3; id++) {
                newest[id] = newestNumber(world.hosts[id]);
                world.stop(id);
                world.wanted[id] = 0;
            }
            RecoveryLine line = line();
            for (int id = 0; id < 3; id++) {
                world.start(id);
            }
            world.runUntilQuiet();
            for (int id = 0; id < 3; id++) {
                assertEquals(line.state(id), newestNumber(world.hosts[id]), "process " + id + " seed " + (SEED + run));
                behind += line.state(id) < newest[id] ? 1 : 0;
            }
            world.close();
        }
        FolderImage.deleteAll(base);
        System.out.println("IndependentHostTest: seeds from " + SEED + ", " + behind + " of " + 3 * RUNS
                + " behind their newest checkpoint");
        assertTrue(behind > 0);
    }

    private RecoveryLine line() throws IOException {
        CheckpointGraph.Builder graph = CheckpointGraph.builder(ProcessSet.firstN(3));
        for (int id = 0; id < 3; id++) {
            for (CheckpointInfo info :
                    CheckpointScan.of(world.checkpointFolder(id), true).sound()) {
                graph.checkpoint(
                        id,
                        info.number(),
                        DependencyVector.decode(
                                info.metadata(), 0, info.metadata().capacity()));
            }
        }
        return RecoveryLine.of(graph.build(), ProcessSet.firstN(3));
    }

    @Test
    void refusesSettingsThatCannotWork() {
        world = new BankWorld(folder, 2, config().build(), SEED);
        world.stop(0);
        CheckpointStore few = CheckpointStore.open(folder.resolve("few"), 0, 8);
        misfits(
                "keptCount=8 must be at least 9 with maxUnsettled=8",
                () -> world.build(0, builder -> builder.checkpoints(few)));
        few.close();
        misfits("maxUnsettled=1 must be at least 2", () -> config().maxUnsettled(1)
                .build());
        misfits("maxUnsettled=65 must be at most 64", () -> config().maxUnsettled(65)
                .build());
        misfits("settleIntervalNs=0 must be at least 1", () -> config().settleIntervalNs(0)
                .build());
    }

    private static void misfits(String reason, Runnable call) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(refused.getMessage().startsWith(reason), refused.getMessage());
    }

    @Test
    void refusesToComeBackWithoutItsCheckpoints() {
        world = new BankWorld(folder, 2, config().build(), SEED);
        world.wanted[0] = 1;
        world.finish();
        world.stop(0);
        FolderImage.deleteAll(world.checkpointFolder(0));
        LogException refused = assertThrows(LogException.class, () -> world.start(0));
        assertTrue(refused.getMessage().contains("of the process is lost"), refused.getMessage());
    }

    @Test
    void takesNoneWhileARollbackIsUnderWay() {
        world = new BankWorld(folder, 2, config().build(), SEED);
        world.cycle();
        world.stop(1);
        world.restart(0);
        assertEquals(RollbackHost.RECOVERING, world.checkpoint(0));
        world.start(1);
        world.runUntilQuiet();
        assertTrue(world.checkpoint(0) > 0);
    }
}
