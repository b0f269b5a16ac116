package io.ft4j.core.sim.mutant;

import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.Simulator;
import java.util.function.LongFunction;

/** Runs a seed with whatever classes its own loader has; says what failed, or nothing. */
public final class MutantRun implements LongFunction<String> {
    @Override
    public String apply(long seed) {
        SimReport report = Simulator.keyValue().run(seed);
        return report.isSuccess() ? "" : String.valueOf(report.failure().getMessage());
    }
}
