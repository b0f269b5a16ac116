package io.ft4j.bench.example.orderbook;

import io.ft4j.core.model.Prng;
import io.ft4j.core.sim.Workload;
import org.agrona.MutableDirectBuffer;

/** Generated order flow for the clients of a simulated group, which take their commands from it in turn. One thread. */
public final class OrderFlow implements Workload {
    private final FlowGenerator generator;

    /** @param prng the flow depends on nothing else. */
    public OrderFlow(Prng prng) {
        generator = new FlowGenerator(prng.nextLong(), Long.MAX_VALUE);
    }

    @Override
    public int next(int client, long ticket, Prng prng, MutableDirectBuffer command) {
        return generator.next(command, 0);
    }
}
