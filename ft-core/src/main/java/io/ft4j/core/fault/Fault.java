package io.ft4j.core.fault;

import io.ft4j.core.fault.FaultKind.Measure;
import io.ft4j.core.model.ProcessSet;

/**
 * One thing that goes wrong, when, for how long, and to whom.
 *
 * @param atNs       from the start of the run.
 * @param durationNs until it is over or repaired.
 * @param processes  a {@link ProcessSet}.
 * @param value      as {@link FaultKind#measure} says.
 */
public record Fault(FaultKind kind, long atNs, long durationNs, long processes, long value)
        implements Comparable<Fault> {
    /** Of a rate: always. */
    public static final long ALWAYS = 1_000_000;

    /** Longest time, a year: sums of times never overflow. */
    static final long MAX_NS = 365L * 24 * 3600 * 1_000_000_000L;

    private static final long MAX_COUNT = 1 << 20;

    public Fault {
        requireRange("atNs", atNs, 0, MAX_NS);
        requireRange("durationNs", durationNs, 0, MAX_NS);
        requireRange("value", value, lowest(kind.measure()), highest(kind.measure()));
        if (processes == ProcessSet.EMPTY) {
            throw new IllegalArgumentException("processes={} : " + kind + " happens to nobody");
        }
    }

    public long endNs() {
        return atNs + durationNs;
    }

    public boolean hits(int processId) {
        return ProcessSet.contains(processes, processId);
    }

    @Override
    public int compareTo(Fault other) {
        return atNs != other.atNs ? Long.compare(atNs, other.atNs) : kind.compareTo(other.kind);
    }

    /** As a line of {@link FaultPlan}. */
    @Override
    public String toString() {
        return FaultText.format(this);
    }

    private static long lowest(Measure measure) {
        switch (measure) {
            case SIGNED_RATE:
                return -ALWAYS / 2;
            case SIGNED_DURATION:
                return -MAX_NS;
            default:
                return 0;
        }
    }

    private static long highest(Measure measure) {
        switch (measure) {
            case NONE:
                return 0;
            case RATE:
                return ALWAYS;
            case SIGNED_RATE:
                return ALWAYS / 2;
            case COUNT:
                return MAX_COUNT;
            default:
                return MAX_NS;
        }
    }

    private static void requireRange(String field, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(field + "=" + value + " is outside " + low + ".." + high);
        }
    }
}
