package io.ft4j.log.messagelog;

import io.ft4j.core.model.Prng;
import java.util.function.IntFunction;

/** What happens in a {@link CausalWorld}. It says what failed first, or nothing. It has whatever classes its own loader has. */
public final class CausalWorlds implements IntFunction<String> {
    static final int LAST_CRASH = 16;
    /** Long enough for others to say again what it does not acknowledge, and for a slow link. */
    static final int LONG_AWAY = 14;

    static final int SLOW = 9;

    /** The outside speaks to two processes, and what comes of it meets at all three. */
    private static final int[][][] ROUTES = {
        {{1, 2, 0}, {2, 0}},
        {{1, 2}, {2, 1, 0}},
    };

    private long runs;
    private long recovered;
    private long refused;

    long runs() {
        return runs;
    }

    long recovered() {
        return recovered;
    }

    long refused() {
        return refused;
    }

    /** @param step between the rounds in which processes crash. */
    @Override
    public String apply(int step) {
        try {
            runSingles();
            runPairs(step);
            return "";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static CausalWorld world(int[][] routes) {
        CausalWorld world = new CausalWorld();
        world.input(0, routes[0]);
        world.input(1, routes[1]);
        return world;
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
            for (int id = 0; id < CausalWorld.SIZE; id++) {
                for (int round = 1; round <= LAST_CRASH; round++) {
                    for (int kept = 0; runSingle(routes, id, round, kept); kept++) {
                        // One record more.
                    }
                }
            }
        }
    }

    private boolean runSingle(int[][] routes, int id, int round, int kept) {
        CausalWorld world = world(routes);
        world.runUntil(round);
        int unforced = world.unforced(id);
        world.crash(id, kept, 0);
        finish(world, id + " crashes in round " + round + " and keeps " + kept);
        return kept < unforced;
    }

    /** Any two crashes, which lose all that was not forced, of processes that come back at once or late; without and with one slow link. */
    void runPairs(int step) {
        for (int[][] routes : ROUTES) {
            for (int link = 0; link <= CausalWorld.SIZE * (CausalWorld.SIZE - 1); link++) {
                for (int round = 1; round <= LAST_CRASH; round += step) {
                    for (int next = round; next <= LAST_CRASH + 4; next += step) {
                        runPairs(routes, link, round, next);
                    }
                }
            }
        }
    }

    private void runPairs(int[][] routes, int link, int round, int next) {
        for (int first = 0; first < CausalWorld.SIZE; first++) {
            for (int second = 0; second < CausalWorld.SIZE; second++) {
                for (int away = 0; away < 4; away++) {
                    CausalWorld world = world(routes);
                    if (link > 0) {
                        int source = (link - 1) / 2;
                        world.slowDown(source, (source + 1 + (link - 1) % 2) % CausalWorld.SIZE, SLOW);
                    }
                    world.runUntil(round);
                    world.crash(first, 0, (away & 1) * LONG_AWAY);
                    world.runUntil(next);
                    if (world.isUp(second)) {
                        world.crash(second, 0, (away >> 1) * LONG_AWAY);
                        finish(
                                world,
                                first + " crashes in round " + round + ", " + second + " in round " + next + ", away "
                                        + away + ", slow link " + link);
                    }
                }
            }
        }
    }

    /** Chance decides who says what to whom, who crashes and when, and which links are slow. */
    void runSeed(long seed) {
        Prng prng = new Prng(seed);
        CausalWorld world = new CausalWorld();
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
        for (int i = 1 + prng.nextInt(5); i > 0; i--) {
            world.runUntil(world.roundNumber() + prng.nextInt(10));
            int id = prng.nextInt(CausalWorld.SIZE);
            if (world.isUp(id)) {
                world.crash(id, prng.nextInt(world.unforced(id) + 1), prng.nextInt(3) * prng.nextInt(12));
            }
        }
        finish(world, "seed " + seed);
    }
}
