package io.ft4j.log.coordinated;

import io.ft4j.core.testing.Cut;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Walks through small worlds, without leaving one out, and counts them. */
final class SmallWorlds {
    /** What is walked through. */
    enum Family {
        /** Six moments of the late messages × every crash point of every process. */
        CRASHES,
        /** The same × each single frame lost. */
        FRAMES,
        /** Every crash point, in three ways, × each single frame lost, for one moment of the late messages. */
        BOTH
    }

    /** Beyond this duty cycle a process only asks again, or sends again. */
    private static final int MAX_STEP = 14;

    private static final int MAX_FRAME = 30;
    private static final int MAX_EVENT = 12;
    private static final Cut[] CUTS_WITH_FRAMES = {Cut.BEFORE, Cut.SENT, Cut.WRITTEN_NOT_SENT};
    private static final boolean[] NO_AND_YES = {false, true};

    int runs;

    void walk(Family family) {
        for (SmallWorld world : worlds(family == Family.BOTH ? new int[] {3} : moments())) {
            switch (family) {
                case CRASHES:
                    run(world);
                    everyCrash(world, false);
                    break;
                case FRAMES:
                    everyFrame(world);
                    break;
                default:
                    everyCrash(world, true);
                    break;
            }
        }
    }

    private static int[] moments() {
        return IntStream.range(0, MAX_EVENT).filter(event -> event % 2 == 0).toArray();
    }

    static List<SmallWorld> worlds(int... moments) {
        List<SmallWorld> worlds = new ArrayList<>();
        for (int event : moments) {
            worlds.add(SmallWorld.of("01 12", 0, true, "20 12", event));
            worlds.add(SmallWorld.of("01", 2, true, "10 02", event));
            // A chain, and a cycle, of those that depend on each other.
            worlds.add(SmallWorld.of("01 12", 2, false, "02 21", event));
            worlds.add(SmallWorld.of("01 12 20", 1, false, "02", event));
            // A process that nobody depends on.
            worlds.add(SmallWorld.of("01 10", 1, false, "21 12", event));
        }
        return worlds;
    }

    SmallWorld.Result run(SmallWorld world) {
        runs++;
        return world.run();
    }

    private void everyCrash(SmallWorld world, boolean withFrames) {
        for (int id = 0; id < 3; id++) {
            boolean reached = true;
            for (int step = 0; reached && step < MAX_STEP; step++) {
                for (Cut cut : withFrames ? CUTS_WITH_FRAMES : Cut.values()) {
                    for (boolean atOnce : NO_AND_YES) {
                        SmallWorld crashed = world.withCrash(id, step, cut, atOnce);
                        reached = run(crashed).crashReached();
                        if (reached && withFrames) {
                            everyFrame(crashed);
                        }
                    }
                }
            }
        }
    }

    private void everyFrame(SmallWorld world) {
        boolean reached = true;
        for (int frame = 0; reached && frame < MAX_FRAME; frame++) {
            reached = run(world.withLost(frame)).frameReached();
        }
    }
}
