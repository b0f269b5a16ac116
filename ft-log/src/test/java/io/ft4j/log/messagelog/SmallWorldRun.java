package io.ft4j.log.messagelog;

import java.util.function.LongFunction;

/** Runs small worlds of one route with whatever classes its own loader has; says what failed first, or nothing. */
public final class SmallWorldRun implements LongFunction<String> {
    private static final int FIRST = SmallWorld.FIRST_INPUT;

    /** @param rounds in which processes crash. */
    @Override
    public String apply(long rounds) {
        try {
            for (int crashed = 0; crashed < SmallWorld.SIZE; crashed++) {
                for (int round = FIRST; round < FIRST + rounds; round++) {
                    OptimisticWorlds.crashOnce(OptimisticWorlds.of(new int[] {1, 2}, 1, 2, 0), crashed, round, 0);
                }
            }
            for (int first = 0; first < SmallWorld.SIZE; first++) {
                for (int second = 0; second < SmallWorld.SIZE; second++) {
                    for (int round = FIRST; round < FIRST + rounds; round++) {
                        for (int next = round; next < FIRST + rounds + 4; next++) {
                            OptimisticWorlds.crashTwice(first, round, second, next);
                        }
                    }
                }
            }
            return "";
        } catch (AssertionError | RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
