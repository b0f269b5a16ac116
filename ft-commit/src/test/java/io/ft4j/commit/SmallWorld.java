package io.ft4j.commit;

import io.ft4j.core.model.ProcessSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One transaction of one coordinator with three participants, and what goes wrong in it. A run is repeated by its
 * description: nothing in it is drawn.
 *
 * @param coordinatorTakesPart the coordinator is one of the participants.
 * @param votes                of the participants, in the order of their ids.
 * @param crashes              each at a duty cycle of a process.
 * @param frame                the frame that does not simply arrive, or −1.
 * @param fate                 of that frame.
 * @param recoversAtOnce       who crashed comes back before anything else happens; else when nothing happens any more.
 */
record SmallWorld(
        boolean coordinatorTakesPart,
        List<Vote> votes,
        List<Crash> crashes,
        int frame,
        Faults.Frame fate,
        boolean recoversAtOnce) {

    record Crash(int processId, int ordinal, Cut cut) {}

    /** @param reached how many of the faults happened. */
    record Result(int reached, int frames, int steps, int blocked, CommitWorld world) {}

    SmallWorld with(Crash... newCrashes) {
        return new SmallWorld(coordinatorTakesPart, votes, List.of(newCrashes), frame, fate, recoversAtOnce);
    }

    SmallWorld with(int newFrame, Faults.Frame newFate) {
        return new SmallWorld(coordinatorTakesPart, votes, crashes, newFrame, newFate, recoversAtOnce);
    }

    static SmallWorld of(boolean coordinatorTakesPart, boolean recoversAtOnce, Vote... votes) {
        return new SmallWorld(
                coordinatorTakesPart, List.of(votes), List.of(), -1, Faults.Frame.ARRIVES, recoversAtOnce);
    }

    Result run() {
        try {
            return run(new ArrayList<>(), false);
        } catch (RuntimeException e) {
            throw new CommitCheck.Broken(e.getMessage() + "\nin " + this + "\n" + String.join("\n", retrace()));
        }
    }

    /** The run once more, in words. */
    private List<String> retrace() {
        List<String> trace = new ArrayList<>();
        try {
            run(trace, true);
        } catch (RuntimeException e) {
            trace.add(String.format(Locale.ROOT, "=> %s", e.getMessage()));
        }
        return trace;
    }

    private Result run(List<String> trace, boolean traced) {
        int participantCount = votes.size();
        int firstId = coordinatorTakesPart ? 0 : 1;
        CommitWorld world = new CommitWorld(CommitWorld.config().build(), firstId + participantCount);
        BlockedOnlyWhenAllAreReady blocking = new BlockedOnlyWhenAllAreReady();
        world.checks.addAll(
                List.of(new Atomicity(), new Validity(), new DurabilityCheck(), new EveryTransactionEnds(), blocking));
        for (int i = 0; i < participantCount; i++) {
            world.processes[firstId + i].part.vote = votes.get(i);
        }
        world.trace = traced ? trace : null;
        world.startAll();
        int[] reached = new int[1];
        for (TestProcess process : world.processes) {
            process.steps = 0;
        }
        world.frames = 0;
        world.recoversAtOnce = recoversAtOnce;
        world.faults = new Faults() {
            @Override
            public Cut cut(int processId, int ordinal) {
                for (Crash crash : crashes) {
                    if (crash.processId == processId && crash.ordinal == ordinal) {
                        reached[0]++;
                        return crash.cut;
                    }
                }
                return null;
            }

            @Override
            public Frame frame(int ordinal) {
                if (ordinal != frame) {
                    return Frame.ARRIVES;
                }
                reached[0]++;
                return fate;
            }
        };
        world.commit(0, ProcessSet.firstN(participantCount) << firstId);
        world.runToEnd();
        int steps = 0;
        for (TestProcess process : world.processes) {
            steps += process.steps;
        }
        return new Result(reached[0], world.frames, steps, blocking.blocked, world);
    }
}
