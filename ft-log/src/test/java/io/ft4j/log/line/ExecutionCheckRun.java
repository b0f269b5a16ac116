package io.ft4j.log.line;

import java.util.function.LongFunction;

/** Checks random executions up to a seed with whatever classes its own loader has; says what failed first, or nothing. */
public final class ExecutionCheckRun implements LongFunction<String> {
    @Override
    public String apply(long lastSeed) {
        ExecutionCheck check = new ExecutionCheck();
        try {
            for (long seed = 1; seed <= lastSeed; seed++) {
                check.run(seed);
            }
            return "";
        } catch (AssertionError | RuntimeException e) {
            return e.getMessage();
        }
    }
}
