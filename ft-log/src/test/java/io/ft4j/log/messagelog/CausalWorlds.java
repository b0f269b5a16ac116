package io.ft4j.log.messagelog;

import io.ft4j.core.model.Prng;
import io.ft4j.core.runtime.driver.DriverMemory;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** What happens in a {@link CausalWorld}. It says what failed first, or nothing. It has whatever classes its own loader has. */
public final class CausalWorlds implements UnaryOperator<String> {
    static final int LAST_CRASH = 16;
    /** Long enough for others to say again what it does not acknowledge, and for a slow link. */
    static final int LONG_AWAY = 14;

    static final int SLOW = 9;

    /** Between the rounds in which two processes crash, where one of them is enough. */
    private static final int STEP = 5;

    /** The round in which a slow disk forces for the first time. */
    private static final int FIRST_FORCE = 40;

    private static final int LINKS = CausalWorld.SIZE * (CausalWorld.SIZE - 1);

    /** What the outside says: to whom, and the way of it. */
    private static final int[][][] ROUTES = {
        {{0, 1, 2}, {0, 1, 2}, {2, 0, 1}},
        {{0, 1, 2, 0}, {1, 2, 0}},
        {{0, 1, 2}, {1, 2, 1, 0}},
    };

    /** @param slow 0: nothing is; then one link after the other, then one disk after the other. */
    private record Setting(int[][] routes, int slow) {
        static final int COUNT = 1 + LINKS + CausalWorld.SIZE;

        boolean hasSlowLink() {
            return slow > 0 && slow <= LINKS;
        }

        CausalWorld world(DriverMemory[] memories) {
            CausalWorld world = new CausalWorld(memories);
            for (int[] route : routes) {
                world.input(route[0], Arrays.copyOfRange(route, 1, route.length));
            }
            if (slow > LINKS) {
                world.slowDisk(slow - LINKS - 1, FIRST_FORCE);
            } else if (slow > 0) {
                int source = (slow - 1) / 2;
                world.slowDown(source, (source + 1 + (slow - 1) % 2) % CausalWorld.SIZE, SLOW);
            }
            return world;
        }

        @Override
        public String toString() {
            return Arrays.deepToString(routes) + ", slow " + slow;
        }
    }

    /** @param kept of the records that are not forced. */
    private record Crash(int id, int round, int kept, int away) {}

    private final DriverMemory[] memories = memories();
    private long runs;
    private long recovered;
    private long refused;

    static DriverMemory[] memories() {
        DriverMemory[] memories = new DriverMemory[CausalWorld.SIZE];
        Arrays.setAll(memories, id -> new DriverMemory());
        return memories;
    }

    long runs() {
        return runs;
    }

    long recovered() {
        return recovered;
    }

    long refused() {
        return refused;
    }

