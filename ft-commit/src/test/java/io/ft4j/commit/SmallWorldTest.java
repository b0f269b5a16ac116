package io.ft4j.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * One coordinator and three participants, exhaustively: no sampling. Every crash point is every duty cycle of every process,
 * cut in six places; the checks are asked after every step of every run.
 */
final class SmallWorldTest {
    private static final int PROCESSES = 4;
    private static final Faults.Frame[] FATES = {
        Faults.Frame.LOST, Faults.Frame.TWICE, Faults.Frame.LATE, Faults.Frame.TWICE_LATE
    };

    private int runs;
    private int blocked;

    private SmallWorld.Result run(SmallWorld world) {
        runs++;
        SmallWorld.Result result = world.run();
        blocked += result.blocked();
        return result;
    }

    private static List<SmallWorld> worlds(Vote... choices) {
        List<SmallWorld> worlds = new ArrayList<>();
        for (boolean takesPart : new boolean[] {false, true}) {
            for (boolean atOnce : new boolean[] {false, true}) {
                for (Vote first : choices) {
                    for (Vote second : choices) {
                        for (Vote third : choices) {
                            worlds.add(SmallWorld.of(takesPart, atOnce, first, second, third));
                        }
                    }
                }
            }
        }
        return worlds;
    }

    /** Every crash point × (no loss, each single frame lost, doubled, late) × every pattern of votes. */
    @Test
    void everyCrashPointWithEveryFaultOfOneFrame() {
        for (SmallWorld world : worlds(Vote.COMMIT, Vote.ABORT)) {
            everyFrameFault(world);
            forEveryCrash(world, this::everyFrameFault);
        }
        System.out.println("crash points with frame faults: " + runs + " runs, " + blocked + " in doubt at rest");
        assertTrue(runs > 5_000, "runs=" + runs);
        assertTrue(blocked > 0, "nobody was ever blocked");
    }

    @Test
    void everyCrashPointWithReadOnlyVotes() {
        for (SmallWorld world : worlds(Vote.COMMIT, Vote.READ_ONLY, Vote.ABORT)) {
            run(world);
            forEveryCrash(world, crashed -> {});
        }
        System.out.println("crash points with read-only votes: " + runs + " runs");
        assertTrue(runs > 2_000, "runs=" + runs);
    }

    @Test
    void everyPairOfCrashPoints() {
        for (SmallWorld world : worlds(Vote.COMMIT, Vote.ABORT)) {
            forEveryCrash(world, crashed -> {
                SmallWorld.Crash first = crashed.crashes().get(0);
                for (int id = first.processId(); id < PROCESSES; id++) {
                    int from = id == first.processId() ? first.ordinal() + 1 : 0;
                    everySecondCrash(crashed, first, id, from);
                }
            });
        }
        System.out.println("pairs of crash points: " + runs + " runs, " + blocked + " in doubt at rest");
        assertTrue(runs > 100_000, "runs=" + runs);
    }

    private void everySecondCrash(SmallWorld world, SmallWorld.Crash first, int processId, int from) {
        if (processId >= processCount(world)) {
            return;
        }
        int ordinal = from;
        boolean reached = true;
        while (reached && ordinal < from + MAX_ORDINAL) {
            for (Cut cut : Cut.values()) {
                SmallWorld.Crash second = new SmallWorld.Crash(processId, ordinal, cut);
                reached = run(world.with(first, second)).reached() == 2;
            }
            ordinal++;
        }
    }

    /** Beyond these a process only asks again, or sends again. */
    private static final int MAX_ORDINAL = 14;

    private static int processCount(SmallWorld world) {
        return world.coordinatorTakesPart() ? PROCESSES - 1 : PROCESSES;
    }

    /** Calls back with each world in which the crash happened. */
    private void forEveryCrash(SmallWorld world, java.util.function.Consumer<SmallWorld> then) {
        for (int id = 0; id < processCount(world); id++) {
            boolean reached = true;
            for (int ordinal = 0; reached && ordinal < MAX_ORDINAL; ordinal++) {
                for (Cut cut : Cut.values()) {
                    SmallWorld crashed = world.with(new SmallWorld.Crash(id, ordinal, cut));
                    reached = run(crashed).reached() == 1;
                    if (reached) {
                        then.accept(crashed);
                    }
                }
            }
        }
    }

    private void everyFrameFault(SmallWorld world) {
        int wanted = world.crashes().size() + 1;
        for (Faults.Frame fate : FATES) {
            int frame = 0;
            while (frame < MAX_FRAME && run(world.with(frame, fate)).reached() >= wanted) {
                frame++;
            }
        }
    }

    private static final int MAX_FRAME = 24;

    @Test
    void withoutFaultsNobodyIsInDoubt() {
        for (SmallWorld world : worlds(Vote.COMMIT, Vote.ABORT)) {
            assertEquals(0, run(world).blocked());
        }
    }
}
