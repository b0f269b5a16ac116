package io.ft4j.log.rollback;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.log.FolderImage;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three hosts over real files: one is gone in the middle of every call of a service, and behind every duty cycle. */
final class RollbackKillTest {
    private static final long SEED = 20_261_127;
    private static final int COUNT = 3;
    private static final int INPUTS = 4;
    private static final int CYCLES = 60;

    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource(CheckpointMethod.class)
    void everyKillInACallIsSurvived(CheckpointMethod method) {
        Path base = FolderImage.fastFolder(temporary);
        int runs = 0;
        boolean reached = true;
        for (int call = COUNT + 1; reached; call++) {
            try (BankWorld world = world(base.resolve("call-" + call), method)) {
                world.ledger.callsToDeath = call - COUNT;
                run(world, -1);
                reached = world.kills > 0;
                runs++;
            }
        }
        FolderImage.deleteAll(base);
        System.out.println("RollbackKillTest: " + method + " seed " + SEED + ", " + runs + " calls");
        assertTrue(runs > 40, "runs=" + runs);
    }

    @ParameterizedTest
    @EnumSource(CheckpointMethod.class)
    void everyKillBehindACycleIsSurvived(CheckpointMethod method) {
        Path base = FolderImage.fastFolder(temporary);
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            try (BankWorld world = world(base.resolve("cycle-" + cycle), method)) {
                run(world, cycle);
                assertTrue(world.kills > 0);
            }
        }
        FolderImage.deleteAll(base);
    }

    private static BankWorld world(Path folder, CheckpointMethod method) {
        return new BankWorld(folder, COUNT, BankWorld.config(method).build(), SEED);
    }

    /** @param killedAfter cycles behind which one of them is gone, and a second one a little later; -1: none. */
    private static void run(BankWorld world, int killedAfter) {
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            if (cycle % 5 == 0 && cycle / 5 < INPUTS) {
                for (int id = 0; id < COUNT; id++) {
                    world.wanted[id]++;
                }
            }
            if (cycle % 12 == 6) {
                world.checkpoint(world.isIndependent() ? cycle / 12 % COUNT : 0);
            }
            world.cycle();
            if (cycle == killedAfter) {
                world.restart(cycle % COUNT);
            }
            if (cycle == killedAfter + 3 && cycle % 2 == 0 && killedAfter >= 0) {
                world.restart((cycle + 1) % COUNT);
            }
        }
        world.finish();
    }
}
