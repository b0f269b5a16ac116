package io.ft4j.core.sim.protocol;

import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.sim.world.SimCounter;
import io.ft4j.core.sim.world.TraceEvent;
import java.util.List;
import java.util.Map;

/**
 * How a run went.
 *
 * @param endNs   virtual time at its end.
 * @param failure the property that did not hold, or null.
 * @param sha256  of everything that happened: equal for equal runs.
 * @param events  in words, those that were asked for.
 * @param counts  situations that were met.
 */
public record ProtocolReport(
        long seed,
        long endNs,
        FaultPlan plan,
        RuntimeException failure,
        String sha256,
        List<TraceEvent> events,
        Map<SimCounter, Long> counts) {
    private static final int EVENTS_SHOWN = 40;

    public boolean isSuccess() {
        return failure == null;
    }

    public long count(SimCounter counter) {
        return counts.getOrDefault(counter, 0L);
    }

    /** @throws AssertionError when a property did not hold, with the seed, the faults and what happened last. */
    public ProtocolReport requireSuccess() {
        if (failure != null) {
            throw new AssertionError(toText(), failure);
        }
        return this;
    }

    private String toText() {
        StringBuilder text = new StringBuilder();
        text.append("seed ")
                .append(seed)
                .append(", at ")
                .append(endNs / 1_000_000)
                .append(" ms: ")
                .append(failure.getMessage())
                .append("; the faults were\n")
                .append(plan.toText());
        for (TraceEvent event : events.subList(Math.max(0, events.size() - EVENTS_SHOWN), events.size())) {
            text.append(event).append('\n');
        }
        return text.toString();
    }
}
