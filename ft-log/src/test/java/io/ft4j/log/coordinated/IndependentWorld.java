package io.ft4j.log.coordinated;

import io.ft4j.core.testing.Cut;
import java.util.ArrayList;
import java.util.List;

/**
 * Three processes that send up to four messages and take checkpoints on their own, and what goes wrong.
 *
 * @param script    as {@code "01 c1 12"}: from 0 to 1, a checkpoint of 1, from 1 to 2.
 * @param pace      events between two words of it: 0, all at once; 6, each after the other.
 * @param crashId   {@link SmallWorld#NOBODY}: no crash.
 * @param secondId  who crashes as well, a few steps later; {@link SmallWorld#NOBODY}: nobody.
 * @param lostFrame {@link SmallWorld#NONE}: no frame is lost.
 */
record IndependentWorld(
        String script,
        int pace,
        int crashId,
        int crashStep,
        Cut cut,
        boolean recoversAtOnce,
        int secondId,
        int lostFrame) {

    /** What of the trouble happened. */
    record Result(boolean crashReached, boolean frameReached, int decisions, int rollbacks) {}

    static IndependentWorld of(String script, int pace) {
        return new IndependentWorld(
                script, pace, SmallWorld.NOBODY, 0, Cut.BEFORE, false, SmallWorld.NOBODY, SmallWorld.NONE);
    }

    IndependentWorld withCrash(int id, int step, Cut newCut, boolean atOnce, int second) {
        return new IndependentWorld(script, pace, id, step, newCut, atOnce, second, lostFrame);
    }

    IndependentWorld withLost(int frame) {
        return new IndependentWorld(script, pace, crashId, crashStep, cut, recoversAtOnce, secondId, frame);
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
        /** Behind the crash of the first. */
        private static final int STEPS_TO_SECOND = 3;

        private final CoordinatedWorld world = new CoordinatedWorld(CoordinatedWorld.config(), 3, true);
        private boolean crashReached;
        private int stepsToSecond = Integer.MAX_VALUE;

        private Run(List<String> trace) {
            world.trace = trace;
            world.startAll();
            world.runUntil(world.nowNs);
            for (TestProcess process : world.processes) {
                process.steps = 0;
            }
            world.frames = 0;
            world.events = 0;
            world.faults = this;
        }

        private Result result() {
            int event = 0;
            for (String word : script.split(" ", -1)) {
                int to = word.charAt(1) - '0';
                if (word.charAt(0) == 'c') {
                    world.at(event, () -> world.own(to));
                } else {
                    int from = word.charAt(0) - '0';
                    world.at(event, () -> world.transfer(from, to, 1 + from));
                }
                event += pace;
            }
            world.runUntil(world.nowNs + 100);
            world.runToEnd();
            int rollbacks = 0;
            for (TestProcess process : world.processes) {
                rollbacks += process.host.rollbacks;
            }
            return new Result(crashReached, lostFrame >= 0 && lostFrame < world.frames, world.decisions, rollbacks);
        }

        @Override
        public Cut cut(int processId, int step) {
            if (processId == crashId && step == crashStep) {
                crashReached = true;
                stepsToSecond = STEPS_TO_SECOND;
                return cut;
            }
            if (processId == secondId && stepsToSecond != Integer.MAX_VALUE && --stepsToSecond == 0) {
                return Cut.BEFORE;
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
