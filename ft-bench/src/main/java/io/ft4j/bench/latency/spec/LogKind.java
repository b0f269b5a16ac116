package io.ft4j.bench.latency.spec;

import io.ft4j.core.port.Durability;

/** Which log the replicas write. */
public enum LogKind {
    MEMORY,
    CHRONICLE,
    SEGMENT;

    public static LogKind defaultOf(Durability durability) {
        return switch (durability) {
            case MEMORY -> MEMORY;
            case PROCESS -> CHRONICLE;
            case DISK -> SEGMENT;
        };
    }

    boolean reaches(Durability durability) {
        return switch (this) {
            case MEMORY -> durability == Durability.MEMORY;
            case CHRONICLE -> durability == Durability.PROCESS;
            case SEGMENT -> durability != Durability.MEMORY;
        };
    }

    @Override
    public String toString() {
        return Names.of(this);
    }
}
