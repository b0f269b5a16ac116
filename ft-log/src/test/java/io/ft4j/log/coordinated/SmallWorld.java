package io.ft4j.log.coordinated;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.testing.Cut;
import java.util.ArrayList;
import java.util.List;

/**
 * Three processes, up to four messages of the application, one checkpoint, and what goes wrong. The last messages leave after a
 * number of events, so that they meet the checkpoint at different moments.
 *
 * @param before     messages before the checkpoint, as {@code "01 12"}: from 0 to 1, then from 1 to 2.
 * @param initiator  of the checkpoint.
 * @param all        of all, or of those that the initiator depends on.
 * @param after      messages from the event on.
 * @param event      when they leave.
 * @param crashId    {@link #NOBODY}: no crash.
 * @param lostFrame  {@link #NONE}: no frame is lost.
 */
record SmallWorld(
        String before,
        int initiator,
        boolean all,
        String after,
        int event,
        int crashId,
        int crashStep,
        Cut cut,
        boolean recoversAtOnce,
        int lostFrame) {
    static final int NOBODY = -1;
    static final int NONE = -1;

    /** What of the trouble happened, and who was sent messages of the protocol before everybody was back. */
    record Result(boolean crashReached, boolean frameReached, long asked) {}

    static SmallWorld of(String before, int initiator, boolean all, String after, int event) {
        return new SmallWorld(before, initiator, all, after, event, NOBODY, 0, Cut.BEFORE, false, NONE);
    }

    SmallWorld withCrash(int id, int step, Cut newCut, boolean atOnce) {
        return new SmallWorld(before, initiator, all, after, event, id, step, newCut, atOnce, lostFrame);
    }

    SmallWorld withLost(int frame) {
        return new SmallWorld(before, initiator, all, after, event, crashId, crashStep, cut, recoversAtOnce, frame);
    }

    /** Fails with the trace of the run. */
    Result run() {
        try {
            return new Run(null).result();
        } catch (RuntimeException e) {
            List<String> trace = new ArrayList<>();
            try {
                new Run(trace).result();
            } catch (RuntimeException again) {
                trace.add("=> " + again.getMessage());
            }
            throw new Broken(e.getMessage() + "\nin " + this + "\n" + String.join("\n", trace));
        }
    }

    private final class Run implements Faults {
        private final CoordinatedWorld world = new CoordinatedWorld(CoordinatedWorld.config(), 3);
        private boolean crashReached;

        private Run(List<String> trace) {
            world.trace = trace;
            world.startAll();
            transfers(before, 0);
            world.runUntil(world.nowNs);
            for (TestProcess process : world.processes) {
                process.steps = 0;
            }
            world.frames = 0;
            world.events = 0;
            world.asked = ProcessSet.EMPTY;
            world.faults = this;
        }

        private void transfers(String pairs, int fromEvent) {
            for (String pair : pairs.isBlank() ? new String[0] : pairs.split(" ", -1)) {
                int from = pair.charAt(0) - '0';
                int to = pair.charAt(1) - '0';
                world.at(fromEvent, () -> world.transfer(from, to, 1 + from));
            }
        }

        private Result result() {
            world.at(0, () -> {
                world.checkpoint(initiator, all);
                return true;
            });
            transfers(after, event);
            world.runUntil(world.nowNs + 60);
            long askedAtFirst = world.asked;
            world.runToEnd();
            return new Result(crashReached, lostFrame >= 0 && lostFrame < world.frames, askedAtFirst);
        }

        @Override
        public Cut cut(int processId, int step) {
            if (processId == crashId && step == crashStep) {
                crashReached = true;
                return cut;
            }
            return null;
        }

        @Override
        public boolean recoversAtOnce(int processId) {
            return recoversAtOnce;
        }

        @Override
        public boolean isLost(int frame) {
            return frame == lostFrame;
        }
    }
}
