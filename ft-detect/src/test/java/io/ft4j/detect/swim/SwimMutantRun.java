package io.ft4j.detect.swim;

import java.util.function.LongFunction;

/** Runs a seed with whatever classes its own loader has; says what failed, or nothing. */
public final class SwimMutantRun implements LongFunction<String> {
    @Override
    public String apply(long seed) {
        try {
            SwimSwarm.run(seed);
            return "";
        } catch (AssertionError | RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
