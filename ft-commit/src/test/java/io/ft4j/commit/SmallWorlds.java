package io.ft4j.commit;

import io.ft4j.commit.SmallWorld.Crash;
import io.ft4j.commit.SmallWorld.Trouble;
import io.ft4j.commit.SmallWorld.Voter;
import io.ft4j.core.testing.Cut;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Walks through small worlds, without leaving one out, and counts them. */
final class SmallWorlds {
    /** What is walked through. */
    enum Family {
        /** Every crash point × (no trouble, each single frame lost, doubled, late). */
        FRAMES,
        /** Every crash point × each single link broken, for a while and for longer than anybody waits. */
        LINKS,
        /** The same with a participant that votes otherwise after a crash. */
        FICKLE,
        /** Every pair of crash points. */
        PAIRS,
        /** The same, where participants are out of it with a read-only vote. */
        READ_ONLY,
        /** All of this with a single participant. */
        ONE_PHASE
    }

    /** Beyond this duty cycle a process only asks again, or sends again. */
    private static final int MAX_ORDINAL = 14;

    /** Beyond this frame they only repeat what was said. */
    private static final int MAX_FRAME = 24;

    private static final Faults.Frame[] FATES = {
        Faults.Frame.LOST, Faults.Frame.TWICE, Faults.Frame.LATE, Faults.Frame.TWICE_LATE
    };
    private static final long[] BREAKS_NS = {55, 150};
    private static final boolean[] NO_AND_YES = {false, true};

    int runs;
    int blocked;

    void walk(Family family) {
        switch (family) {
            case FRAMES:
                for (SmallWorld world : all(Voter.FOR, Voter.AGAINST)) {
                    everyFrameFault(world);
                    everyCrash(world, this::everyFrameFault);
                }
                break;
            case LINKS:
                for (SmallWorld world : all(Voter.FOR, Voter.AGAINST)) {
                    everyBrokenLink(world);
                }
                break;
            case FICKLE:
                for (SmallWorld world : oneOrTwo(Voter.FICKLE)) {
                    everyBrokenLink(world);
                }
                break;
            case PAIRS:
                for (SmallWorld world : all(Voter.FOR, Voter.AGAINST)) {
                    everyPairOfCrashes(world);
                }
                break;
            case READ_ONLY:
                for (SmallWorld world : oneOrTwo(Voter.READ_ONLY)) {
                    everyPairOfCrashes(world);
                }
                break;
            default:
                walkOnePhase();
                break;
        }
    }

    private void walkOnePhase() {
        for (boolean takesPart : NO_AND_YES) {
            for (Voter voter : Voter.values()) {
                SmallWorld world = SmallWorld.of(takesPart, voter);
                everyFrameFault(world);
                everyCrash(world, this::everyFrameFault);
                everyBrokenLink(world);
                everyPairOfCrashes(world);
            }
        }
    }

    /** Every pattern of three such voters, under a coordinator that takes part or not. */
    static List<SmallWorld> all(Voter... choices) {
        List<SmallWorld> worlds = new ArrayList<>();
        for (boolean takesPart : NO_AND_YES) {
            for (Voter first : choices) {
                for (Voter second : choices) {
                    for (Voter third : choices) {
                        worlds.add(SmallWorld.of(takesPart, first, second, third));
                    }
                }
            }
        }
        return worlds;
    }

    /** One or two such voters of three; the others vote for. */
    private static List<SmallWorld> oneOrTwo(Voter voter) {
        List<SmallWorld> worlds = all(Voter.FOR, voter);
        worlds.removeIf(
                world -> !world.voters().contains(voter) || !world.voters().contains(Voter.FOR));
        return worlds;
    }

    SmallWorld.Result run(SmallWorld world) {
        runs++;
        SmallWorld.Result result = world.run();
        blocked += result.blocked();
        return result;
    }

    /** Calls back with each world in which the crash happened. */
    private void everyCrash(SmallWorld world, Consumer<SmallWorld> then) {
        for (int id = 0; id < world.processCount(); id++) {
            boolean reached = true;
            for (int ordinal = 0; reached && ordinal < MAX_ORDINAL; ordinal++) {
                for (Cut cut : Cut.values()) {
                    for (boolean recoversAtOnce : NO_AND_YES) {
                        SmallWorld crashed = world.with(new Crash(id, ordinal, cut, recoversAtOnce));
                        reached = run(crashed).isReached(0);
                        if (reached) {
                            then.accept(crashed);
                        }
                    }
                }
            }
        }
    }

    /** Each two of them once, whichever comes first. */
    private void everyPairOfCrashes(SmallWorld world) {
        everyCrash(world, crashed -> {
            Crash first = crashed.crashes().get(0);
            everySecondCrash(crashed, first, first.processId(), first.ordinal() + 1);
            for (int id = first.processId() + 1; id < world.processCount(); id++) {
                everySecondCrash(crashed, first, id, 0);
            }
        });
    }

    private void everySecondCrash(SmallWorld world, Crash first, int processId, int fromOrdinal) {
        boolean reached = true;
        for (int ordinal = fromOrdinal; reached && ordinal < MAX_ORDINAL; ordinal++) {
            for (Cut cut : Cut.values()) {
                for (boolean recoversAtOnce : NO_AND_YES) {
                    Crash second = new Crash(processId, ordinal, cut, recoversAtOnce);
                    reached = run(world.with(first, second)).isReached(1);
                }
            }
        }
    }

    private void everyFrameFault(SmallWorld world) {
        for (Faults.Frame fate : FATES) {
            boolean reached = true;
            for (int frame = 0; reached && frame < MAX_FRAME; frame++) {
                reached = run(world.with(Trouble.ofFrame(frame, fate))).frameReached();
            }
        }
    }

    private void everyBrokenLink(SmallWorld world) {
        for (long breakNs : BREAKS_NS) {
            for (int from = 0; from < world.processCount(); from++) {
                for (int to = 0; to < world.processCount(); to++) {
                    if (from != to) {
                        SmallWorld broken = world.with(Trouble.ofLink(from, to, breakNs));
                        run(broken);
                        everyCrash(broken, crashed -> {});
                    }
                }
            }
        }
    }
}
