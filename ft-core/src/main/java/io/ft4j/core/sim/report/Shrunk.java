package io.ft4j.core.sim.report;

import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.Simulator;

/**
 * The smallest failure that was found: {@code simulator.run(report.seed(), plan())} shows it.
 *
 * @param simulator    with less virtual time than at first, where that matters.
 * @param report       of that run.
 * @param faultsBefore how many faults there were in the beginning.
 * @param runs         that this took.
 */
public record Shrunk(Simulator simulator, SimReport report, int faultsBefore, int runs) {
    public FaultPlan plan() {
        return report.plan();
    }

    /** The failing run once more, with its events from some time on; {@link Simulator#run(long, FaultPlan, long)}. */
    public SimReport rerun(long fromNs) {
        return simulator.run(report.seed(), plan(), fromNs);
    }
}
