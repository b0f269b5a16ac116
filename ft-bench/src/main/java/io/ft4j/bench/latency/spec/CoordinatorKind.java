package io.ft4j.bench.latency.spec;

/** Who coordinates the transactions of a run. */
public enum CoordinatorKind {
    /** One node with one log. */
    LOCAL,
    /** The state machine of a group of three replicas, each with a log. */
    GROUP;

    /** One of its replicas may be lost. */
    public static final int TOLERATED_CRASHES = 1;

    int logCount() {
        return this == LOCAL ? 1 : 2 * TOLERATED_CRASHES + 1;
    }

    @Override
    public String toString() {
        return Names.of(this);
    }
}
