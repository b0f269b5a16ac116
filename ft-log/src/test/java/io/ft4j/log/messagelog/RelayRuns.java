package io.ft4j.log.messagelog;

import java.util.function.IntFunction;

/** Seeds of the swarm with whatever classes its own loader has; says what failed first, or nothing. */
public final class RelayRuns implements IntFunction<String> {
    /** @param lastSeed from 1 on. */
    @Override
    public String apply(int lastSeed) {
        try {
            for (long seed = 1; seed <= lastSeed; seed++) {
                MessageLogSwarmTest.simulator(LoggingStyle.RECEIVER, seed, new RelaySystem[1])
                        .run(seed)
                        .requireSuccess();
            }
            return "";
        } catch (AssertionError | RuntimeException e) {
            return e.getMessage();
        }
    }
}
