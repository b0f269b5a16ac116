package io.ft4j.core.sim.report;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.world.TraceEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A failed run for people: what does not hold, how to see it again, what the seed had drawn, the few faults that it takes,
 * and the last events up to the failure.
 *
 * @param report    of the run that failed first.
 * @param shrunk    from it, or null.
 * @param lastRun   the run whose last events are shown, kept in words: the shrunk one, or the failed one.
 * @param lastCount events at most.
 */
public record FailureReport(SimReport report, Shrunk shrunk, SimReport lastRun, int lastCount) {
    /** Events of so much virtual time before the failure are more than anybody reads. */
    private static final long KEPT_NS = 20_000_000_000L;

    /** Runs the shrunk failure once more, for its events; one that differs from run to run may fail earlier. */
    public static FailureReport of(SimReport report, Shrunk shrunk, int lastCount) {
        SimReport lastRun = shrunk.rerun(Math.max(0, shrunk.report().endNs() - KEPT_NS));
        boolean earlier = lastRun.events().isEmpty();
        return new FailureReport(report, shrunk, earlier ? shrunk.rerun(0) : lastRun, lastCount);
    }

    public String toText() {
        StringBuilder text = new StringBuilder();
        line(text, "FAILED     %s", report.property());
        line(text, "           %s", report.failure().getMessage());
        line(text, "seed       %d, at %.6f s of virtual time", report.seed(), seconds(report.endNs()));
        line(text, "replay     %s", report.replay());
        line(text, "%nThe seed drew");
        indent(text, report.settings().toText());
        line(
                text,
                "  %,d faults%s",
                report.plan().faults().size(),
                report.plan().faults().isEmpty() ? "" : ":");
        mix(text);
        if (shrunk != null) {
            shrunkPlan(text);
        }
        lastEvents(text);
        return text.toString();
    }

    private void mix(StringBuilder text) {
        Map<FaultKind, List<Fault>> kinds = new EnumMap<>(FaultKind.class);
        for (Fault fault : report.plan().faults()) {
            kinds.computeIfAbsent(fault.kind(), kind -> new ArrayList<>()).add(fault);
        }
        kinds.forEach((kind, faults) -> line(text, "    %-18s %s", kind, summary(faults)));
    }

    /** How often, when, to whom, and how much. */
    static String summary(List<Fault> faults) {
        long endNs = 0;
        long processes = ProcessSet.EMPTY;
        Fault least = faults.get(0);
        Fault most = least;
        for (Fault fault : faults) {
            endNs = Math.max(endNs, fault.endNs());
            processes |= fault.processes();
            least = fault.value() < least.value() ? fault : least;
            most = fault.value() > most.value() ? fault : most;
        }
        String values = least.value() == most.value() ? value(least) : value(least) + " to" + value(most);
        return String.format(
                Locale.ROOT,
                "%3d × within %.3f to %.3f s, %s%s",
                faults.size(),
                seconds(faults.get(0).atNs()),
                seconds(endNs),
                ProcessSet.toString(processes),
                values);
    }

    private static String value(Fault fault) {
        String text = fault.toString();
        return text.substring(text.indexOf('}') + 1);
    }

    private void shrunkPlan(StringBuilder text) {
        line(
                text,
                "%nShrunk from %,d faults to %,d in %,d runs; it fails at %.6f s",
                shrunk.faultsBefore(),
                shrunk.plan().faults().size(),
                shrunk.runs(),
                seconds(shrunk.report().endNs()));
        line(text, "  replay, these lines being the plan: %s", shrunk.report().replay());
        indent(text, shrunk.plan().toText());
    }

    private void lastEvents(StringBuilder text) {
        List<TraceEvent> events = lastRun.events();
        int count = Math.min(lastCount, events.size());
        String whose = shrunk == null ? "" : " of the shrunk run";
        line(text, "%nThe last %,d events%s, up to the failure, in seconds of virtual time", count, whose);
        events.subList(events.size() - count, events.size()).forEach(event -> line(text, "%s", event));
        if (lastRun.isSuccess()) {
            line(text, "This run has not failed again: what was simulated differs from run to run.");
        } else {
            line(text, "%12.6f  %s", seconds(lastRun.endNs()), lastRun.failure().getMessage());
        }
    }

    private static double seconds(long ns) {
        return ns / 1e9;
    }

    private static void indent(StringBuilder text, String lines) {
        lines.lines().forEach(line -> line(text, "  %s", line));
    }

    private static void line(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append(System.lineSeparator());
    }
}
