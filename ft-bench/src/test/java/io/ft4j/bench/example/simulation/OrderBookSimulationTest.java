package io.ft4j.bench.example.simulation;

import io.ft4j.bench.example.orderbook.OrderBook;
import io.ft4j.bench.example.orderbook.OrderFlow;
import io.ft4j.core.sim.SimTally;
import io.ft4j.core.sim.Simulator;
import org.junit.jupiter.api.Test;

final class OrderBookSimulationTest {
    @Test
    void survivesAnHourOfSimulatedFaults() {
        Simulator simulator = Simulator.of(() -> new OrderBook(4096, 4096), OrderFlow::new);
        SimTally tally = new SimTally();
        for (long seed = 1; tally.virtualNs() < 3600 * Simulator.SECOND_NS; seed++) {
            tally.add(simulator.run(seed).requireSuccess().tally());
        }
    }
}
