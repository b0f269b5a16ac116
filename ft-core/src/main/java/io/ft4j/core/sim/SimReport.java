package io.ft4j.core.sim;

import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.sim.world.TraceEvent;
import java.util.List;

/**
 * How a run went.
 *
 * @param settings   what the seed drew beside the faults.
 * @param endNs      virtual time at its end.
 * @param plan       the faults.
 * @param failure    the property that did not hold, or null.
 * @param eventCount of its trace.
 * @param sha256     of its trace: equal for equal runs.
 * @param events     in words, those that were asked for.
 * @param replay     how to run it once more.
 */
public record SimReport(
        long seed,
        SimSettings settings,
        long endNs,
        FaultPlan plan,
        RuntimeException failure,
        long eventCount,
        String sha256,
        SimTally tally,
        List<TraceEvent> events,
        String replay) {
    public int processCount() {
        return settings.processCount();
    }

    public boolean isSuccess() {
        return failure == null;
    }

    /** The name of the property that did not hold, which its message begins with; empty when all is well. */
    public String property() {
        String message = failure == null ? "" : String.valueOf(failure.getMessage());
        int colon = message.indexOf(':');
        return colon < 0 ? message : message.substring(0, colon);
    }

    /** @throws AssertionError when a property did not hold, in one line with the seed and how to replay it. */
    public SimReport requireSuccess() {
        if (failure != null) {
            throw new AssertionError(
                    "seed " + seed + ", at " + endNs / 1_000_000 + " ms: " + failure.getMessage() + "; replay: "
                            + replay,
                    failure);
        }
        return this;
    }
}
