package io.ft4j.bench.example.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.report.Shrinker;
import io.ft4j.core.sim.report.Shrunk;
import org.junit.jupiter.api.Test;

final class CarelessOrderBookTest {
    @Test
    void isExposedByASeed() {
        SimReport report = CarelessSimulation.firstFailure();

        assertEquals("state divergence", report.property(), () -> "seed " + report.seed());
        AssertionError error = assertThrows(AssertionError.class, report::requireSuccess);
        assertTrue(error.getMessage().startsWith("seed " + report.seed() + ", at "), error::getMessage);
    }

    /** What is wrong with it is wrong without any fault. */
    @Test
    void needsNoFaultToFail() {
        SimReport report = CarelessSimulation.firstFailure();
        Shrunk shrunk = new Shrinker(CarelessSimulation.simulator(), 20, (runs, most, faults) -> {}).shrink(report);

        assertEquals("state divergence", shrunk.report().property());
        assertTrue(shrunk.plan().faults().isEmpty(), shrunk.plan()::toText);
    }
}
