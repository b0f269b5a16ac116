package io.ft4j.commit;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.testing.Cut;
import java.util.ArrayList;
import java.util.List;

/**
 * One transaction of one coordinator with up to three participants, and what goes wrong in it. A run is repeated by its
 * description: nothing in it is drawn.
 *
 * @param coordinatorTakesPart the coordinator is one of the participants.
 * @param voters               in the order of the ids of the participants.
 * @param crashes              each at a duty cycle of a process.
 * @param trouble              with frames.
 */
record SmallWorld(boolean coordinatorTakesPart, List<Voter> voters, List<Crash> crashes, Trouble trouble) {
    /** How a participant votes whenever it is asked. */
    enum Voter {
        FOR,
        AGAINST,
        READ_ONLY,
        /** Against; after a crash, for: nothing may hang on what it said before and did not record. */
        FICKLE;

        private Vote vote(int crashes) {
            switch (this) {
                case FOR:
                    return Vote.COMMIT;
                case READ_ONLY:
                    return Vote.READ_ONLY;
                case FICKLE:
                    return crashes == 0 ? Vote.ABORT : Vote.COMMIT;
                default:
                    return Vote.ABORT;
            }
        }
    }

    /** @param recoversAtOnce before anything else happens; else when nothing happens any more. */
    record Crash(int processId, int ordinal, Cut cut, boolean recoversAtOnce) {}

    /**
     * What happens to one frame, or to all of one link for some time.
     *
     * @param frame its ordinal; −1: none.
     */
    record Trouble(int frame, Faults.Frame fate, int fromId, int toId, long untilNs) {
        static final Trouble NONE = new Trouble(-1, Faults.Frame.ARRIVES, -1, -1, 0);

        static Trouble ofFrame(int frame, Faults.Frame fate) {
            return new Trouble(frame, fate, -1, -1, 0);
        }

        static Trouble ofLink(int fromId, int toId, long durationNs) {
            return new Trouble(-1, Faults.Frame.ARRIVES, fromId, toId, CommitWorld.START_NS + durationNs);
        }

        private Faults.Frame fate(int ordinal, int sourceId, int destinationId, long nowNs) {
            if (sourceId == fromId && destinationId == toId && nowNs < untilNs) {
                return Faults.Frame.LOST;
            }
            return ordinal == frame ? fate : Faults.Frame.ARRIVES;
        }
    }

    /**
     * @param crashesReached which of the crashes happened, as the bits of a set.
     * @param blocked        how many participants were in doubt when nothing happened any more.
     */
    record Result(long crashesReached, boolean frameReached, int blocked) {
        boolean isReached(int crash) {
            return (crashesReached & 1L << crash) != 0;
        }
    }

    static SmallWorld of(boolean coordinatorTakesPart, Voter... voters) {
        return new SmallWorld(coordinatorTakesPart, List.of(voters), List.of(), Trouble.NONE);
    }

    SmallWorld with(Crash... newCrashes) {
        return new SmallWorld(coordinatorTakesPart, voters, List.of(newCrashes), trouble);
    }

    SmallWorld with(Trouble newTrouble) {
        return new SmallWorld(coordinatorTakesPart, voters, crashes, newTrouble);
    }

    int processCount() {
        return firstId() + voters.size();
    }

    private int firstId() {
        return coordinatorTakesPart ? 0 : 1;
    }

    /** Fails with the trace of the run. */
    Result run() {
        try {
            return new Run(null).result();
        } catch (RuntimeException e) {
            throw new CommitCheck.Broken(e.getMessage() + "\nin " + this + "\n" + String.join("\n", retrace()));
        }
    }

    private List<String> retrace() {
        List<String> trace = new ArrayList<>();
        try {
            new Run(trace).result();
        } catch (RuntimeException e) {
            trace.add("=> " + e.getMessage());
        }
        return trace;
    }

    private final class Run implements Faults {
        private final CommitWorld world = new CommitWorld(CommitWorld.config().build(), processCount());
        private final BlockedOnlyWhenAllAreReady blocking = new BlockedOnlyWhenAllAreReady();
        private final int[] lives = new int[processCount()];
        private long crashesReached;

        private Run(List<String> trace) {
            world.trace = trace;
            world.checks.addAll(List.of(
                    new Atomicity(), new Validity(), new DurabilityCheck(), new EveryTransactionEnds(), blocking));
            vote();
            world.startAll();
            for (TestProcess process : world.processes) {
                process.steps = 0;
            }
            world.frames = 0;
            world.faults = this;
        }

        private Result result() {
            world.commit(0, ProcessSet.firstN(voters.size()) << firstId());
            world.runToEnd();
            return new Result(crashesReached, trouble.frame >= 0 && trouble.frame < world.frames, blocking.blocked);
        }

        private void vote() {
            for (int i = 0; i < voters.size(); i++) {
                world.processes[firstId() + i].part.vote = voters.get(i).vote(lives[firstId() + i]);
            }
        }

        @Override
        public Cut cut(int processId, int ordinal) {
            for (int i = 0; i < crashes.size(); i++) {
                Crash crash = crashes.get(i);
                if (crash.processId == processId && crash.ordinal == ordinal) {
                    crashesReached |= 1L << i;
                    return crash.cut;
                }
            }
            return null;
        }

        @Override
        public Frame frame(int ordinal, int sourceId, int destinationId, long nowNs) {
            return trouble.fate(ordinal, sourceId, destinationId, nowNs);
        }

        /** Asked at each crash: a new life begins, now or later. */
        @Override
        public boolean recoversAtOnce(int processId) {
            lives[processId]++;
            vote();
            int last = world.processes[processId].steps - 1;
            for (Crash crash : crashes) {
                if (crash.processId == processId && crash.ordinal == last) {
                    return crash.recoversAtOnce;
                }
            }
            return false;
        }
    }
}
