package io.ft4j.bench.latency;

/** Sends commands and receives replies on the calling thread. No allocation. */
interface Load {
    /** Goes on until this time of {@link System#nanoTime}; what is outstanding then stays so. */
    void runUntil(long endNs);
}
