package io.ft4j.core.sim.world;

/** Where a run counts what it meets. */
public interface Counts {
    void add(SimCounter counter, long count);
}
