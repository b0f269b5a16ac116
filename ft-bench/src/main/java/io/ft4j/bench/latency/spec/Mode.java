package io.ft4j.bench.latency.spec;

/** Who decides when the next command is sent. */
public enum Mode {
    /** The reply to the one before: one outstanding. */
    CLOSED,
    /** Room in the window: as many outstanding as it holds. */
    PIPELINED,
    /** A clock: one command per interval, whether or not replies come. */
    OPEN;

    @Override
    public String toString() {
        return Names.of(this);
    }
}
