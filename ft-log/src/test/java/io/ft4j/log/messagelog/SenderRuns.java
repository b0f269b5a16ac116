package io.ft4j.log.messagelog;

import static io.ft4j.log.messagelog.RouteProcess.OUT;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Three processes with sender-based logging, whose logs are cut behind checkpoints; frames are lost, or come once more much
 * later, to whatever life is there. With whatever classes its own loader has; says what failed first, or nothing.
 */
public final class SenderRuns implements IntFunction<String> {
    private static final int SIZE = 3;
    private static final int STEPS = 1500;

    private long released;
    private long late;

    /** @param lastSeed from 1 on. */
    @Override
    public String apply(int lastSeed) {
        for (long seed = 1; seed <= lastSeed; seed++) {
            try {
                new Run(seed).run();
            } catch (AssertionError | RuntimeException e) {
                return "seed " + seed + ": " + e;
            }
        }
        return "";
    }

    /** Entries that the logs have forgotten. */
    long released() {
        return released;
    }

    /** Frames that came a second time. */
    long late() {
        return late;
    }

    private final class Run {
        private final Prng prng;
        private final RouteGroup group;
        /** By process and number; what a crash has lost comes again with another content. */
        private final Map<String, String> expected = new HashMap<>();

        private int inputs;

        Run(long seed) {
            prng = new Prng(seed);
            MessageLogConfig.Builder config = RouteGroup.config();
            if (seed % 2 == 0) {
                config.frameBytes(128).journalBytes(1024).channelBytes(1024).retainedMessages(16);
            }
            group = new RouteGroup(config.build(), SIZE, prng.fork("frames"));
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                step(prng.nextInt(SIZE));
            }
            for (int id = 0; id < SIZE; id++) {
                if (group.isDown(id)) {
                    group.start(id);
                }
            }
            settle();
            for (int id = 0; id < SIZE; id++) {
                require(group.nodes[id].stallingPeers() == ProcessSet.EMPTY, "process " + id + " waits");
                require(group.nodes[id].takenRsn() == group.nodes[id].toldRsn(), "process " + id + " is behind");
                for (long number = group.nodes[id].takenInput(RouteGroup.CHANNEL) + 1;
                        expected.remove(id + "#" + number) != null;
                        number++) {}
            }
            List<String> wanted = expected.values().stream().sorted().toList();
            List<String> got = group.outputs.values().stream().sorted().toList();
            require(wanted.equals(got), "each input leads to one output: " + wanted + ", " + got);
            released += group.logs[0].firstIndex() - 1;
            late += group.lateCount();
        }

        private void settle() {
            long before = -1;
            for (int i = 0; i < 60; i++) {
                group.settle();
                long events = 0;
                boolean replaying = false;
                for (int id = 0; id < SIZE; id++) {
                    release(id);
                    events += group.nodes[id].toldRsn();
                    replaying |= group.nodes[id].isReplaying();
                }
                if (!replaying && events == before) {
                    return;
                }
                before = events;
            }
            require(false, "it goes on for ever: " + Arrays.toString(group.nodes));
        }

        private void step(int id) {
            if (group.isDown(id)) {
                if (prng.chance(0.1)) {
                    group.start(id);
                }
            } else if (prng.chance(0.01)) {
                group.crash(id);
            } else {
                act(id);
            }
        }

        private void act(int id) {
            group.advance(1);
            if (prng.chance(0.3)) {
                input(id);
            }
            if (prng.chance(0.1)) {
                group.drop(other(id), id);
            }
            if (prng.chance(0.5)) {
                group.cycle(id, other(id));
            } else {
                group.cycle(id, 0, 1, 2);
            }
            if (prng.chance(0.5)) {
                group.force(id);
            }
            if (prng.chance(0.03)) {
                release(id);
            }
        }

        private void release(int id) {
            group.save(id);
            group.nodes[id].release(group.marks[id]);
        }

        private void input(int id) {
            inputs++;
            byte[] content = {(byte) inputs, (byte) (inputs >> 8), (byte) id};
            int first = other(id);
            int second = (first + 1) % SIZE;
            long number = group.input(id, first, second, first, OUT, content[0], content[1], content[2]);
            if (number > 0) {
                expected.put(id + "#" + number, Arrays.toString(content));
            }
        }

        private int other(int id) {
            return (id + 1 + prng.nextInt(2)) % SIZE;
        }
    }

    private static void require(boolean holds, String broken) {
        if (!holds) {
            throw new AssertionError(broken);
        }
    }
}
