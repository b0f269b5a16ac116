package io.ft4j.core.fault;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the active faults amount to, by the sender of a frame. */
final class LinkFaults {
    /** By kind, so that the frames that one kind hits do not depend on which others there are. */
    private final Prng[] prngs = new Prng[FaultKind.values().length];

    private final int processCount;
    private final List<Fault> active = new ArrayList<>();
    private final long[][] rates;
    private final long[] extraDelayNs;
    private final long[] clogEndNs;
    private final long[] bounds;
    private boolean cutting;
    private long nowNs;

    LinkFaults(int processCount, Prng prng) {
        for (FaultKind kind : FaultKind.values()) {
            prngs[kind.ordinal()] = prng.fork(kind.name());
        }
        this.processCount = processCount;
        rates = new long[processCount][FaultKind.values().length];
        extraDelayNs = new long[processCount];
        clogEndNs = new long[processCount];
        bounds = new long[processCount];
        onFaultsChanged();
    }

    void now(long newNowNs) {
        nowNs = newNowNs;
    }

    void begin(Fault fault) {
        active.add(fault);
        onFaultsChanged();
    }

    void end(Fault fault) {
        active.remove(fault);
        onFaultsChanged();
    }

    boolean isQuiet() {
        return active.isEmpty();
    }

    private void onFaultsChanged() {
        cutting = false;
        for (int from = 0; from < processCount; from++) {
            extraDelayNs[from] = 0;
            clogEndNs[from] = 0;
            bounds[from] = Long.MAX_VALUE;
            Arrays.fill(rates[from], 0);
            for (Fault fault : active) {
                if (fault.hits(from)) {
                    apply(fault, from);
                }
            }
        }
    }

    private void apply(Fault fault, int from) {
        switch (fault.kind()) {
            case PARTITION:
            case MUTE:
            case DEAF:
            case BRIDGE:
            case FLAP:
                cutting = true;
                break;
            case CLOG:
                clogEndNs[from] = Math.max(clogEndNs[from], fault.endNs());
                break;
            case NARROW_LINK:
                bounds[from] = Math.min(bounds[from], fault.value());
                break;
            case DELAY:
                extraDelayNs[from] = Math.max(extraDelayNs[from], fault.value());
                break;
            default:
                int kind = fault.kind().ordinal();
                rates[from][kind] = Math.max(rates[from][kind], fault.value());
                break;
        }
    }

    /** The kind of the fault that lets nothing pass, or null when none does. */
    FaultKind cutBy(int from, int to) {
        for (int i = 0; cutting && i < active.size(); i++) {
            if (cuts(active.get(i), from, to)) {
                return active.get(i).kind();
            }
        }
        return null;
    }

    private boolean cuts(Fault fault, int from, int to) {
        switch (fault.kind()) {
            case PARTITION:
                return fault.hits(from) != fault.hits(to);
            case MUTE:
                return fault.hits(from);
            case DEAF:
                return fault.hits(to);
            case BRIDGE:
                return isBeyondBridge(ProcessSet.first(fault.processes()), from, to);
            case FLAP:
                return fault.hits(from) != fault.hits(to)
                        && (nowNs - fault.atNs()) / Math.max(1, fault.value()) % 2 == 0;
            default:
                return false;
        }
    }

    /** The halves are the even and the odd places among the others. */
    private static boolean isBeyondBridge(int bridge, int from, int to) {
        return from != bridge && to != bridge && (placeBeside(bridge, from) + placeBeside(bridge, to)) % 2 != 0;
    }

    private static int placeBeside(int bridge, int id) {
        return id < bridge ? id : id - 1;
    }

    /** Whether something that has a rate happens to a frame. */
    boolean happens(FaultKind kind, int from) {
        long rate = rates[from][kind.ordinal()];
        return rate > 0 && prngs[kind.ordinal()].nextLong(Fault.ALWAYS) < rate;
    }

    boolean mayHappen(FaultKind kind, int from) {
        return rates[from][kind.ordinal()] > 0;
    }

    /** Mean of what is added to the time of a frame; 0: none. */
    long extraDelayNs(int from) {
        return extraDelayNs[from];
    }

    /** How long a frame that leaves now waits before it sets out. */
    long clogNs(int from) {
        return Math.max(0, clogEndNs[from] - nowNs);
    }

    /** Frames that may be under way to one process. */
    long bound(int from) {
        return bounds[from];
    }
}
