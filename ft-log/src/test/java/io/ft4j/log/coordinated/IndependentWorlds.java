package io.ft4j.log.coordinated;

import io.ft4j.core.testing.Cut;
import java.util.ArrayList;
import java.util.List;

/** Walks through {@link IndependentWorld}s, without leaving one out, and counts them. */
final class IndependentWorlds {
    /** What is walked through. */
    enum Family {
        /** Every crash point of every process, and with it a crash of each other one a little later. */
        CRASHES,
        /** Each single frame lost. */
        FRAMES,
        /** Every crash point, in three ways, × each single frame lost, for one of the worlds. */
        BOTH
    }

    private static final int MAX_STEP = 18;
    private static final int MAX_FRAME = 40;
    private static final Cut[] CUTS_WITH_FRAMES = {Cut.BEFORE, Cut.SENT, Cut.WRITTEN_NOT_SENT};
    private static final boolean[] NO_AND_YES = {false, true};

    /** Checkpoints that only current states go with; messages and checkpoints of the domino effect; a chain; a cycle with a message across the line; one apart. */
    private static final String[] SCRIPTS = {
        "01 c1 c1 12 c2 c2",
        "01 c1 10 c0 01 c1 10",
        "01 c1 12 c2 20 c0",
        "c0 01 12 c1 c2 20 02",
        "c0 c1 01 c1 10 c2",
        "02 c2 c0 20 02 c2",
    };

    private static final int[] PACES = {1, 8};

    int runs;
    int decisions;
    int rollbacks;

    void walk(Family family) {
        for (IndependentWorld world : family == Family.BOTH ? worlds(3).subList(1, 2) : worlds(PACES)) {
            switch (family) {
                case CRASHES:
                    run(world);
                    everyCrash(world, Cut.values(), false);
                    break;
                case FRAMES:
                    everyFrame(world);
                    break;
                default:
                    everyCrash(world, CUTS_WITH_FRAMES, true);
                    break;
            }
        }
    }

    private static List<IndependentWorld> worlds(int... paces) {
        List<IndependentWorld> worlds = new ArrayList<>();
        for (int pace : paces) {
            for (String script : SCRIPTS) {
                worlds.add(IndependentWorld.of(script, pace));
            }
        }
        return worlds;
    }

    private IndependentWorld.Result run(IndependentWorld world) {
        runs++;
        IndependentWorld.Result result = world.run();
        decisions += result.decisions();
        rollbacks += result.rollbacks();
        return result;
    }

    private void everyCrash(IndependentWorld world, Cut[] cuts, boolean withFrames) {
        for (int id = 0; id < 3; id++) {
            boolean reached = true;
            for (int step = 0; reached && step < MAX_STEP; step++) {
                for (Cut cut : cuts) {
                    for (boolean atOnce : NO_AND_YES) {
                        for (int second = SmallWorld.NOBODY; second < 3; second++) {
                            IndependentWorld crashed = world.withCrash(id, step, cut, atOnce, second);
                            boolean isAlone = second == SmallWorld.NOBODY;
                            if (isAlone || second != id && cut.isBefore() && !withFrames) {
                                reached = run(crashed).crashReached();
                            }
                            if (reached && withFrames && isAlone) {
                                everyFrame(crashed);
                            }
                        }
                    }
                }
            }
        }
    }

    private void everyFrame(IndependentWorld world) {
        boolean reached = true;
        for (int frame = 0; reached && frame < MAX_FRAME; frame++) {
            reached = run(world.withLost(frame)).frameReached();
        }
    }
}
