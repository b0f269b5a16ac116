package io.ft4j.core.fault;

import java.util.ArrayList;
import java.util.List;

/** What the active faults amount to for the disk of one process, over all its lives. */
final class DiskFaults {
    private final List<Fault> active = new ArrayList<>();
    private Fault failingForce;
    private boolean full;
    private long stalledUntilNs;
    private long slowForceNs;
    private long readErrorRate;

    void begin(Fault fault) {
        active.add(fault);
        failingForce = fault.kind() == FaultKind.FORCE_FAILS ? fault : failingForce;
        onFaultsChanged();
    }

    void end(Fault fault) {
        active.remove(fault);
        failingForce = fault.equals(failingForce) ? null : failingForce;
        onFaultsChanged();
    }

    private void onFaultsChanged() {
        full = false;
        stalledUntilNs = 0;
        slowForceNs = 0;
        readErrorRate = 0;
        for (Fault fault : active) {
            full |= fault.kind() == FaultKind.DISK_FULL;
            if (fault.kind() == FaultKind.STALLED_DISK) {
                stalledUntilNs = Math.max(stalledUntilNs, fault.endNs());
            } else if (fault.kind() == FaultKind.SLOW_FORCE) {
                slowForceNs = Math.max(slowForceNs, fault.value());
            } else if (fault.kind() == FaultKind.READ_ERROR) {
                readErrorRate = Math.max(readErrorRate, fault.value());
            }
        }
    }

    /** Whether the next force fails; only the first one that asks. */
    boolean takeForceFailure() {
        boolean fails = failingForce != null;
        failingForce = null;
        return fails;
    }

    /** Whether no force ends now. */
    boolean isStalled(long nowNs) {
        return nowNs < stalledUntilNs;
    }

    boolean isFull() {
        return full;
    }

    /** Mean of what is added to each force; 0: nothing. */
    long slowForceNs() {
        return slowForceNs;
    }

    long readErrorRate() {
        return readErrorRate;
    }
}
