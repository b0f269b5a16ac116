package io.ft4j.core.sim.report;

import io.ft4j.core.model.Prng;
import io.ft4j.core.sim.Workload;
import org.agrona.MutableDirectBuffer;

/** Finds fault with all answers once the run is over, in words that no page may take for its own. */
record Dissatisfied(Workload workload) implements Workload {
    static final String MESSAGE = "replies: <b>odd & \"wrong\"</b> \u0001";

    @Override
    public int next(int client, long ticket, Prng prng, MutableDirectBuffer command) {
        return workload.next(client, ticket, prng, command);
    }

    @Override
    public void onEnd() {
        throw new IllegalStateException(MESSAGE);
    }
}
