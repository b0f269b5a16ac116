package io.ft4j.core.sim.report;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.world.TraceEvent;
import io.ft4j.core.sim.world.TraceKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The faults that touch a window: those that last through all of it are said in words, the others are drawn. */
final class Bands {
    /** What kinds of faults have in common, and how they are coloured. */
    enum Family {
        NETWORK,
        PROCESS,
        CLOCK,
        DISK,
        CLIENT;

        static Family of(FaultKind kind) {
            if (kind.compareTo(FaultKind.NARROW_LINK) <= 0) {
                return NETWORK;
            } else if (kind.compareTo(FaultKind.VOTER_LOST) <= 0) {
                return PROCESS;
            } else if (kind.compareTo(FaultKind.CLOCK_FREEZE) <= 0) {
                return CLOCK;
            }
            return kind.compareTo(FaultKind.DISK_FULL) <= 0 ? DISK : CLIENT;
        }
    }

    private final List<Fault> throughout = new ArrayList<>();
    private final List<Fault> passing = new ArrayList<>();

    Bands(SimReport report, Selection selection) {
        long healNs = report.settings().durationNs();
        long everybody = ProcessSet.firstN(report.processCount());
        for (Fault fault : allOf(report)) {
            boolean touches = fault.atNs() <= Math.min(selection.toNs(), healNs) && fault.endNs() >= selection.fromNs();
            boolean covers = fault.atNs() <= selection.fromNs() && endNs(fault, healNs) >= selection.toNs();
            if (covers && fault.processes() == everybody) {
                throughout.add(fault);
            } else if (touches) {
                passing.add(fault);
            }
        }
    }

    /** Of everybody, through the whole window. */
    List<Fault> throughout() {
        return throughout;
    }

    List<Fault> passing() {
        return passing;
    }

    /** When a fault ends that does not outlast the others. */
    static long endNs(Fault fault, long healNs) {
        return Math.min(fault.endNs(), healNs);
    }

    /** Those of the plan, and those that others have brought about, which only the events tell. */
    private static Set<Fault> allOf(SimReport report) {
        Set<Fault> faults = new LinkedHashSet<>(report.plan().faults());
        for (TraceEvent event : report.events()) {
            if (event.kind() == TraceKind.FAULT) {
                String line = event.text().substring(event.text().indexOf(':') + 1);
                String plan = "processes " + report.processCount() + "\n" + line.strip();
                faults.addAll(FaultPlan.parse("event", plan).faults());
            }
        }
        return faults;
    }
}
