package io.ft4j.core.sim;

import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.sim.world.SimCounter;
import io.ft4j.core.sim.world.TraceEvent;
import io.ft4j.core.sim.world.TraceKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A run and what there was to see of it while its faults lasted. */
final class SeenRun {
    private final SimReport report;
    private final List<TraceEvent> events;
    private final Map<Long, Long> sentAtNs = new HashMap<>();

    SeenRun(Simulator simulator, long seed, FaultPlan plan) {
        report = simulator.run(seed, plan, 0).requireSuccess();
        events = report.events().stream()
                .filter(event -> event.atNs() < simulator.durationNs())
                .toList();
        events(TraceKind.SEND, event -> true).forEach(event -> sentAtNs.put(event.value(), event.atNs()));
    }

    long count(SimCounter... counters) {
        long sum = 0;
        for (SimCounter counter : counters) {
            sum += report.tally().count(counter);
        }
        return sum;
    }

    List<TraceEvent> events(TraceKind kind, Predicate<TraceEvent> condition) {
        return events.stream()
                .filter(event -> event.kind() == kind && condition.test(event))
                .toList();
    }

    int count(TraceKind kind, long fromNs, long untilNs) {
        return events(kind, event -> event.atNs() > fromNs && event.atNs() < untilNs)
                .size();
    }

    /** Whether these frames were lost, all of them, and no others. */
    boolean losesExactly(Predicate<TraceEvent> condition) {
        List<TraceEvent> sent = events(TraceKind.SEND, condition);
        List<TraceEvent> lost = events(TraceKind.LOST, event -> true);
        return !sent.isEmpty() && sent.size() == lost.size() && lost.stream().allMatch(condition);
    }

    boolean hasArrivedTwice() {
        Set<Long> numbers = new HashSet<>();
        return !events(TraceKind.ARRIVE, event -> true).stream().allMatch(event -> numbers.add(event.value()));
    }

    double meanDelayNs() {
        return events(TraceKind.ARRIVE, event -> true).stream()
                .mapToLong(this::delayNs)
                .average()
                .orElseThrow();
    }

    long longestDelayNs() {
        return events(TraceKind.ARRIVE, event -> true).stream()
                .mapToLong(this::delayNs)
                .max()
                .orElseThrow();
    }

    private long delayNs(TraceEvent arrival) {
        return arrival.atNs() - sentAtNs.get(arrival.value());
    }

    /** Between two steps of one process that send something. */
    long shortestPauseNs(long fromNs) {
        Map<Integer, Long> last = new HashMap<>();
        long shortest = Long.MAX_VALUE;
        for (TraceEvent event : events(TraceKind.SEND, event -> event.atNs() >= fromNs)) {
            Long before = last.put(event.process(), event.atNs());
            if (before != null && before < event.atNs()) {
                shortest = Math.min(shortest, event.atNs() - before);
            }
        }
        return shortest;
    }
}