    /** @param which of what happens: {@code singles}, {@code late frames}, {@code pairs}. */
    @Override
    public String apply(String which) {
        try {
            switch (which) {
                case "singles":
                    runSingles();
                    break;
                case "late frames":
                    runLateFrames();
                    break;
                default:
                    runPairs(STEP);
                    break;
            }
            return "";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void finish(CausalWorld world, String what) {
        runs++;
        try {
            world.finish();
        } catch (RuntimeException e) {
            throw new IllegalStateException(e.getMessage() + "\nin " + what, e);
        }
        recovered += world.count(MessageLogCounter.EVENT_RECOVERED);
        refused += world.count(MessageLogCounter.DETERMINANT_REFUSED);
    }

    /** Each process crashes behind each of its duty cycles, and finds each prefix of what was not forced. */
    void runSingles() {
        for (int[][] routes : ROUTES) {
            for (int slow = 0; slow < Setting.COUNT; slow++) {
                Setting setting = new Setting(routes, slow);
                if (!setting.hasSlowLink()) {
                    runSingles(setting);
                }
            }
        }
    }

    private void runSingles(Setting setting) {
        for (int id = 0; id < CausalWorld.SIZE; id++) {
            for (int round = 1; round <= LAST_CRASH; round++) {
                int kept = 0;
                while (run(setting, new Crash(id, round, kept, 0))) {
                    kept++;
                }
            }
        }
    }

    /** Any two crashes, of processes of which one may come back late, and lose all that was not forced, or all but the first record. */
    void runPairs(int step) {
        for (int slow = 0; slow < Setting.COUNT; slow++) {
            for (int[][] routes : ROUTES) {
                for (int round = 1; round <= LAST_CRASH; round += step) {
                    for (int next = round; next <= LAST_CRASH + step; next += step) {
                        runPairs(new Setting(routes, slow), round, next);
                    }
                }
            }
        }
    }

    private void runPairs(Setting setting, int round, int next) {
        for (int first = 0; first < CausalWorld.SIZE; first++) {
            for (int second = 0; second < CausalWorld.SIZE; second++) {
                for (int late = 0; late < 3; late++) {
                    Crash one = new Crash(first, round, 0, late == 1 ? LONG_AWAY : 0);
                    Crash other = new Crash(second, next, 0, late == 2 ? LONG_AWAY : 0);
                    if (run(setting, one, other) && !setting.hasSlowLink()) {
                        run(setting, one, new Crash(second, next, 1, other.away));
                    }
                }
            }
        }
    }

    /**
     * Process 1 comes back, and is answered by 0 at once and by 2 late. Meanwhile 0 crashes and forgets that it has answered, and 2
     * crashes, while its word on what 1 has lost is on its way to 0.
     */
    void runLateFrames() {
        for (int round = 8; round <= LAST_CRASH; round++) {
            for (int gap = 1; gap <= 6; gap++) {
                CausalWorld world = new CausalWorld(memories);
                world.input(0, 1, 2, 0);
                world.slowDisk(1, FIRST_FORCE);
                world.slowDisk(2, FIRST_FORCE);
                world.slowDown(2, 0, SLOW);
                world.runUntil(round);
                world.slowDown(1, 2, 2 * SLOW);
                world.crash(1, 0, 0);
                world.runUntil(round + 2);
                world.slowDown(1, 0, 2 * SLOW);
                world.crash(0, world.unforced(0), 0);
                world.runUntil(round + 2 + gap);
                world.crash(2, 0, 0);
                finish(world, "late frames, 1 crashes in round " + round + ", 2 after " + gap);
            }
        }
    }

    /** Returns whether more could have been kept in the last crash. */
    private boolean run(Setting setting, Crash... crashes) {
        CausalWorld world = setting.world(memories);
        boolean more = false;
        for (Crash crash : crashes) {
            world.runUntil(crash.round);
            if (!world.isUp(crash.id)) {
                return false;
            }
            more = crash.kept < world.unforced(crash.id);
            world.crash(crash.id, crash.kept, crash.away);
        }
        finish(world, setting + ": " + Arrays.toString(crashes));
        return more;
    }

    /** Chance decides who says what to whom, who crashes and when, and which links and disks are slow. */
    void runSeed(long seed) {
        Prng prng = new Prng(seed);
        CausalWorld world = new CausalWorld(memories);
        for (int i = 1 + prng.nextInt(6); i > 0; i--) {
            int id = prng.nextInt(CausalWorld.SIZE);
            int[] route = new int[1 + prng.nextInt(6)];
            int at = id;
            for (int hop = 0; hop < route.length; hop++) {
                at = (at + 1 + prng.nextInt(2)) % CausalWorld.SIZE;
                route[hop] = at;
            }
            world.input(id, route);
        }
        for (int i = prng.nextInt(4); i > 0; i--) {
            int source = prng.nextInt(CausalWorld.SIZE);
            world.slowDown(source, (source + 1 + prng.nextInt(2)) % CausalWorld.SIZE, 1 + prng.nextInt(20));
        }
        for (int i = prng.nextInt(3); i > 0; i--) {
            world.slowDisk(prng.nextInt(CausalWorld.SIZE), prng.nextInt(60));
        }
        for (int i = 1 + prng.nextInt(6); i > 0; i--) {
            world.runUntil(world.roundNumber() + prng.nextInt(10));
            int id = prng.nextInt(CausalWorld.SIZE);
            if (world.isUp(id)) {
                world.crash(id, prng.nextInt(world.unforced(id) + 1), prng.nextInt(3) * prng.nextInt(12));
            }
        }
        finish(world, "seed " + seed);
    }
}
