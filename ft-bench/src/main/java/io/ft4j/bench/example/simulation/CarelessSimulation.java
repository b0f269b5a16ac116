package io.ft4j.bench.example.simulation;

import io.ft4j.bench.example.orderbook.OrderFlow;
import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.Simulator;
import io.ft4j.core.sim.report.FailureReport;
import io.ft4j.core.sim.report.Shrinker;
import io.ft4j.core.sim.report.Shrunk;
import io.ft4j.core.sim.report.SpaceTimeDiagram;
import java.io.IOException;
import java.nio.file.Path;

/** Simulates the careless order book until a seed exposes it, says what went wrong, and draws it. */
public final class CarelessSimulation {
    private static final int MAX_RUNS = 50;
    private static final int LAST_EVENTS = 20;

    private CarelessSimulation() {}

    /** @param args the file for the picture; without it there is none. */
    public static void main(String[] args) throws IOException {
        SimReport failing = firstFailure();
        Shrunk shrunk = new Shrinker(simulator(), MAX_RUNS, (runs, maxRuns, faultCount) -> {}).shrink(failing);
        FailureReport report = FailureReport.of(failing, shrunk, LAST_EVENTS);
        System.out.print(report.toText());
        if (args.length > 0) {
            SpaceTimeDiagram.of(report.lastRun()).writeTo(Path.of(args[0]));
        }
    }

    static Simulator simulator() {
        return Simulator.of(CarelessOrderBook::new, OrderFlow::new);
    }

    static SimReport firstFailure() {
        long seed = 1;
        SimReport report = simulator().run(seed);
        while (report.isSuccess()) {
            report = simulator().run(++seed);
        }
        return report;
    }
}
